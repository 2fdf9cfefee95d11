/**
 * Longer histories, as a correct register or text would have answered them: some clients, one operation each at
 * a time, each taking effect at some moment between its invocation and its completion.
 */
import type { ObservedOperation, Value } from '../../../src/history/history.js';
import { randomSource, type RandomStream } from '../../../src/kernel/random.js';
import type { Asked, Model } from '../../../src/checkers/models/model.js';

type Question = Pick<Asked, 'action' | 'input'>;

export interface Plan {
  readonly model: Model;
  readonly seed: number;
  readonly clients: number;
  readonly operations: number;
  /** The chance that nobody learns what became of an operation; half of these took effect. */
  readonly unknown?: number;
  readonly draw: (stream: RandomStream) => Question;
}

/** What a client waits for. */
interface Waiting {
  readonly index: number;
  isApplied: boolean;
}

export function generated(plan: Plan): ObservedOperation[] {
  const { model, unknown = 0 } = plan;
  const stream = randomSource(plan.seed).stream('history');
  const clients: (Waiting | null)[] = Array.from({ length: plan.clients }, () => null);
  const operations: ObservedOperation[] = [];
  let state = model.initial();
  const change = (index: number, changes: Partial<ObservedOperation>): void => {
    operations[index] = { ...(operations[index] as ObservedOperation), ...changes };
  };
  const apply = (index: number): void => {
    const asked = operations[index] as ObservedOperation;
    const output = answerOf(asked, state, model);
    state = model.step(state, { ...asked, output });
    change(index, { output });
  };
  for (let time = 0; ; time += 1) {
    const isOver = operations.length >= plan.operations;
    const able = [...clients.keys()].filter((client) => !isOver || clients[client] !== null);
    if (able.length === 0) return operations;
    const client = stream.pick(able);
    const waiting = clients[client] ?? null;
    if (waiting === null) {
      clients[client] = { index: operations.length, isApplied: false };
      operations.push(operationOf(operations.length, plan.draw(stream), time));
    } else if (waiting.isApplied) {
      change(waiting.index, { outcome: 'ok', end: time });
      clients[client] = null;
    } else if (stream.fraction() < unknown) {
      if (stream.below(2) === 0) apply(waiting.index);
      change(waiting.index, { output: undefined });
      clients[client] = null;
    } else {
      apply(waiting.index);
      waiting.isApplied = true;
    }
  }
}

function answerOf({ action, input }: Question, state: unknown, model: Model): Value {
  if (model.readOnly.includes(action)) return state as Value;
  return action === 'cas' ? model.step(state, { action, input, output: true }) !== undefined : null;
}

/** As it stands while nobody knows how it ended. */
function operationOf(index: number, { action, input }: Question, start: number): ObservedOperation {
  return {
    ...{ index, name: `#${index}`, session: '', key: '', action, input, output: undefined },
    ...{ outcome: 'info', start, end: Infinity },
    ...{ invokedAt: null, completedAt: null, revision: null },
  };
}

/** What a checker is given: without reads that nobody knows the answer of. */
export function judged(
  operations: readonly ObservedOperation[],
  model: Model,
): readonly ObservedOperation[] {
  return operations.filter(
    ({ outcome, action }) => outcome === 'ok' || !model.readOnly.includes(action),
  );
}

/** Reads, writes and compare-and-sets of five values. */
export function drawFromRegister(stream: RandomStream): Question {
  const action = stream.pick(['read', 'write', 'cas']);
  if (action === 'read') return { action, input: null };
  const value = stream.below(5);
  return { action, input: action === 'write' ? value : [value, stream.below(5)] };
}

/** Gets, appends and now and then a put, each of another text. */
export function drawFromText(): Plan['draw'] {
  let count = 0;
  return (stream) => {
    count += 1;
    const action = stream.pick(['get', 'get', 'get', 'append', 'append', 'append', 'put']);
    return { action, input: action === 'get' ? null : `${count};` };
  };
}
