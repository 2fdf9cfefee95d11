/**
 * Session guarantees of lists and sets. A read returns all it saw, so nothing is uncertain: what a
 * session knew must be in its later reads, or in every read (of anybody) that has a later write of
 * the session, and in a list before that write.
 */
import type { Causality } from '../causal/causality.js';
import { sharedPrefix } from '../causal/elements.js';
import { at, membersOf } from '../causal/groups.js';
import { told } from '../causal/observations.js';
import type { Because, Violation } from '../consistency/result.js';
import { isBound, makesKnown, rules, type Guarantee } from './guarantees.js';
import { violationOf } from './violation.js';

/** What a session knows of a key, in the order in which it came to know. */
interface Knowledge {
  readonly elements: number[];
  readonly knownBy: number[];
  readonly isKnown: Set<number>;
}

/** By node, for the operations that a rule binds: their session's knowledge, and how much of it there was. */
interface Bound {
  readonly knowledge: Knowledge;
  readonly count: number;
}

/** One violation of every list and set: that of the first read, or where writes are bound of the smallest. */
export function judgeElements(causality: Causality, guarantee: Guarantee): readonly Violation[] {
  const bound = boundOperations(causality, guarantee);
  const violations = new Map<number, Violation>();
  const isOfReads = rules[guarantee].binds === 'reads';
  const reads = readsOfElements(causality);
  // Most reads hold what smaller ones held, so that only the rest is looked at.
  if (!isOfReads) reads.sort((a, b) => sizeOf(causality, a) - sizeOf(causality, b));
  const verified = new Map<number, Verified>();
  for (const read of reads) {
    const key = at(causality.keyOf, read);
    if (violations.has(key)) continue;
    const missing = isOfReads
      ? missingIn(bound[read], new Set(membersOf(causality.sources, read)))
      : missingBehind(causality, bound, read, verified);
    if (missing !== null) {
      violations.set(key, explained(causality, guarantee, read, { by: read, ...missing }));
    }
  }
  return [...violations.values()];
}

function readsOfElements(causality: Causality): number[] {
  return [...causality.operations.keys()].filter((node) => isReadOfElements(causality, node));
}

/** How many elements a read returned. */
function sizeOf({ sources }: Causality, read: number): number {
  return at(sources.start, read + 1) - at(sources.start, read);
}

function isReadOfElements({ told: tells, keys, keyOf }: Causality, node: number): boolean {
  const tale = at(tells, node);
  const isJudged = tale === told.beginning || tale === told.versions;
  return isJudged && keys[at(keyOf, node)]?.shape !== 'register';
}

/** Walks through all sessions and notes what each operation must not fall behind. */
function boundOperations(causality: Causality, guarantee: Guarantee): (Bound | undefined)[] {
  const { operations, keys, keyOf, sessionOf, sessionCount, isWrite } = causality;
  const rule = rules[guarantee];
  const byLane = new Map<number, Knowledge>();
  const bound: (Bound | undefined)[] = [];
  for (let node = 0; node < operations.length; node++) {
    const shape = keys[at(keyOf, node)]?.shape ?? 'register';
    if (shape === 'register') continue;
    const lane = at(keyOf, node) * sessionCount + at(sessionOf, node);
    const knowledge = byLane.get(lane) ?? { elements: [], knownBy: [], isKnown: new Set() };
    byLane.set(lane, knowledge);
    if (isBound(rule, causality, node)) {
      bound[node] = { knowledge, count: knowledge.elements.length };
    }
    for (const element of at(isWrite, node) === 1 ? [node] : membersOf(causality.sources, node)) {
      if (knowledge.isKnown.has(element) || !makesKnown(rule, causality, node, element)) continue;
      knowledge.isKnown.add(element);
      knowledge.elements.push(element);
      knowledge.knownBy.push(node);
    }
  }
  return bound;
}

/** What is known and not there: the element, and the operation by which the session knew it. */
interface Missing {
  readonly element: number;
  readonly knownBy: number;
  /** The operation that it should have come before, or the read itself. */
  readonly by?: number;
}

function missingIn(bound: Bound | undefined, there: ReadonlySet<number>, from = 0): Missing | null {
  if (bound === undefined) return null;
  const { knowledge, count } = bound;
  for (let place = from; place < count; place++) {
    const element = knowledge.elements[place] as number;
    if (!there.has(element)) return { element, knownBy: knowledge.knownBy[place] as number };
  }
  return null;
}

/** The last read of a key of which all is there that its writes followed. */
interface Verified {
  readonly sources: Int32Array;
  /** All of these, and by knowledge how many of the known elements are among them. */
  readonly there: Set<number>;
  readonly known: Map<Knowledge, number>;
}

/** What some write in the read followed, and is not there, or in a list not before it. */
function missingBehind(
  { sources, keys, keyOf }: Causality,
  bound: readonly (Bound | undefined)[],
  read: number,
  verified: Map<number, Verified>,
): (Missing & { readonly by: number }) | null {
  const key = at(keyOf, read);
  const isList = keys[key]?.shape === 'list';
  const all = membersOf(sources, read);
  const { there, known } = verifiedBefore(verified.get(key), all, isList);
  const rest = isList ? all.subarray(there.size) : all.filter((write) => !there.has(write));
  if (!isList) for (const write of rest) there.add(write);
  for (const write of rest) {
    const demand = bound[write];
    there.add(write);
    if (demand !== undefined) {
      const before = known.get(demand.knowledge) ?? 0;
      const missing = missingIn(demand, there, before);
      if (missing !== null) return { ...missing, by: write };
      known.set(demand.knowledge, Math.max(before, demand.count));
    }
  }
  verified.set(key, { sources: all, there, known });
  return null;
}

/** What was verified, when the read prolongs that; else nothing. */
function verifiedBefore(
  last: Verified | undefined,
  all: Int32Array,
  isList: boolean,
): Pick<Verified, 'there' | 'known'> {
  if (last !== undefined) {
    const shared = isList
      ? sharedPrefix(last.sources, all)
      : all.reduce((count, write) => count + Number(last.there.has(write)), 0);
    if (shared === last.there.size) return last;
  }
  return { there: new Set(), known: new Map() };
}

function explained(
  causality: Causality,
  guarantee: Guarantee,
  read: number,
  { element, knownBy, by }: Missing & { readonly by: number },
): Violation {
  const indexOf = (node: number): number => causality.operations[node]?.index as number;
  const because: Because[] = [];
  if (knownBy !== element) {
    because.push({ rule: 'reads from', write: indexOf(element), read: indexOf(knownBy) });
  }
  because.push({ rule: 'session', before: indexOf(knownBy), after: indexOf(by) });
  if (by !== read) because.push({ rule: 'reads from', write: indexOf(by), read: indexOf(read) });
  const isThere = membersOf(causality.sources, read).includes(element);
  const text = isThere
    ? 'The read has the two elements in the opposite order.'
    : 'The read does not contain the element.';
  const [first, second] = [indexOf(element), indexOf(by)];
  const operations = isThere ? [first, second, indexOf(read)] : [first, indexOf(read)];
  because.push({ rule: 'fact', operations, text });
  return violationOf(causality, guarantee, read, because);
}
