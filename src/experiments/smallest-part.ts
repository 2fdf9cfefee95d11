/** The smallest part of a list that is still enough for something, as delta debugging finds it. */

/**
 * A part of the items that is enough, none of whose items can be spared. The whole must be enough. First
 * halves are taken out, then quarters, at last single items until none of them can go; so of n items, k
 * of which are needed, about k log n parts are tried. After Zeller and Hildebrandt, *Simplifying and
 * isolating failure-inducing input* (2002).
 */
export function smallestPart<Item>(
  items: readonly Item[],
  isEnough: (part: readonly Item[]) => boolean,
): readonly Item[] {
  const search = searchForPart(items);
  let step = search.next();
  while (step.done !== true) step = search.next(isEnough(step.value));
  return step.value;
}

/** The same, one question after the other: yields a part, and is to be told whether it is enough. */
export function* searchForPart<Item>(
  items: readonly Item[],
): Generator<readonly Item[], readonly Item[], boolean> {
  let part = items;
  let size = items.length;
  let isDone = false;
  while (!isDone) {
    size = Math.ceil(size / 2);
    const before = part;
    for (let end = part.length; end > 0; end -= size) {
      const start = Math.max(0, end - size);
      const rest = part.toSpliced(start, end - start);
      if (rest.length > 0 && (yield rest)) part = rest;
    }
    isDone = size <= 1 && part === before;
  }
  return part;
}
