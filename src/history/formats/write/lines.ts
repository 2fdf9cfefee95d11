/** A line for each of some things, made when it is asked for, so that big histories are never one big text. */
export function* linesOf<Item>(
  items: Iterable<Item>,
  lineOf: (item: Item) => string,
): Generator<string> {
  for (const item of items) yield lineOf(item);
}
