/**
 * What a history says about who read what: every read is matched with the writes whose values it
 * returned. It comes from observed operations; the checkers of causal, sequential and session
 * guarantees all begin here.
 *
 * Left out are failed operations, reads without an answer, and unknown writes that nobody read. The
 * others are numbered 0, 1, 2 … in the order of invocation; these numbers are called nodes.
 */
import { isList, type ObservedOperation, type Value } from '../../history/history.js';
import {
  leaveOut,
  nothingLeftOut,
  type LeftOutCounts,
  type LeftOutReason,
} from '../consistency/left-out.js';
import type { ModelChoice } from '../models/choice.js';
import { at, type Groups } from './groups.js';
import { keyFrom, sight, sighted, type ObservedKey, type Sighting } from './keys.js';
import { addWriter, noWriters, several, writerOf, type Writers } from './writers.js';

/** What an operation tells of the writes before it. */
export const told = {
  /** It is no read, or one that cannot be judged: it returned what several operations wrote. */
  nothing: 0,
  /** A read of what was there before any write. */
  beginning: 1,
  /** A read of what its sources wrote. */
  versions: 2,
  /** A read of what nobody wrote. */
  unwritten: 3,
  /** A read of a register that returned several values at once, written ones among them. */
  several: 4,
  /** A read that returned an element twice. */
  twice: 5,
} as const;

export interface Observations {
  /** By node. */
  readonly operations: readonly ObservedOperation[];
  readonly keys: readonly ObservedKey[];
  /** By node: the number of its key. */
  readonly keyOf: Int32Array;
  /** By node: 1 for all that is no read. */
  readonly isWrite: Uint8Array;
  /** By node, one of `told`. */
  readonly told: Uint8Array;
  /** By node: the writes it read, in the order of a list. */
  readonly sources: Groups;
  /** How many operations were left out, and why. */
  readonly leftOut: LeftOutCounts;
}

/** What was written and read, by place in the history. */
interface Survey {
  readonly keys: readonly ObservedKey[];
  readonly keyOf: Int32Array;
  /** By key. */
  readonly writers: readonly Writers[];
}

/** Matches reads with writes, where by the model of a key its actions mean what their names say. */
export function observe(
  operations: readonly ObservedOperation[],
  model: ModelChoice,
): Observations {
  const { keys, keyOf, writers } = surveyed(operations, model);
  const tales = new Uint8Array(operations.length);
  const start = new Int32Array(operations.length + 1);
  const sources: number[] = [];
  const isRead = new Uint8Array(operations.length);
  for (let place = 0; place < operations.length; place++) {
    const { outcome, action, output } = operations[place] as ObservedOperation;
    start[place + 1] = sources.length;
    if (outcome !== 'ok' || action !== 'read' || output === undefined) continue;
    const key = keys[at(keyOf, place)] as ObservedKey;
    if (key.shape === null) continue;
    const tale = match(key, output, writers[at(keyOf, place)] as Writers, sources);
    if (tale === told.nothing) key.reason ??= 'a read returned what several operations wrote';
    if (tale !== told.versions) sources.length = at(start, place);
    tales[place] = tale;
    start[place + 1] = sources.length;
    for (let one = at(start, place); one < sources.length; one++)
      isRead[sources[one] as number] = 1;
  }
  return selected(operations, { keys, keyOf, writers }, isRead, tales, {
    start,
    members: Int32Array.from(sources),
  });
}

/** Numbers the keys in the order of their first operations. Operations that failed wrote nothing. */
function surveyed(operations: readonly ObservedOperation[], model: ModelChoice): Survey {
  const numbers = new Map<string, number>();
  const sightings: Sighting[] = [];
  const writers: Writers[] = [];
  const keyOf = new Int32Array(operations.length);
  for (let place = 0; place < operations.length; place++) {
    const { key, action, input, output, outcome } = operations[place] as ObservedOperation;
    let number = numbers.get(key);
    if (number === undefined) {
      number = sightings.length;
      numbers.set(key, number);
      sightings.push(sighted(key));
      writers.push(noWriters());
    }
    keyOf[place] = number;
    const seen = sightings[number] as Sighting;
    seen.asked.add(action);
    if (outcome === 'fail') continue;
    sight(seen, action, output);
    if (action !== 'read') addWriter(writers[number] as Writers, input, place);
  }
  return { keys: sightings.map((seen) => keyFrom(seen, model)), keyOf, writers };
}

/** What an answer tells. Pushes the places of the writes that it shows to `sources`. */
function match({ shape }: ObservedKey, output: Value, writers: Writers, sources: number[]): number {
  if (shape === 'register') return matchRegister(output, writers, sources);
  const elements = isList(output) ? output : [];
  return elements.length === 0 ? told.beginning : matchElements(elements, writers, sources);
}

function matchRegister(output: Value, writers: Writers, sources: number[]): number {
  const writer = writerOf(writers, output);
  // A write of null cannot be told from the beginning.
  if (output === null) return writer === undefined ? told.beginning : told.nothing;
  if (writer === several) return told.nothing;
  if (writer === undefined) {
    const isMany = isList(output) && output.length > 1;
    const areWritten = isMany && output.some((value) => writerOf(writers, value) !== undefined);
    return areWritten ? told.several : told.unwritten;
  }
  sources.push(writer);
  return told.versions;
}

function matchElements(elements: readonly Value[], writers: Writers, sources: number[]): number {
  const found = new Set<number>();
  for (const element of elements) {
    const writer = writerOf(writers, element);
    if (writer === undefined) return told.unwritten;
    found.add(writer);
    sources.push(writer);
  }
  if (found.has(several)) return told.nothing;
  return found.size < elements.length ? told.twice : told.versions;
}

/** Leaves out what says nothing, and numbers the rest. */
function selected(
  operations: readonly ObservedOperation[],
  { keys, keyOf }: Survey,
  isRead: Uint8Array,
  tales: Uint8Array,
  sources: Groups,
): Observations {
  const leftOut = nothingLeftOut();
  const places: number[] = [];
  const nodeOf = new Int32Array(operations.length);
  for (let place = 0; place < operations.length; place++) {
    // Where a read was not matched, nobody knows which writes were seen.
    const key = keys[at(keyOf, place)] as ObservedKey;
    const isUnseen = at(isRead, place) === 0 && key.reason === null;
    const reason = reasonToLeaveOut(operations[place] as ObservedOperation, key, isUnseen);
    nodeOf[place] = places.length;
    if (reason === null) places.push(place);
    else leaveOut(leftOut, reason, 1);
  }
  const start = new Int32Array(places.length + 1);
  const keyOfNode = new Int32Array(places.length);
  const isWrite = new Uint8Array(places.length);
  const tale = new Uint8Array(places.length);
  const judged = places.map((place, node) => {
    const operation = operations[place] as ObservedOperation;
    start[node + 1] = at(sources.start, place + 1);
    keyOfNode[node] = at(keyOf, place);
    isWrite[node] = operation.action === 'read' ? 0 : 1;
    tale[node] = at(tales, place);
    return operation;
  });
  return {
    operations: judged,
    keys,
    keyOf: keyOfNode,
    isWrite,
    told: tale,
    sources: { start, members: sources.members.map((place) => at(nodeOf, place)) },
    leftOut,
  };
}

function reasonToLeaveOut(
  { action, outcome, output }: ObservedOperation,
  { model }: ObservedKey,
  isUnseen: boolean,
): LeftOutReason | null {
  if (outcome === 'fail') return 'failed';
  const isAnswered = outcome === 'ok' && output !== undefined;
  if (!isAnswered && model.readOnly.includes(action)) return 'unknown reads';
  if (outcome === 'info' && isUnseen) return 'unknown writes that nobody read';
  return null;
}
