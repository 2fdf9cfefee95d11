/**
 * What the clients of a run saw, judged like a history from elsewhere: is there one order, is causality
 * kept? What the run knows besides only makes it cheap: on keys that were both written and appended to,
 * the order of versions is tried before any other.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { History, ObservedOperation, Value } from '../history/history.js';
import { observedHistory } from '../history/observed.js';
import type { ObservedLevel } from './asked-for.js';
import { judge } from './consistency/judge.js';
import type { LevelResult } from './consistency/result.js';
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
  const history = withRevisions(observedHistory(chronicle), order);
  const results = judge(history, { levels, budget });
  return { history, results: results as ObservedConsistency['results'] };
}

/** Tells the order of versions on keys for which only a search would find one. */
function withRevisions(history: History, order: VersionOrder): History {
  const [written, appended] = [new Set<string>(), new Set<string>()];
  for (const { key, action } of history.operations) {
    if (action === 'write') written.add(key);
    if (action === 'append') appended.add(key);
  }
  if (![...written].some((key) => appended.has(key))) return history;
  const operations = history.operations.map((operation): ObservedOperation => {
    const isMixed = written.has(operation.key) && appended.has(operation.key);
    const revision = isMixed ? revisionOf(operation, order) : null;
    return revision === null ? operation : { ...operation, revision };
  });
  return { ...history, operations };
}

/** The rank of what it wrote, or of the newest that it returned; unknown writes may not have happened. */
function revisionOf(operation: ObservedOperation, order: VersionOrder): number | null {
  const { action, input, output, outcome } = operation;
  if (outcome !== 'ok') return null;
  const ranks = (value: Value | undefined): number[] => {
    if (typeof value === 'number') return [order.rank(value)];
    return Array.isArray(value) ? value.flatMap(ranks) : [];
  };
  if (action !== 'read') return ranks(input)[0] ?? null;
  return ranks(output).reduce((newest, rank) => Math.max(newest, rank), -1);
}
