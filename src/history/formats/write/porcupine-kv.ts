/**
 * Writes a history as the logs of key-value stores that Porcupine is tested with: put, append and get of
 * texts, where append adds to the end of a text and a key without a value holds the empty one. There are
 * no times: the order of lines is time, and what is not completed is unknown.
 *
 * The writes of our runs are whole numbers. They become texts, and where a key is appended to each ends in
 * a comma, so that the text tells them apart: appending 3 to `[1, 2]` is appending `3,` to `1,2,`. What
 * failed left no trace and is left out, and so is a get whose answer nobody knows.
 */
import { isList, type History, type ObservedOperation, type Value } from '../../history.js';
import { linesOf } from './lines.js';
import { processEvents, type ProcessEvent } from './processes.js';
import type { HistoryWriter } from '../format.js';

const words: ReadonlyMap<string, 'get' | 'put' | 'append'> = new Map([
  ['get', 'get'],
  ['read', 'get'],
  ['put', 'put'],
  ['write', 'put'],
  ['append', 'append'],
]);

const store = "a key-value log of Porcupine's";

export const writePorcupineKv: HistoryWriter = (history) => {
  const lists = listKeys(history);
  const reason = refusal(history, lists);
  if (reason !== null) return { kind: 'refused', reason };
  const told = history.operations.filter(isTold);
  return { kind: 'lines', lines: linesOf(eventsToTell(told), (event) => lineOf(event, lists)) };
};

/** The keys that hold lists of numbers. */
function listKeys({ operations }: History): ReadonlySet<string> {
  const appends = operations.filter(
    ({ action, input }) => action === 'append' && typeof input === 'number',
  );
  return new Set(appends.map(({ key }) => key));
}

function refusal({ operations }: History, lists: ReadonlySet<string>): string | null {
  const types = new Set<string>();
  for (const operation of operations) {
    const { name, action, key } = operation;
    if (!words.has(action)) {
      return `${store} knows put, append and get, and operation ${name} is "${action}"`;
    }
    const value = valueOf(operation);
    if (!isExpressible(value, lists.has(key))) {
      return `${store} holds texts, and operation ${name} (${action}) has another value`;
    }
    for (const part of isList(value) ? value : [value]) if (part !== null) types.add(typeof part);
  }
  return types.size > 1 ? `${store} holds texts, and this history has numbers among them` : null;
}

/** What a put or an append wrote; what a get was answered, null when nothing is there or known. */
function valueOf({ action, input, output }: ObservedOperation): Value {
  return words.get(action) === 'get' ? (output ?? null) : input;
}

function isExpressible(value: Value, isInList: boolean): boolean {
  if (isList(value)) return isInList && value.every(Number.isSafeInteger);
  return value === null || typeof value === 'string' || Number.isSafeInteger(value);
}

function isTold({ action, outcome, output }: ObservedOperation): boolean {
  const isBlindGet = words.get(action) === 'get' && output === undefined;
  return outcome !== 'fail' && !isBlindGet;
}

function* eventsToTell(operations: readonly ObservedOperation[]): Generator<ProcessEvent> {
  for (const event of processEvents(operations)) if (event.type !== 'info') yield event;
}

function lineOf({ type, process, operation }: ProcessEvent, lists: ReadonlySet<string>): string {
  const { action, key } = operation;
  const word = words.get(action) ?? action;
  const text =
    word === 'get' && type === 'invoke'
      ? 'nil'
      : JSON.stringify(textOf(valueOf(operation), lists.has(key)));
  const name = JSON.stringify(key);
  return `{:process ${process}, :type :${type}, :f :${word}, :key ${name}, :value ${text}}\n`;
}

function textOf(value: Value, isInList: boolean): string {
  if (isList(value)) return value.map((part) => textOf(part, isInList)).join('');
  if (typeof value === 'number') return isInList ? `${value},` : String(value);
  return typeof value === 'string' ? value : '';
}
