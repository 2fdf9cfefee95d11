/**
 * The objects that random histories are about, one a model: what clients ask of them, by chance, and
 * how they answer, by their model.
 */
import { casRegister } from '../../src/checkers/models/cas-register.js';
import { counter } from '../../src/checkers/models/counter.js';
import { kv } from '../../src/checkers/models/kv.js';
import { list } from '../../src/checkers/models/list.js';
import type { Model } from '../../src/checkers/models/model.js';
import { queue } from '../../src/checkers/models/queue.js';
import { register } from '../../src/checkers/models/register.js';
import { set } from '../../src/checkers/models/set.js';
import { identityOf, isList, type Value } from '../../src/history/history.js';

export type Question = readonly [action: string, input: Value];

export interface ObjectKind {
  readonly name: string;
  readonly model: Model;
  /** By chance; `serial` is different for every operation of the history. */
  ask(chance: number, serial: number): Question;
  /** What the object answers in a state; undefined where it only says that it is done. */
  answer(state: unknown, question: Question): Value | undefined;
  /** How the object is looked at without changing it; null when it cannot be. */
  readonly look: string | null;
}

function readsOr(write: string, valueOf: (chance: number, serial: number) => Value) {
  return (chance: number, serial: number): Question =>
    chance % 2 === 0 ? ['read', null] : [write, valueOf(Math.floor(chance / 2), serial)];
}

const oneOf = (count: number) => (chance: number) => 1 + (chance % count);
const unique = (_chance: number, serial: number): number => serial;
const shown = (state: unknown, [action]: Question): Value | undefined =>
  action === 'read' || action === 'get' ? (state as Value) : undefined;

function answerOfCas(state: unknown, question: Question): Value | undefined {
  const [action, input] = question;
  if (action !== 'cas' || !isList(input)) return shown(state, question);
  return identityOf(state as Value) === identityOf(input[0] ?? null);
}

/** The state of the model holds identities of whole numbers. */
const membersOf = (state: unknown): Value => (state as readonly string[]).map(Number);

function ofKinds<Names extends string>(
  kinds: Readonly<Record<Names, Omit<ObjectKind, 'name'>>>,
): Readonly<Record<Names, ObjectKind>> {
  const named = Object.entries<Omit<ObjectKind, 'name'>>(kinds).map(([name, kind]) => [
    name,
    { name, ...kind },
  ]);
  return Object.fromEntries(named) as Readonly<Record<Names, ObjectKind>>;
}

/** All models, with unique values and with values that come again. */
export const objectKinds = ofKinds({
  register: { model: register, look: 'read', ask: readsOr('write', unique), answer: shown },
  'register of few values': {
    ...{ model: register, look: 'read', answer: shown },
    ask: readsOr('write', oneOf(3)),
  },
  'cas register': {
    ...{ model: casRegister, look: 'read', answer: answerOfCas },
    ask: (chance) => {
      const [from, to] = [1 + (chance % 3), 1 + (Math.floor(chance / 3) % 3)];
      if (chance % 5 < 2) return ['cas', [from, to]];
      return chance % 5 < 4 ? ['read', null] : ['write', to];
    },
  },
  list: { model: list, look: 'read', ask: readsOr('append', unique), answer: shown },
  'list that is replaced': {
    ...{ model: list, look: 'read', answer: shown },
    ask: (chance, serial) =>
      chance % 7 === 0 ? ['write', serial] : readsOr('append', oneOf(3))(chance, serial),
  },
  set: {
    ...{ model: set, look: 'read', ask: readsOr('add', unique) },
    answer: (state, [action]) => (action === 'read' ? membersOf(state) : undefined),
  },
  'set that shrinks': {
    ...{ model: set, look: 'read' },
    ask: (chance, serial) =>
      chance % 5 === 0 ? ['remove', 1 + (chance % 3)] : readsOr('add', oneOf(3))(chance, serial),
    answer: (state, [action]) => (action === 'read' ? membersOf(state) : undefined),
  },
  counter: {
    ...{ model: counter, look: 'read', answer: shown },
    ask: readsOr('add', (chance) => (chance % 4) - 1),
  },
  queue: {
    ...{ model: queue, look: null },
    // Most of the time it is nearly empty: what waits in it multiplies the orders there may be.
    ask: (chance, serial) => (chance % 5 < 3 ? ['dequeue', null] : ['enqueue', serial]),
    answer: (state, [action]) =>
      action === 'dequeue' ? ((state as readonly Value[])[0] ?? null) : undefined,
  },
  kv: {
    ...{ model: kv, look: 'get', answer: shown },
    ask: (chance) => {
      const letter = 'abc'.charAt(Math.floor(chance / 5) % 3);
      if (chance % 5 < 2) return ['get', null];
      return [chance % 5 < 4 ? 'append' : 'put', letter];
    },
  },
});

export type KindName = keyof typeof objectKinds;

export const kindNames = Object.keys(objectKinds) as readonly KindName[];
