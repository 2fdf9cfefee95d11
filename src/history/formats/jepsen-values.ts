/**
 * What the values of Jepsen's events mean, in the words of our models: which operations take something
 * and which answer something, whether values carry a key, and what a failed cas and a read of nil say.
 */
import { identityOf, isList, type Value } from '../history.js';
import type { ReadingOptions } from './format.js';
import type { Draft, Pairing } from './pairing.js';
import type { ProblemBook } from './problem-book.js';

/** `keyed` undefined: as the values look. */
export type Conventions = Required<Pick<ReadingOptions, 'failedCas' | 'nilRead'>> &
  Pick<ReadingOptions, 'keyed'>;

/** Where Jepsen's workloads have another word than our models. */
const actions: ReadonlyMap<string, string> = new Map([
  ['inc', 'add'],
  ['increment', 'add'],
]);

/** Actions that take nothing and answer something. */
const reading: ReadonlySet<string> = new Set(['read', 'get', 'dequeue']);

/** Actions that take something and answer nothing but that they were done. */
const writing: ReadonlySet<string> = new Set('write put append add remove enqueue'.split(' '));

/**
 * Settles all operations: so far their input is the value of the invocation and their output the value of
 * the completion, whatever its outcome.
 */
export function interpretValues(
  { operations, lines }: Pick<Pairing, 'operations' | 'lines'>,
  conventions: Conventions,
  book: ProblemBook,
): void {
  const keyed = conventions.keyed ?? looksKeyed(operations);
  let unknownReads = 0;
  operations.forEach((operation, place) => {
    const problem = (keyed ? splitKey(operation) : null) ?? settle(operation, conventions);
    if (problem !== null) book.complain(lines[place] ?? 0, problem);
    if (isUnknownRead(operation)) unknownReads += 1;
  });
  if (unknownReads > 0) {
    const reads = unknownReads === 1 ? '1 read of nil says' : `${unknownReads} reads of nil say`;
    book.warn(0, `${reads} nothing here, unless nil is taken for no value (--nil-read absent)`);
  }
}

function isUnknownRead({ action, outcome, output }: Draft): boolean {
  return outcome === 'ok' && output === undefined && reading.has(action);
}

/** Every value is a pair, and of a cas even a key with a pair. */
function looksKeyed(operations: readonly Draft[]): boolean {
  return operations.every(({ action, input, output, outcome }) => {
    const carriesKey = isPair(input) && isKey(input[0]) && (action !== 'cas' || isPair(input[1]));
    return carriesKey && (outcome !== 'ok' || (isPair(output) && isKey(output[0])));
  });
}

function isPair(value: Value | undefined): value is readonly [Value, Value] {
  return isList(value) && value.length === 2;
}

function isKey(value: Value): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** Moves the key out of the values. Answers what is wrong, if anything. */
function splitKey(operation: Draft): string | null {
  const { input, output, outcome } = operation;
  if (!isPair(input)) return `the value of the invocation is no [key value]`;
  operation.key = keyOf(input[0]);
  operation.input = input[1];
  if (outcome === 'ok') {
    if (!isPair(output)) return `the value of the completion is no [key value]`;
    if (keyOf(output[0]) !== operation.key) return 'the completion is about another key';
    operation.output = output[1];
  } else operation.output = isPair(output) ? output[1] : output;
  return null;
}

function keyOf(value: Value): string {
  return typeof value === 'string' ? value : identityOf(value);
}

/** Gives input and output their meaning. Answers what is wrong, if anything. */
function settle(operation: Draft, { failedCas, nilRead }: Conventions): string | null {
  const { outcome, output } = operation;
  const ours = actions.get(operation.action);
  // To count without saying how far is to count by one.
  if (ours === 'add') operation.input ??= 1;
  const action = (operation.action = ours ?? operation.action);
  if (action === 'cas') {
    // A cas that was answered shows again what it was asked: not `:timed-out`.
    const wasAnswered = outcome === 'fail' && failedCas === 'answered' && isPair(output);
    if (wasAnswered) operation.outcome = 'ok';
    operation.output = operation.outcome === 'ok' ? outcome === 'ok' : undefined;
    return isPair(operation.input) ? null : 'the value of a cas is not [old new]';
  }
  if (outcome !== 'ok' || writing.has(action)) operation.output = undefined;
  if (!reading.has(action)) return null;
  operation.input = null;
  if (operation.output === null && action !== 'dequeue') {
    if (nilRead === 'unknown') operation.output = undefined;
    else if (action === 'get') operation.output = '';
  }
  return null;
}
