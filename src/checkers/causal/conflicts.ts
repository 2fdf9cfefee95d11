/**
 * The conflict order (CF): of two writes to a register, the older one is that which was before a read
 * of the other; of two elements, that which stands first in a list. Whoever converges has put all
 * writes into one order by the end, so CO and CF together must have no cycle (CyclicCF).
 */
import { indexed, topologicalOrder, type Causality, type Conclusion } from './causality.js';
import { includes, joinRow, type Clocks } from './clocks.js';
import { sharedPrefix } from './elements.js';
import { at, membersOf } from './groups.js';
import { told } from './observations.js';
import type { Past } from './past.js';
import { cycleIn } from './patterns.js';
import type { Step } from './paths.js';

/**
 * What reads show of the conflict order, besides what follows from the clocks and from other
 * conclusions. It is enough to ask every lane for the last version it knew: what it knew before that
 * one is older by conclusions that its own reads showed.
 */
export function conflictOrder(past: Past): Conclusion[] {
  const { causality, clocks } = past;
  const { operations, keys, keyOf } = causality;
  const conclusions: Conclusion[] = [];
  /** By node: all that is known to be before it, by now. */
  const known: Clocks = { width: clocks.width, entries: clocks.entries.slice() };
  const longest = new Map<number, Int32Array>();
  for (let node = 0; node < operations.length; node++) {
    if (at(causality.told, node) !== told.versions) continue;
    const shape = keys[at(keyOf, node)]?.shape;
    const found =
      shape === 'register'
        ? overwritten(past, node)
        : shape === 'list'
          ? listedPairs(causality, longest, node)
          : [];
    const kind = shape === 'register' ? 'overwritten' : 'listed';
    for (let pair = 0; pair < found.length; pair += 2) {
      const before = found[pair] as number;
      const after = found[pair + 1] as number;
      if (includes(causality, known.entries, after * known.width, before)) continue;
      conclusions.push({ before, after, read: node, kind });
      joinRow(known.entries, after * known.width, known.entries, before * known.width, known.width);
    }
  }
  return conclusions;
}

/** Pairs of an older version and the one that a read of a register returned, one after the other. */
function overwritten({ causality, lanes, lookbacks }: Past, read: number): number[] {
  const lanesOfKey = membersOf(lanes.ofKey, at(causality.keyOf, read));
  const source = at(causality.sources.members, at(causality.sources.start, read));
  const pairs: number[] = [];
  for (let place = 0; place < lanesOfKey.length; place++) {
    const spot = at(lookbacks.spots, at(lookbacks.start, read) + place);
    const version = spot < 0 ? -1 : at(lanes.version, spot);
    if (version >= 0 && version !== source) pairs.push(version, source);
  }
  return pairs;
}

/** The neighbours in a list, but for those of the beginning that it shares with the longest before. */
function listedPairs(
  causality: Causality,
  longest: Map<number, Int32Array>,
  read: number,
): number[] {
  const key = at(causality.keyOf, read);
  const sources = membersOf(causality.sources, read);
  const before = longest.get(key) ?? new Int32Array();
  const shared = sharedPrefix(before, sources);
  if (sources.length > before.length) longest.set(key, sources);
  const pairs: number[] = [];
  for (let place = Math.max(1, shared); place < sources.length; place++) {
    pairs.push(at(sources, place - 1), at(sources, place));
  }
  return pairs;
}

/** How many cycles are looked for: each takes a pass over everything. */
const mostCycles = 10;

/**
 * CyclicCF: cycles of CO and CF. After one is found, what was concluded about its keys is set aside,
 * so that the next one is about other keys.
 */
export function* cyclicCF(
  { causality }: Past,
  conflicts: readonly Conclusion[],
): Generator<readonly Step[]> {
  let conclusions = conflicts;
  for (let round = 0; round < mostCycles; round++) {
    const index = indexed(conclusions, causality.operations.length);
    const cycle = cycleIn(causality, topologicalOrder(causality, index), index);
    if (cycle.length === 0) return;
    yield cycle;
    const keys = new Set<number>();
    for (const { by, after } of cycle) {
      if (typeof by === 'object') keys.add(at(causality.keyOf, after));
    }
    conclusions = conclusions.filter(({ after }) => !keys.has(at(causality.keyOf, after)));
  }
}
