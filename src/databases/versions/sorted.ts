/** Merging sorted lists: elements, removals and versions are kept in ascending order, so that equal sets are equal lists. */

/** Two lists in ascending order as one; `choose` makes one item of two that are equal. */
export function mergeSorted<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (one: T, other: T) => number,
  choose: (one: T, other: T) => T,
): T[] {
  const merged: T[] = [];
  let index = 0;
  for (const item of a) {
    for (; index < b.length && compare(b[index] as T, item) < 0; index += 1) {
      merged.push(b[index] as T);
    }
    const other = b[index];
    if (other !== undefined && compare(other, item) === 0) {
      merged.push(choose(item, other));
      index += 1;
    } else {
      merged.push(item);
    }
  }
  for (; index < b.length; index += 1) merged.push(b[index] as T);
  return merged;
}
