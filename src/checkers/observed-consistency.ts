/**
 * What the clients of a run saw, judged like a history from elsewhere: is there one order, is causality
 * kept? What the run knows besides only makes it cheap: on keys that were both written and appended to,
 * deleted, or written on a condition, the order of versions is tried before any other; and what holds although clients
 * saw each single add to a counter holds for the sums that they saw.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { History, ObservedOperation } from '../history/history.js';
import { historyOfAdds, observedHistory } from '../history/observed.js';
import type { WriteId } from '../history/operation.js';
import { isAnsweredRead, servedBy } from './answered-reads.js';
import type { ObservedLevel } from './asked-for.js';
import { judge } from './consistency/judge.js';
import type { Level, LevelResult } from './consistency/result.js';
import type { VersionOrder } from './version-order.js';

export interface ObservedConsistency {
  readonly history: History;
  readonly results: readonly (LevelResult & { readonly level: ObservedLevel })[];
}

/** A run is judged within seconds, or not at all. */
const budget = { steps: 5_000_000 };

/** Judges what the clients saw by these levels, in the order of `observedLevels`. */
export function observedConsistency(
  chronicle: Chronicle,
  levels: readonly ObservedLevel[],
  order: VersionOrder,
): ObservedConsistency {
  const history = withRevisions(observedHistory(chronicle), chronicle, order);
  const hasCounters = chronicle.operations.some(({ amount }) => amount !== null);
  const known = hasCounters ? validByAdds(chronicle, levels, order) : new Map<Level, LevelResult>();
  const open = levels.filter((level) => !known.has(level));
  const judged = new Map(judge(history, { levels: open, budget }).map((one) => [one.level, one]));
  const results = levels.flatMap((level) => known.get(level) ?? judged.get(level) ?? []);
  return { history, results: results as ObservedConsistency['results'] };
}

/** The levels that hold even of the single adds to counters. That needs no search, as sums would. */
function validByAdds(
  chronicle: Chronicle,
  levels: readonly ObservedLevel[],
  order: VersionOrder,
): ReadonlyMap<Level, LevelResult> {
  const history = withRevisions(historyOfAdds(chronicle), chronicle, order);
  const results = judge(history, { levels, budget });
  return new Map(
    results.flatMap((one) => (one.verdict === 'valid' ? [[one.level, one] as const] : [])),
  );
}

/** Tells the order of versions on keys for which only a search would find one. */
function withRevisions(history: History, chronicle: Chronicle, order: VersionOrder): History {
  const [written, appended, special] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { key, kind, condition } of chronicle.operations) {
    if (kind === 'append') appended.add(key);
    else if (kind !== 'read') written.add(key);
    if (kind === 'delete' || condition !== null) special.add(key);
  }
  const isAmbiguous = (key: string): boolean =>
    special.has(key) || (written.has(key) && appended.has(key));
  if (![...written].some(isAmbiguous)) return history;
  const newest = [...newestOf(chronicle, order)];
  const operations = history.operations.map((operation): ObservedOperation => {
    const write = newest[operation.index];
    if (!isAmbiguous(operation.key) || operation.outcome !== 'ok' || write === undefined) {
      return operation;
    }
    return { ...operation, revision: write === 0 ? -1 : order.rank(write) };
  });
  return { ...history, operations };
}

/**
 * In the order of the history: what each operation wrote, or the newest that it served; 0 for the
 * beginning. An unknown write may not have happened.
 */
function* newestOf(chronicle: Chronicle, order: VersionOrder): Iterable<WriteId> {
  const last = (versions: readonly WriteId[]): WriteId =>
    versions.reduce(
      (one, other) => (order.rank(other) > order.rank(one) ? other : one),
      versions[0] ?? 0,
    );
  for (const operation of chronicle.operations) {
    yield isAnsweredRead(operation) ? last(servedBy(operation, order)) : operation.write;
  }
  for (const { key, versions } of chronicle.finalReads.values()) {
    if (versions !== null) yield last(order.served(key, versions, Infinity));
  }
}
