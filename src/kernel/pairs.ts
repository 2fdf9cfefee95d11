/** Records as ordered pairs: the one door from objects, whose order of keys depends on spelling, to arrays. */

/** The own entries of a record in code-unit order of the keys. */
export function pairs<T>(record: Readonly<Record<string, T>>): [string, T][] {
  // eslint-disable-next-line no-restricted-properties -- ordered on the spot
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The entries of a map in code-unit order of the keys, whatever order they were put there in. */
export function inOrderOfKeys<T>(map: ReadonlyMap<string, T>): (readonly [string, T])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
