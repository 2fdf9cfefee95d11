/**
 * Divergence over time: the intervals in which the nodes that are up do not hold equal states of a key, read
 * off the provenance ledger. What a node holds of a key are the versions that nothing else it holds has
 * replaced (version-order.ts); it may not show them to readers yet. Every replicated write makes an
 * interval as long as its way to the last node, so this is asked only on request (check.ts).
 *
 * A node takes part while it is up. One that never has data, as an arbiter, shows no contents at the end
 * although it is up, and is left out. Intervals without length are none.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { WriteId } from '../history/operation.js';
import { provenanceEntry } from '../history/provenance.js';
import type { Duration, Instant } from '../kernel/time.js';
import { areEqual } from './divergence.js';
import { holdings, type Holdings } from './holdings.js';
import { failoverEvents } from './incidents.js';
import { inclusion } from './inclusion.js';
import { timeCovered } from './stretches.js';
import { versionAncestry } from './version-ancestry.js';
import type { VersionOrder } from './version-order.js';

export interface DivergenceInterval {
  readonly key: string;
  readonly from: Instant;
  /** Null when it lasted to the end. */
  readonly to: Instant | null;
  /** What each node that was up held when it began. */
  readonly held: ReadonlyMap<string, readonly WriteId[]>;
}

export interface DivergenceOverTime {
  /** In the order in which they began, then of keys. */
  readonly intervals: readonly DivergenceInterval[];
  readonly longest: Duration;
  /** For how long at least one key differed. */
  readonly total: Duration;
  /**
   * From the end of the last fault that ended until every key had been equal at some instant since;
   * null when no fault ended, or some key never was.
   */
  readonly convergedAfter: Duration | null;
}

/**
 * Follows every key through the run. O(ledger entries), times the number of nodes; where lists grow long,
 * also times their length.
 */
export function divergenceIntervals(chronicle: Chronicle, order: VersionOrder): DivergenceOverTime {
  // Whether a write is there in the end says nothing about who held it when.
  const included = inclusion(chronicle, order, versionAncestry(chronicle, order), new Map());
  const held = holdings(order, included);
  const members = membersWithData(chronicle);
  const elsewhere = keysElsewhere(chronicle);
  const down = new Set<string>();
  const open = new Map<string, Omit<DivergenceInterval, 'to'>>();
  const intervals: DivergenceInterval[] = [];
  const look = (key: string, at: Instant): void => {
    const states = members.flatMap((node) =>
      down.has(node) || elsewhere.get(node)?.has(key) === true
        ? []
        : [[node, held.state(node, key)] as const],
    );
    const isEqual = states.every(([, state]) => areEqual(state, states[0]?.[1] ?? []));
    const began = open.get(key);
    if (isEqual && began !== undefined) {
      open.delete(key);
      intervals.push({ ...began, to: at });
    } else if (!isEqual && began === undefined) {
      open.set(key, { key, from: at, held: new Map(states) });
    }
  };
  const keys = new Set<string>();
  for (const { at, changed, nodes } of instants(chronicle, held)) {
    for (const key of changed) keys.add(key);
    for (const { node, isUp } of nodes) {
      if (isUp) down.delete(node);
      else down.add(node);
    }
    // When nodes come and go, any key may be equal or different all at once.
    for (const key of nodes.length > 0 ? keys : changed) look(key, at);
  }
  for (const began of open.values()) intervals.push({ ...began, to: null });
  intervals.sort((a, b) => a.from - b.from || (a.key < b.key ? -1 : 1));
  return summary(intervals, chronicle);
}

/** What happened at one instant. */
interface InstantChange {
  readonly at: Instant;
  /** The keys of which some node holds another state now. */
  readonly changed: ReadonlySet<string>;
  readonly nodes: readonly { readonly node: string; readonly isUp: boolean }[];
}

/** Reads the ledger and the milestones side by side, an instant at a time. */
function* instants(
  { provenance, milestones, writes }: Chronicle,
  held: Holdings,
): Generator<InstantChange> {
  const { crashed, booted } = failoverEvents;
  const turns = milestones.filter(({ event }) => event === crashed || booted.includes(event));
  let [row, turn] = [0, 0];
  for (;;) {
    const at = Math.min(provenance.at[row] ?? Infinity, turns[turn]?.at ?? Infinity);
    if (at === Infinity) return;
    const changed = new Set<string>();
    const nodes: { node: string; isUp: boolean }[] = [];
    for (let next = turns[turn]; next?.at === at; next = turns[turn]) {
      nodes.push({ node: next.node, isUp: next.event !== crashed });
      turn += 1;
    }
    for (; provenance.at[row] === at; row += 1) {
      const entry = provenanceEntry(provenance, row);
      const key = writes[entry.write]?.key;
      if (key !== undefined && held.apply(entry, key)) changed.add(key);
    }
    yield { at, changed, nodes };
  }
}

/** The nodes that can hold data. One without contents at the end, although it is up, cannot. */
function membersWithData({ provenance, finalContents, milestones }: Chronicle): readonly string[] {
  const { crashed, booted } = failoverEvents;
  const isTurn = (event: string): boolean => event === crashed || booted.includes(event);
  const without = finalContents.filter(({ node: name, versions }) => {
    const last = milestones.findLast(({ event, node }) => node === name && isTurn(event));
    return versions === null && last?.event !== crashed;
  });
  const names = new Set(without.map(({ node }) => node));
  return provenance.nodes.filter((node) => !names.has(node));
}

/** By node: the keys that it is not to hold, as things stand in the end. */
function keysElsewhere({
  finalContents,
}: Chronicle): ReadonlyMap<string, ReadonlySet<string> | undefined> {
  return new Map(finalContents.map(({ node, elsewhere }) => [node, elsewhere]));
}

function summary(
  intervals: readonly DivergenceInterval[],
  { faults, endedAt }: Chronicle,
): DivergenceOverTime {
  const stretches = intervals.map(({ from, to }) => ({ from, to: to ?? endedAt }));
  const ends = faults.flatMap((fault) => (fault.endedAt === null ? [] : [fault.endedAt]));
  return {
    intervals,
    longest: stretches.reduce((longest, { from, to }) => Math.max(longest, to - from), 0),
    total: timeCovered(stretches),
    convergedAfter: ends.length === 0 ? null : convergence(intervals, Math.max(...ends)),
  };
}

/** From an instant until every key has been equal since; null when one never was. */
function convergence(intervals: readonly DivergenceInterval[], healed: Instant): Duration | null {
  let last: Instant = healed;
  for (const { from, to } of intervals) {
    if (from > healed) continue;
    if (to === null) return null;
    last = Math.max(last, to);
  }
  return last - healed;
}
