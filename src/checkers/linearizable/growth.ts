/**
 * How a list or a set grew, as its reads reveal it from the smallest one on: each must contain what was
 * revealed before. one-pass.ts tells what follows from it.
 */
import { identityOf, isList, type ObservedOperation, type Value } from '../../history/history.js';
import { identityInMap, nobodyWroteIt, type Contradiction } from './contradiction.js';
import { differentGrowth, noElements, twiceInIt } from './growth-conflicts.js';
import { sorted } from './sorted.js';

/** What grows. In a list the places of the elements count, in a set only whether they are there. */
export interface Collection {
  /** The action that adds an element. */
  readonly add: 'append' | 'add';
  readonly isOrdered: boolean;
}

/** An element that some read contains. */
export interface Revealed {
  readonly value: Value;
  readonly add: ObservedOperation;
  /** The smallest read that contains it. */
  readonly firstRead: ObservedOperation;
}

export interface Growth {
  readonly operations: readonly ObservedOperation[];
  /** By place: of a read its size; of an add the size of the smallest read behind it, Infinity when there is none. */
  readonly ranks: Float64Array;
  /** In the order in which they came into sight. */
  readonly revealed: readonly Revealed[];
  /** The first read that does not fit those before it. Nothing behind it is ranked. */
  readonly disagreement: Contradiction | null;
  readonly steps: number;
}

/** A growth that is still being revealed. */
interface Course {
  readonly operations: readonly ObservedOperation[];
  /** By identity of the element: the place of its add. */
  readonly adds: ReadonlyMap<number | string, number>;
  readonly ranks: Float64Array;
  readonly revealed: Revealed[];
  /** By place of an add: which read contained the element last, counted from 1. */
  readonly lastSeen: Uint32Array;
  steps: number;
}

interface Reading {
  readonly read: ObservedOperation;
  readonly elements: readonly Value[];
  /** How many readings there were, this one included. */
  readonly count: number;
}

/** Null when an element is added twice, or when there is an action besides reading and adding. */
export function growthOf(
  operations: readonly ObservedOperation[],
  { add, isOrdered }: Collection,
): Growth | null {
  const adds = addsOf(operations, add);
  if (adds === null) return null;
  const course: Course = {
    operations,
    adds,
    ranks: new Float64Array(operations.length).fill(Infinity),
    revealed: [],
    lastSeen: new Uint32Array(operations.length),
    steps: operations.length,
  };
  const disagreement = reveal(course, isOrdered ? extendList : extendSet);
  const { ranks, revealed, steps } = course;
  return { operations, ranks, revealed, disagreement, steps };
}

function addsOf(
  operations: readonly ObservedOperation[],
  add: Collection['add'],
): ReadonlyMap<number | string, number> | null {
  const adds = new Map<number | string, number>();
  for (const [place, { action, input }] of operations.entries()) {
    if (action === 'read') continue;
    const { size } = adds;
    adds.set(identityInMap(input), place);
    if (action !== add || adds.size === size) return null;
  }
  return adds;
}

function reveal(
  course: Course,
  extend: (course: Course, reading: Reading) => Contradiction | null,
): Contradiction | null {
  const { operations, ranks } = course;
  for (const [place, operation] of operations.entries()) {
    if (operation.action !== 'read') continue;
    const elements = elementsOf(operation);
    if (elements === null) return noElements(operation);
    ranks[place] = elements.length;
  }
  const { order, steps } = sorted(ranks, new Uint8Array(ranks.length));
  course.steps += steps;
  let count = 0;
  for (const place of order) {
    const read = operations[place] as ObservedOperation;
    if (read.action !== 'read') continue;
    count += 1;
    const elements = elementsOf(read) ?? [];
    course.steps += elements.length;
    const disagreement = extend(course, { read, elements, count });
    if (disagreement !== null) return disagreement;
  }
  return null;
}

/** What a read returned; null when that is no list. */
function elementsOf({ output = null }: ObservedOperation): readonly Value[] | null {
  if (output === null) return [];
  return isList(output) ? output : null;
}

/** A list begins with what is revealed already, at the same places. */
function extendList(course: Course, { read, elements }: Reading): Contradiction | null {
  const { revealed } = course;
  for (let place = 0; place < elements.length; place += 1) {
    const value = elements[place] as Value;
    const known = revealed[place];
    if (known === undefined) {
      const disagreement = bringIntoSight(course, read, value, place + 1);
      if (disagreement !== null) return disagreement;
    } else if (!isSame(value, known.value)) {
      return otherElement(course, known, read, value);
    }
  }
  return null;
}

/** A list that has another element at the place of a known one, if somebody appended all that it contains. */
function otherElement(
  { operations, adds }: Course,
  known: Revealed,
  read: ObservedOperation,
  value: Value,
): Contradiction {
  const stranger = elementsOf(read)?.find((element) => !adds.has(identityInMap(element)));
  if (stranger !== undefined) return nobodyWroteIt(read, stranger);
  const add = adds.get(identityInMap(value)) as number;
  return differentGrowth(known, operations[add] as ObservedOperation, read);
}

/** A set contains what is revealed already. */
function extendSet(course: Course, reading: Reading): Contradiction | null {
  const { read, elements, count } = reading;
  const { operations, adds, ranks, revealed, lastSeen } = course;
  let missing = revealed.length;
  for (const value of elements) {
    const place = adds.get(identityInMap(value));
    if (place === undefined) return nobodyWroteIt(read, value);
    if (lastSeen[place] === count) return twiceInIt(operations[place] as ObservedOperation, read);
    lastSeen[place] = count;
    if (ranks[place] !== Infinity) missing -= 1;
    else bringIntoSight(course, read, value, elements.length);
  }
  return missing === 0 ? null : missingElement(course, reading);
}

/** A set that lacks what a smaller one contains, and so contains something that the smaller one lacks. */
function missingElement(
  { operations, adds, revealed, lastSeen }: Course,
  { read, elements, count }: Reading,
): Contradiction | null {
  const addOf = (value: Value): number => adds.get(identityInMap(value)) ?? -1;
  const known = revealed.find(({ value }) => lastSeen[addOf(value)] !== count);
  if (known === undefined) return null;
  const others = new Set((elementsOf(known.firstRead) ?? []).map(identityInMap));
  const own = elements.find((value) => !others.has(identityInMap(value))) as Value;
  return differentGrowth(known, operations[addOf(own)] as ObservedOperation, read);
}

/** Ranks an element that no smaller read contains. */
function bringIntoSight(
  { operations, adds, ranks, revealed }: Course,
  read: ObservedOperation,
  value: Value,
  rank: number,
): Contradiction | null {
  const place = adds.get(identityInMap(value));
  if (place === undefined) return nobodyWroteIt(read, value);
  const add = operations[place] as ObservedOperation;
  if (ranks[place] !== Infinity) return twiceInIt(add, read);
  ranks[place] = rank;
  revealed.push({ value, add, firstRead: read });
  return null;
}

function isSame(one: Value, other: Value): boolean {
  return one === other || (typeof one === 'object' && identityOf(one) === identityOf(other));
}
