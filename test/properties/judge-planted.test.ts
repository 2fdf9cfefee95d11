/**
 * One wrong operation among thousands of right ones: it is found, it is in the witness, and the witness
 * is a contradiction by itself of which, where it says so, nothing can be spared.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { judge } from '../../src/checkers/consistency/judge.js';
import {
  identityOf,
  isList,
  type History,
  type ObservedOperation,
  type Value,
} from '../../src/history/history.js';
import { flawOfWitness } from '../checkers/linearizable/witness.js';
import { numbered, rightHistories } from '../support/histories.js';
import { objectKinds, type KindName, type ObjectKind } from '../support/objects.js';
import { flawOfViolation } from '../support/witness.js';

/** Long histories cost as much as hundreds of short ones. */
const runs = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 20);

type Operations = readonly ObservedOperation[];

/** An operation that contradicts the others. */
type Planted = Pick<ObservedOperation, 'key' | 'action' | 'input' | 'output' | 'start' | 'end'>;

/** Plants one in a right history; null when the choice fits nowhere. */
type Planting = (operations: Operations, choice: number) => Planted | null;

function oneOf<Item>(items: readonly Item[], choice: number): Item | undefined {
  return items[choice % Math.max(1, items.length)];
}

const isOk = ({ outcome }: ObservedOperation): boolean => outcome === 'ok';
const at = (instant: number) => ({ start: instant, end: instant });

/** The last value of a key is read, long after another one had taken its place. */
const staleRead: Planting = (operations, choice) => {
  const writes = operations.filter((one) => one.action === 'write' && isOk(one));
  const old = oneOf(writes.slice(0, -1), choice);
  const next = writes.find((one) => one.key === old?.key && one.start > old.end);
  if (old === undefined || next === undefined) return null;
  return { ...old, action: 'read', input: null, output: old.input, ...at(next.end + 1) };
};

function fromTheFuture(write: string, read: string, shown: (value: Value) => Value): Planting {
  return (operations, choice) => {
    const later = oneOf(
      operations.filter((one) => one.action === write && isOk(one) && one.start > 0),
      choice,
    );
    if (later === undefined) return null;
    return {
      ...later,
      action: read,
      input: null,
      output: shown(later.input),
      ...at(later.start - 1),
    };
  };
}

/** A read that overlaps the same as another one, but lacks one of its elements. */
const lostElement: Planting = (operations, choice) => {
  const read = oneOf(
    operations.filter(({ output }) => isList(output) && output.length > 1),
    choice,
  );
  if (read === undefined) return null;
  const shown = read.output as readonly Value[];
  const known = operations.filter(
    ({ key, action, input, outcome, end }) =>
      key === read.key &&
      action !== 'read' &&
      outcome === 'ok' &&
      end < read.start &&
      shown.includes(input),
  );
  const lost = oneOf(known, Math.floor(choice / 7));
  if (lost === undefined) return null;
  return { ...read, output: shown.filter((element) => element !== lost.input) };
};

const doubledDequeue: Planting = (operations, choice) => {
  const first = oneOf(
    operations.filter(({ action, output }) => action === 'dequeue' && (output ?? null) !== null),
    choice,
  );
  return first === undefined ? null : { ...first, ...at(first.end + 1 + (choice % 5)) };
};

/**
 * After a look at what is there, while nothing else is going on, somebody is told something else:
 * where all outcomes are certain there is no other explanation.
 */
function afterALook(plant: (look: ObservedOperation, other: Value) => Partial<Planted>): Planting {
  return (operations, choice) => {
    const looks = operations.filter(({ action }) => action === 'read' || action === 'get');
    const quiet = looks.filter((look) =>
      operations.every((one) => one === look || one.end < look.start || one.start > look.end + 1),
    );
    const look = oneOf(quiet, choice);
    const held = identityOf(look?.output ?? null);
    const other = oneOf(
      looks.filter(({ output = null }) => identityOf(output) !== held),
      Math.floor(choice / 7),
    )?.output;
    if (look === undefined || other === undefined) return null;
    return { ...look, ...at(look.end + 1), ...plant(look, other) };
  };
}

const otherAnswer = afterALook((_look, other) => ({ output: other }));
const swappedCas = afterALook(({ output = null }, other) => ({
  ...{ action: 'cas', input: [other, output], output: true },
}));
const refusedCas = afterALook(({ output = null }, other) => ({
  ...{ action: 'cas', input: [output, other], output: false },
}));

interface Case {
  readonly title: string;
  readonly kind: KindName;
  readonly plant: Planting;
  readonly most: number;
  /** Whether there are unknown outcomes and failures among the right operations. */
  readonly certain?: boolean;
}

const cases: readonly Case[] = [
  { title: 'a stale read', kind: 'register', plant: staleRead, most: 5000 },
  {
    ...{ title: 'a read from the future', kind: 'register', most: 5000 },
    plant: fromTheFuture('write', 'read', (value) => value),
  },
  { title: 'a lost element', kind: 'list', plant: lostElement, most: 1500 },
  { title: 'a lost element', kind: 'set', plant: lostElement, most: 1500 },
  { title: 'a doubled dequeue', kind: 'queue', plant: doubledDequeue, most: 3000, certain: true },
  {
    ...{ title: 'a dequeue from the future', kind: 'queue', most: 3000, certain: true },
    plant: fromTheFuture('enqueue', 'dequeue', (value) => value),
  },
  ...(['swapped', 'refused'] as const).map((how) => ({
    ...{ title: `a ${how} cas`, kind: 'cas register' as const, most: 5000, certain: true },
    plant: how === 'swapped' ? swappedCas : refusedCas,
  })),
  ...(['register of few values', 'counter', 'set that shrinks'] as const).map((kind) => ({
    ...{ title: 'an answer that fits another time', kind, most: 3000, certain: true },
    plant: otherAnswer,
  })),
];

/** What the contradictions without a search look like, which have witnesses of a size that is known. */
const withoutSearch: readonly KindName[] = ['register', 'list', 'set'];

function flawOf(history: History, planted: number, kind: ObjectKind): string | null {
  const { operations } = history;
  const { model } = kind;
  const [result] = judge(history, { levels: ['linearizable'], model });
  if (result?.verdict !== 'invalid') return `it is ${result?.verdict}`;
  const [violation, ...others] = result.violations;
  if (violation === undefined || others.length > 0) return 'not one violation';
  if (!violation.operations.includes(planted)) return 'the planted operation is not in the witness';
  return withoutSearch.includes(kind.name as KindName)
    ? flawOfWitness(violation.operations, operations, model)
    : flawOfViolation(violation, operations, model);
}

describe.each(cases)('$title of a $kind', ({ kind: name, plant, most, certain = false }) => {
  const kind = objectKinds[name];
  const lengths = fc.integer({ min: 1000, max: most });

  // The seed of the history is drawn, and not all of its operations: that would make long reports.
  test.prop([lengths, fc.nat(), fc.nat()], { numRuns: runs })(
    'is found',
    (length, seed, choice) => {
      const extent = { least: length, most: length, certain };
      const [history] = fc.sample(rightHistories([kind, kind], extent), { numRuns: 1, seed });
      if (history === undefined) throw new Error('a sample has one item');
      const planted = plant(history.operations, choice);
      fc.pre(planted !== null);
      const unknown = { invokedAt: null, completedAt: null, revision: null };
      const stranger = { session: 'planted', outcome: 'ok', ...unknown } as const;
      const { key, action, input, output, start, end } = planted;
      const wrong = numbered([
        ...history.operations,
        { ...stranger, key, action, input, output, start, end },
      ]);
      const place = wrong.operations.findIndex(({ session }) => session === 'planted');
      expect(flawOf(wrong, place, kind)).toBeNull();
    },
  );
});
