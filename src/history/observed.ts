/**
 * What the clients of a run saw, as a history: all their operations and the final strong reads. Checkers
 * of consistency judge it as they judge histories from elsewhere; what the run knows besides
 * (provenance) stays outside.
 */
import type { Chronicle, FinalRead } from './chronicle.js';
import { countersIn, sumOf } from './counters.js';
import type { History, ObservedOperation, Value } from './history.js';
import type { Operation, WriteId } from './operation.js';

/** The session that the final reads belong to. */
export const finalReader = 'final reader';

/**
 * The history of a run. A key that nobody appended to holds one value, null before the first write; a
 * read that returned several values at once (siblings) shows them as a list. Any other key holds a list.
 * A delete is a write of null, which leaves a list empty. A write on a condition is a cas from the value that it expected,
 * null where there was to be none; of a list no model knows that, so there it is a write. A key that was only added to
 * is a counter: an add has its amount, and a read is answered with the sum.
 */
export function observedHistory(chronicle: Chronicle): History {
  return historyShowing('sums', chronicle);
}

/**
 * The same, but a counter is the set of its adds, each by its write id, and whoever reads it sees them all. Clients see less.
 * So an order, or causality, that explains all this explains what they saw.
 */
export function historyOfAdds(chronicle: Chronicle): History {
  return historyShowing('adds', chronicle);
}

/** What a key of the run is, and what whoever reads it sees. */
interface Objects {
  readonly lists: ReadonlySet<string>;
  readonly counters: ReadonlySet<string>;
  /** Of counters. */
  readonly show: 'sums' | 'adds';
  readonly writes: Chronicle['writes'];
}

function historyShowing(show: Objects['show'], chronicle: Chronicle): History {
  const { writes } = chronicle;
  const lists = new Set<string>();
  for (const { kind, key } of chronicle.operations) if (kind === 'append') lists.add(key);
  const objects = { lists, counters: countersIn(chronicle.operations), show, writes };
  const operations = chronicle.operations.map((operation, index) =>
    observed(operation, index, objects),
  );
  for (const read of chronicle.finalReads.values()) {
    if (read.versions === null) continue;
    operations.push(finalRead(read, operations.length, shown(read.key, read.versions, objects)));
  }
  return { operations, model: null };
}

/** The value of a key that holds these versions. */
function shown(
  key: string,
  versions: readonly WriteId[],
  { lists, counters, show, writes }: Objects,
): Value {
  if (show === 'sums' && counters.has(key)) return sumOf(versions, writes);
  if (lists.has(key) || versions.length > 1) return versions;
  return versions[0] ?? null;
}

function observed(operation: Operation, index: number, objects: Objects): ObservedOperation {
  const { id, client, key, outcome, invokedAt, completedAt } = operation;
  const end = outcome === 'ok' || outcome === 'fail' ? (completedAt ?? Infinity) : Infinity;
  return {
    index,
    name: String(id),
    session: client,
    key,
    ...asked(operation, objects),
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
  { kind, key, write, condition, basis, amount, outcome, versions }: Operation,
  objects: Objects,
): Pick<ObservedOperation, 'action' | 'input' | 'output'> {
  const isOk = outcome === 'ok';
  if (kind === 'read') {
    const output = isOk ? shown(key, versions ?? [], objects) : undefined;
    return { action: 'read', input: null, output };
  }
  if (kind === 'delete') return { action: 'write', input: null, output: undefined };
  if (objects.counters.has(key)) {
    return { action: 'add', input: objects.show === 'sums' ? amount : write, output: undefined };
  }
  if (condition === null || objects.lists.has(key)) {
    return { action: kind, input: write, output: undefined };
  }
  const expected = condition === 'absent' ? null : shown(key, basis ?? [], objects);
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
