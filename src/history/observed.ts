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
 * A delete is a write of null, which leaves a list empty. A write on a condition is a cas from the value that it expected,
 * null where there was to be none; of a list no model knows that, so there it is a write.
 */
export function observedHistory(chronicle: Chronicle): History {
  const lists = new Set<string>();
  for (const { kind, key } of chronicle.operations) if (kind === 'append') lists.add(key);
  const shown: Show = (key, versions) => {
    if (lists.has(key) || versions.length > 1) return versions;
    return versions[0] ?? null;
  };
  const operations = chronicle.operations.map((operation, index) =>
    observed(operation, index, lists, shown),
  );
  for (const read of chronicle.finalReads.values()) {
    if (read.versions === null) continue;
    operations.push(finalRead(read, operations.length, shown(read.key, read.versions)));
  }
  return { operations, model: null };
}

/** The value of a key that holds these versions. */
type Show = (key: string, versions: readonly WriteId[]) => Value;

function observed(
  operation: Operation,
  index: number,
  lists: ReadonlySet<string>,
  shown: Show,
): ObservedOperation {
  const { id, client, key, outcome, invokedAt, completedAt } = operation;
  const end = outcome === 'ok' || outcome === 'fail' ? (completedAt ?? Infinity) : Infinity;
  return {
    index,
    name: String(id),
    session: client,
    key,
    ...asked(operation, lists, shown),
    outcome: outcome ?? 'info',
    start: invokedAt,
    end,
    invokedAt,
    completedAt,
    revision: null,
  };
}

/** What was asked for and answered, in the words of models. */
function asked(
  { kind, key, write, condition, basis, outcome, versions }: Operation,
  lists: ReadonlySet<string>,
  shown: Show,
): Pick<ObservedOperation, 'action' | 'input' | 'output'> {
  const isOk = outcome === 'ok';
  if (kind === 'read') {
    return { action: 'read', input: null, output: isOk ? shown(key, versions ?? []) : undefined };
  }
  if (kind === 'delete') return { action: 'write', input: null, output: undefined };
  if (condition === null || lists.has(key))
    return { action: kind, input: write, output: undefined };
  const expected = condition === 'absent' ? null : shown(key, basis ?? []);
  return { action: 'cas', input: [expected, write], output: isOk ? true : undefined };
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
