/**
 * What the clients of a run saw, as a history: all their operations and the final strong reads. Checkers
 * of consistency judge it as they judge histories from elsewhere; what the run knows besides
 * (provenance) stays outside.
 */
import type { Chronicle, FinalRead } from './chronicle.js';
import type { History, ObservedOperation, Value } from './history.js';
import type { Operation, WriteId } from './operation.js';

/** The session that the final reads belong to. */
export const finalReader = 'final reader';

/**
 * The history of a run. A key that nobody appended to holds one value, null before the first write; a
 * read that returned several values at once (siblings) shows them as a list. Any other key holds a list.
 */
export function observedHistory(chronicle: Chronicle): History {
  const lists = new Set<string>();
  for (const { kind, key } of chronicle.operations) if (kind === 'append') lists.add(key);
  const shown = (key: string, versions: readonly WriteId[]): Value => {
    if (lists.has(key) || versions.length > 1) return versions;
    return versions[0] ?? null;
  };
  const operations = chronicle.operations.map((operation, index) =>
    observed(operation, index, shown),
  );
  for (const read of chronicle.finalReads.values()) {
    if (read.versions === null) continue;
    operations.push(finalRead(read, operations.length, shown(read.key, read.versions)));
  }
  return { operations, model: null };
}

function observed(
  operation: Operation,
  index: number,
  shown: (key: string, versions: readonly WriteId[]) => Value,
): ObservedOperation {
  const { id, client, kind, key, write, outcome, versions, invokedAt, completedAt } = operation;
  const isRead = kind === 'read';
  const end = outcome === 'ok' || outcome === 'fail' ? (completedAt ?? Infinity) : Infinity;
  return {
    index,
    name: String(id),
    session: client,
    key,
    action: kind,
    input: isRead ? null : write,
    output: isRead && outcome === 'ok' ? shown(key, versions ?? []) : undefined,
    outcome: outcome ?? 'info',
    start: invokedAt,
    end,
    invokedAt,
    completedAt,
    revision: null,
  };
}

function finalRead({ key, at }: FinalRead, index: number, output: Value): ObservedOperation {
  return {
    index,
    name: `final read of ${key}`,
    session: finalReader,
    key,
    action: 'read',
    input: null,
    output,
    outcome: 'ok',
    start: at,
    end: at,
    invokedAt: at,
    completedAt: at,
    revision: null,
  };
}
