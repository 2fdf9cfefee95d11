/**
 * The bad patterns of Bouajjani, Enea, Guerraoui and Hamza (*On verifying causal consistency*, POPL
 * 2017): a history of unique values is causally consistent (CC) if and only if it has none of the
 * first four, and causally convergent (CCv) if it has no CyclicCF besides (conflicts.ts). CO is the
 * causal order. Patterns of lists and sets stand in elements.ts.
 */
import type { Causality, ConclusionIndex } from './causality.js';
import { at } from './groups.js';
import { told } from './observations.js';
import type { Past } from './past.js';
import { isReplaced } from './replaced.js';
import { isBefore } from './clocks.js';
import { shortestPath, type Step } from './paths.js';

/** ThinAirRead: the read returned what nobody wrote, or what no object of its kind can hold. */
export function thinAirRead({ told: tells }: Causality, node: number): boolean {
  const tale = at(tells, node);
  return tale === told.unwritten || tale === told.several || tale === told.twice;
}

/** CyclicCO: a cycle of session order and reads from, as short as one found from its first member is. */
export function cyclicCO(causality: Causality, order: Int32Array): readonly Step[] {
  return cycleIn(causality, order, null);
}

/** WriteCOInitRead: a write that is before the read, which returned the beginning; or -1. */
export function writeCOInitRead(past: Past, read: number): number {
  const { causality, lanes, lookbacks, replaced } = past;
  if (at(causality.told, read) !== told.beginning) return -1;
  const { start, members } = lanes.ofKey;
  const key = at(causality.keyOf, read);
  let looked = at(lookbacks.start, read);
  for (let place = at(start, key); place < at(start, key + 1); place++) {
    const spot = at(lookbacks.spots, looked++);
    if (spot >= 0 && at(replaced.row, spot) >= 0) {
      return firstVersion(past, at(members, place), spot);
    }
  }
  return -1;
}

/** WriteCORead: a write that replaced the one that the read returned, and is before the read; or -1. */
export function writeCORead(past: Past, read: number): number {
  const { causality, clocks, lanes, lookbacks, replaced } = past;
  if (at(causality.told, read) !== told.versions) return -1;
  const { start, members } = lanes.ofKey;
  const key = at(causality.keyOf, read);
  const source = at(causality.sources.members, at(causality.sources.start, read));
  let looked = at(lookbacks.start, read);
  for (let place = at(start, key); place < at(start, key + 1); place++) {
    const spot = at(lookbacks.spots, looked++);
    if (spot < 0 || !isReplaced(causality, clocks, lanes, replaced, spot, source)) continue;
    return replacementOf(past, at(members, place), spot, source);
  }
  return -1;
}

/** The first version that a lane knows of, at the latest at a spot. */
function firstVersion({ lanes }: Past, lane: number, spot: number): number {
  for (let early = at(lanes.nodes.start, lane); early < spot; early++) {
    if (at(lanes.version, early) >= 0) return at(lanes.version, early);
  }
  return at(lanes.version, spot);
}

/** The first version that a lane knows of and that replaced a write. */
function replacementOf(
  { causality, clocks, lanes }: Past,
  lane: number,
  spot: number,
  source: number,
): number {
  for (let early = at(lanes.nodes.start, lane); early < spot; early++) {
    const version = at(lanes.version, early);
    if (version >= 0 && isBefore(causality, clocks, source, version)) return version;
  }
  return at(lanes.version, spot);
}

/**
 * A cycle among the nodes that a topological order leaves out; empty when it leaves out none. From
 * the first of these nodes backwards one comes to a cycle; the shortest through there is returned.
 */
export function cycleIn(
  causality: Causality,
  order: Int32Array,
  index: ConclusionIndex | null,
): readonly Step[] {
  const isOrdered = new Uint8Array(causality.operations.length);
  for (const node of order) isOrdered[node] = 1;
  const visited = new Set<number>();
  let node = isOrdered.indexOf(0);
  if (node < 0) return [];
  while (!visited.has(node)) {
    visited.add(node);
    node = unorderedBefore(causality, index, isOrdered, node);
  }
  return shortestPath(causality, node, node, { index }) ?? [];
}

/** Something directly before a node that is not in the order either. Each such node has one. */
function unorderedBefore(
  causality: Causality,
  index: ConclusionIndex | null,
  isOrdered: Uint8Array,
  node: number,
): number {
  const { predecessor, sources } = causality;
  if (index !== null) {
    for (let place = at(index.into.start, node); place < at(index.into.start, node + 1); place++) {
      const before = index.conclusions[at(index.into.members, place)]?.before as number;
      if (at(isOrdered, before) === 0) return before;
    }
  }
  for (let place = at(sources.start, node); place < at(sources.start, node + 1); place++) {
    const source = at(sources.members, place);
    if (at(isOrdered, source) === 0) return source;
  }
  return at(predecessor, node);
}
