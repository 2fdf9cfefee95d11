/**
 * A walk through operations, one at a time and back again: what is done, what could be next, what the
 * objects hold. An operation can be next when all that must be before it is done.
 */
import type { ObservedOperation } from '../../history/history.js';
import {
  forEachSuccessor,
  reasonsToWait,
  type Causality,
  type ConclusionIndex,
} from '../causal/causality.js';
import { at, membersOf } from '../causal/groups.js';
import { isReadOnly, type Model } from '../models/model.js';

/** An object whose reads do not tell all that is to know, with its model. */
export interface SequentialObject {
  readonly model: Model;
  readonly keys: readonly number[];
}

export interface Problem {
  readonly causality: Causality;
  readonly index: ConclusionIndex;
  readonly objects: readonly SequentialObject[];
}

/** The states that an object was in so far. */
interface KnownStates {
  readonly states: unknown[];
  readonly numbers: Map<string | number, number>;
}

export interface Walk {
  readonly problem: Problem;
  /** By key: the number of its object, or -1 when what is done tells what it holds. */
  readonly objectOf: Int32Array;
  /** By object: the number of its state now, and all its states by number and numbers by identity. */
  readonly states: Int32Array;
  readonly known: readonly KnownStates[];
  /** By key: the write that a register holds, or -1. */
  readonly held: Int32Array;
  /** By write: how many have yet to read it. */
  readonly unread: Int32Array;
  readonly waits: Int32Array;
  /** What could be next. */
  readonly ready: Set<number>;
  /** What is done, in order, and what it replaced: the held write or the number of the state. */
  readonly trail: { readonly node: number; readonly replaced: number }[];
  /** By session: the position after the last operation done, loose ones aside. */
  readonly positions: Int32Array;
  /** The loose ones done that nobody has read yet; of the others, their readers tell that they are done. */
  readonly unreadLoose: Set<number>;
  /** How many operations are left that surely happened. */
  left: number;
}

export function startWalk(problem: Problem): Walk {
  const { causality, index, objects } = problem;
  const { operations, keys, isLoose } = causality;
  const objectOf = new Int32Array(keys.length).fill(-1);
  for (const [number, object] of objects.entries()) {
    for (const key of object.keys) objectOf[key] = number;
  }
  const waits = new Int32Array(operations.length);
  const unread = new Int32Array(operations.length);
  const ready = new Set<number>();
  let left = 0;
  for (let node = 0; node < operations.length; node++) {
    waits[node] = reasonsToWait(causality, index, node);
    unread[node] = membersOf(causality.readers, node).length;
    if (at(waits, node) === 0) ready.add(node);
    if (at(isLoose, node) === 0) left++;
  }
  const known = objects.map(({ model }): KnownStates => {
    const initial = model.initial();
    return { states: [initial], numbers: new Map([[model.identity(initial), 0]]) };
  });
  const states = new Int32Array(objects.length);
  const held = new Int32Array(keys.length).fill(-1);
  const positions = new Int32Array(causality.sessionCount);
  const what = { objectOf, states, known, held, unread, waits, ready, positions };
  return { problem, ...what, trail: [], unreadLoose: new Set(), left };
}

/** What an object holds now. */
function stateOf({ states, known }: Walk, object: number): unknown {
  return known[object]?.states[at(states, object)];
}

/** The number of a state of an object. */
function numberOf({ states, numbers }: KnownStates, model: Model, state: unknown): number {
  const identity = model.identity(state);
  const number = numbers.get(identity);
  if (number !== undefined) return number;
  numbers.set(identity, states.length);
  return states.push(state) - 1;
}

/** The object of a node, or null when its key needs none. */
function objectAt({ problem, objectOf }: Walk, node: number): SequentialObject | null {
  return problem.objects[at(objectOf, at(problem.causality.keyOf, node))] ?? null;
}

/** Whether a ready operation can be next, as far as the objects go. */
export function fits(walk: Walk, node: number): boolean {
  const { causality } = walk.problem;
  const key = at(causality.keyOf, node);
  const object = objectAt(walk, node);
  if (object !== null) {
    const state = stateOf(walk, at(walk.objectOf, key));
    return object.model.step(state, causality.operations[node] as ObservedOperation) !== undefined;
  }
  // Lists and sets are told by what must be before what; they always fit.
  if (causality.keys[key]?.shape !== 'register') return true;
  const held = at(walk.held, key);
  if (at(causality.isWrite, node) === 1) return held < 0 || at(walk.unread, held) === 0;
  const source = at(causality.sources.start, node);
  const isOfBeginning = source === at(causality.sources.start, node + 1);
  return held === (isOfBeginning ? -1 : at(causality.sources.members, source));
}

/** Whether an operation leaves all objects as they are. */
export function changesNothing(walk: Walk, node: number): boolean {
  const { operations, isWrite } = walk.problem.causality;
  const object = objectAt(walk, node);
  if (object === null) return at(isWrite, node) === 0;
  return isReadOnly(object.model, operations[node] as ObservedOperation);
}

/** Does an operation that fits. */
export function step(walk: Walk, node: number): void {
  const { causality, index } = walk.problem;
  walk.trail.push({ node, replaced: apply(walk, node) });
  walk.ready.delete(node);
  if (at(causality.isLoose, node) === 1) walk.unreadLoose.add(node);
  else {
    walk.positions[at(causality.sessionOf, node)] = at(causality.positionOf, node) + 1;
    walk.left--;
  }
  for (const source of membersOf(causality.sources, node)) {
    walk.unread[source] = at(walk.unread, source) - 1;
    walk.unreadLoose.delete(source);
  }
  forEachSuccessor(causality, index, node, (next) => {
    const waits = at(walk.waits, next) - 1;
    walk.waits[next] = waits;
    if (waits === 0) walk.ready.add(next);
  });
}

/** Changes the object, and answers what it held before: the write, or the number of the state. */
function apply(walk: Walk, node: number): number {
  const { causality } = walk.problem;
  const key = at(causality.keyOf, node);
  const object = objectAt(walk, node);
  if (object === null) {
    const held = at(walk.held, key);
    if (at(causality.isWrite, node) === 1) walk.held[key] = node;
    return held;
  }
  const number = at(walk.objectOf, key);
  const before = at(walk.states, number);
  const operation = causality.operations[node] as ObservedOperation;
  if (isReadOnly(object.model, operation)) return before;
  const state = object.model.step(stateOf(walk, number), operation);
  walk.states[number] = numberOf(walk.known[number] as KnownStates, object.model, state);
  return before;
}

/** Goes back until so many steps are left. */
export function back(walk: Walk, length: number): void {
  const { causality, index } = walk.problem;
  while (walk.trail.length > length) {
    const { node, replaced } = walk.trail.pop() as { node: number; replaced: number };
    const key = at(causality.keyOf, node);
    if (objectAt(walk, node) === null) walk.held[key] = replaced;
    else walk.states[at(walk.objectOf, key)] = replaced;
    if (at(causality.isLoose, node) === 1) walk.unreadLoose.delete(node);
    else {
      const before = at(causality.predecessor, node);
      walk.positions[at(causality.sessionOf, node)] =
        before < 0 ? 0 : at(causality.positionOf, before) + 1;
      walk.left++;
    }
    for (const source of membersOf(causality.sources, node)) unsee(walk, source);
    forEachSuccessor(causality, index, node, (next) => {
      if (at(walk.waits, next) === 0) walk.ready.delete(next);
      walk.waits[next] = at(walk.waits, next) + 1;
    });
    walk.ready.add(node);
  }
}

/** Takes back that somebody has read a write. */
function unsee({ problem: { causality }, unread, unreadLoose }: Walk, source: number): void {
  const left = at(unread, source) + 1;
  unread[source] = left;
  const readers = membersOf(causality.readers, source).length;
  if (at(causality.isLoose, source) === 1 && left === readers) unreadLoose.add(source);
}
