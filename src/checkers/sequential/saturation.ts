/**
 * What must be before what in any single order of a history of unique values, concluded step by step:
 * a version that was before a read of another one is the older of the two (as in conflicts.ts, but of
 * all that is concluded by then), and a read is before whatever replaced what it returned, or before
 * an element that it does not contain. A cycle of these proves that there is no such order. It is no
 * decision: finding one is NP-complete even with unique values (Gibbons and Korach 1997).
 */
import {
  indexed,
  topologicalOrder,
  type Causality,
  type Conclusion,
  type ConclusionIndex,
} from '../causal/causality.js';
import { clocksOf, isBefore } from '../causal/clocks.js';
import { conflictOrder } from '../causal/conflicts.js';
import { at, membersOf } from '../causal/groups.js';
import { lanesOf, type Lanes } from '../causal/lanes.js';
import { told } from '../causal/observations.js';
import { pastOf, type Past } from '../causal/past.js';
import { cycleIn } from '../causal/patterns.js';
import type { Step } from '../causal/paths.js';

export interface Saturation {
  readonly index: ConclusionIndex;
  /** Empty when nothing contradicts. */
  readonly cycle: readonly Step[];
  /** False when the steps were spent before. */
  readonly isComplete: boolean;
  readonly steps: number;
}

/** Concludes until nothing new comes, or a cycle, or the steps are spent. A pass costs operations × sessions. */
export function saturate(causality: Causality, budget: number): Saturation {
  const count = causality.operations.length;
  const cost = Math.max(1, count * causality.sessionCount);
  let conclusions: readonly Conclusion[] = [];
  const isConcluded = new Set<number>();
  const lanes = lanesOf(causality);
  for (let steps = 0; ; steps += cost) {
    const index = indexed(conclusions, count);
    const order = topologicalOrder(causality, index);
    const cycle = cycleIn(causality, order, index);
    if (cycle.length > 0) return { index, cycle, isComplete: true, steps };
    if (steps + cost > budget) return { index, cycle, isComplete: false, steps };
    const past = pastOf(causality, clocksOf(causality, order, index), lanes);
    const found = [...conflictOrder(past), ...missedWrites(past)].filter(({ before, after }) => {
      const name = before * count + after;
      return !isConcluded.has(name) && isConcluded.add(name);
    });
    if (found.length === 0) return { index, cycle, isComplete: true, steps };
    conclusions = conclusions.concat(found);
  }
}

/** Reads and the first versions of every session that must come after them. */
function missedWrites(past: Past): readonly Conclusion[] {
  const { causality, clocks, lanes } = past;
  const { operations, keys, keyOf, told: tells } = causality;
  const loose = looseElements(causality);
  const conclusions: Conclusion[] = [];
  for (let read = 0; read < operations.length; read++) {
    const tale = at(tells, read);
    if (tale !== told.beginning && tale !== told.versions) continue;
    const key = at(keyOf, read);
    const isRegister = keys[key]?.shape === 'register';
    const isMissed = isRegister ? replacing(past, read) : missingFrom(past, read);
    const first = firstInLanes(lanes, key, isRegister ? lanes.version : lanes.lastWrite, isMissed);
    for (const after of [...first, ...(loose[key] ?? []).filter(isMissed)]) {
      if (isBefore(causality, clocks, read, after)) continue;
      conclusions.push({ before: read, after, read, kind: 'missed' });
    }
  }
  return conclusions;
}

/** By key: the loose elements, which are in no lane. Loose versions of registers are, where they are read. */
function looseElements({ keys, keyOf, isLoose, isWrite }: Past['causality']): readonly number[][] {
  const loose: number[][] = keys.map(() => []);
  for (let node = 0; node < isLoose.length; node++) {
    const key = at(keyOf, node);
    if (keys[key]?.shape === 'register' || at(isLoose, node) === 0) continue;
    if (at(isWrite, node) === 1) loose[key]?.push(node);
  }
  return loose;
}

/** Whether a write to a register replaced what a read returned. */
function replacing({ causality, clocks }: Past, read: number): (write: number) => boolean {
  const place = at(causality.sources.start, read);
  if (at(causality.told, read) === told.beginning) return () => true;
  const source = at(causality.sources.members, place);
  return (write) => isBefore(causality, clocks, source, write);
}

function missingFrom({ causality }: Past, read: number): (write: number) => boolean {
  const there = new Set(membersOf(causality.sources, read));
  return (element) => !there.has(element);
}

/**
 * Of every lane of a key, the first write that passes, of those known at its spots. All later ones pass as
 * well, in a causal history, or once it is concluded that a session's versions only get newer. What comes
 * after it need not be looked at.
 */
function firstInLanes(
  { ofKey, nodes }: Lanes,
  key: number,
  writes: Int32Array,
  passes: (write: number) => boolean,
): number[] {
  const first: number[] = [];
  for (const lane of membersOf(ofKey, key)) {
    const end = at(nodes.start, lane + 1);
    let low = at(nodes.start, lane);
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      const write = at(writes, middle);
      if (write >= 0 && passes(write)) high = middle;
      else low = middle + 1;
    }
    if (low < end) first.push(at(writes, low));
  }
  return first;
}
