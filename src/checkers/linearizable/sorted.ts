/**
 * Sorting in counted steps: the comparisons of `Array.prototype.sort` differ from engine to engine, those
 * of this merge sort do not.
 */

export interface Sorted {
  /** The places 0, 1, 2 … of what was sorted, in order. */
  readonly order: Uint32Array;
  /** How many comparisons it took. */
  readonly steps: number;
}

/** Stretches of this length are sorted by insertion; merging begins with them. */
const shortest = 16;

/** Sorts places by their first numbers, then by their second ones; what is equal in both stays as it was. O(n log n). */
export function sorted(first: Float64Array, second: Float64Array | Uint8Array): Sorted {
  const { length } = first;
  let steps = 0;
  const isBehind = (a: number, b: number): boolean => {
    steps += 1;
    const keyOfA = first[a] as number;
    const keyOfB = first[b] as number;
    return keyOfA > keyOfB || (keyOfA === keyOfB && (second[a] as number) > (second[b] as number));
  };
  let from = new Uint32Array(length);
  let to = new Uint32Array(length);
  for (let place = 0; place < length; place += 1) {
    const begin = place - (place % shortest);
    let hole = place;
    while (hole > begin && isBehind(from[hole - 1] as number, place)) {
      from[hole] = from[hole - 1] as number;
      hole -= 1;
    }
    from[hole] = place;
  }
  for (let width = shortest; width < length; width *= 2) {
    for (let begin = 0; begin < length; begin += 2 * width) {
      const middle = Math.min(begin + width, length);
      const end = Math.min(middle + width, length);
      let left = begin;
      let right = middle;
      for (let place = begin; place < end; place += 1) {
        const isRightNext =
          left === middle || (right < end && isBehind(from[left] as number, from[right] as number));
        to[place] = from[isRightNext ? right : left] as number;
        if (isRightNext) right += 1;
        else left += 1;
      }
    }
    [from, to] = [to, from];
  }
  return { order: from, steps };
}
