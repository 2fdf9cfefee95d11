/** Duplicates: one write applied more than once, so that its element stands twice in a list. */
import type { Chronicle } from '../history/chronicle.js';
import type { Operation, WriteId } from '../history/operation.js';

/**
 * Writes that stand twice in a final read or in what one node would serve, in the order of
 * invocation.
 */
export function duplicateWrites({
  writes,
  finalReads,
  finalContents,
}: Chronicle): readonly Operation[] {
  const twice = new Set<WriteId>();
  for (const { versions } of finalReads.values()) addRepeated(versions ?? [], twice);
  for (const { versions } of finalContents) {
    for (const list of versions?.values() ?? []) addRepeated(list, twice);
  }
  return writes.filter(
    (operation): operation is Operation => operation !== undefined && twice.has(operation.write),
  );
}

function addRepeated(versions: readonly WriteId[], repeated: Set<WriteId>): void {
  if (versions.length < 2) return;
  const seen = new Set<WriteId>();
  for (const write of versions) {
    if (seen.has(write)) repeated.add(write);
    seen.add(write);
  }
}
