/**
 * Reads of registers that were certainly too old, without anybody telling the order of versions:
 * real time alone tells it where writes did not overlap.
 *
 * A read is *definitely stale* when a write was acknowledged before it began, and that write began
 * after the one whose value was returned had ended. It is an *inversion* when an earlier read had
 * already shown a value whose write began after that. What is older than an unknown or failed write
 * nobody can tell, since it may take effect at any time; and where a value was written several
 * times the last of these writes counts, or the first of what was missed, so that nothing is
 * claimed that does not hold for all of them.
 */
import type { ObservedOperation } from '../../history/history.js';
import type { Duration } from '../../kernel/time.js';
import { firstIndex } from '../first-index.js';
import type { Look, ObservedObject, WrittenValue } from './objects.js';

/** Operations are given by their index in the history. */
export interface ObservedStaleRead {
  readonly key: string;
  readonly read: number;
  /** How many acknowledged writes it certainly missed. */
  readonly versionsBehind: number;
  /** The one that was acknowledged first. */
  readonly earliest: number;
  /**
   * From that acknowledgement to the invocation of the read; null where the history tells no times.
   */
  readonly age: Duration | null;
  /** The same in places of the history, as `start` and `end` count them. */
  readonly places: number;
}

export interface Inversion {
  readonly key: string;
  readonly read: number;
  /** The read that had shown something newer: the first one to end. */
  readonly earlier: number;
}

/** In the order of invocation. O(n log n). */
export function definitelyStale({ key, values, looks }: ObservedObject): ObservedStaleRead[] {
  const writes = [...values.values()]
    .flatMap(({ acknowledged }) => acknowledged)
    .sort((a, b) => a.start - b.start || a.index - b.index);
  const earliest = firstToEndFrom(writes, (write) => write);
  const byEnd = writes.map((_, place) => place);
  byEnd.sort((a, b) => (writes[a]?.end ?? 0) - (writes[b]?.end ?? 0));
  const ended = new Tally(writes.length);
  let next = 0;
  return looks.flatMap((look): ObservedStaleRead[] => {
    const { read } = look;
    for (let place = byEnd[next]; place !== undefined; place = byEnd[next]) {
      if ((writes[place]?.end ?? 0) >= read.start) break;
      ended.add(place);
      next += 1;
    }
    const over = endOfShown(look, values);
    const from = firstIndex(writes, ({ start }) => start > over);
    const versionsBehind = ended.countFrom(from);
    const missed = earliest[from];
    if (versionsBehind === 0 || missed === undefined) return [];
    const age = ageOf(missed, read);
    const places = read.start - missed.end;
    return [{ key, read: read.index, versionsBehind, earliest: missed.index, age, places }];
  });
}

/** In the order of invocation. O(n log n). */
export function inversions({ key, values, looks }: ObservedObject): Inversion[] {
  const firstSeen = new Map<string, ObservedOperation>();
  for (const { read, identities } of looks) {
    for (const identity of identities) {
      const other = firstSeen.get(identity);
      if (other === undefined || endsBefore(read, other)) firstSeen.set(identity, read);
    }
  }
  const seen = [...firstSeen]
    .flatMap(([identity, read]) => {
      const value = values.get(identity);
      return value === undefined ? [] : [{ start: startOf(value), read }];
    })
    .sort((a, b) => a.start - b.start);
  const earliest = firstToEndFrom(seen, ({ read }) => read);
  return looks.flatMap((look): Inversion[] => {
    const over = endOfShown(look, values);
    const earlier = earliest[firstIndex(seen, ({ start }) => start > over)];
    if (earlier === undefined || earlier.end >= look.read.start) return [];
    return [{ key, read: look.read.index, earlier: earlier.index }];
  });
}

/**
 * The end of the latest of the writes that may have written what was shown: whatever began after it
 * is newer. Infinity where nobody can tell.
 */
function endOfShown({ identities }: Look, values: ObservedObject['values']): number {
  let latest = -Infinity;
  for (const identity of identities) {
    latest = Math.max(latest, values.get(identity)?.end ?? Infinity);
  }
  return latest;
}

/** When the first of its writes began. What is there before any write has always been there. */
function startOf({ value, writes }: WrittenValue): number {
  return value === null ? -Infinity : (writes[0]?.start ?? Infinity);
}

function endsBefore(one: ObservedOperation, other: ObservedOperation): boolean {
  return one.end < other.end || (one.end === other.end && one.index < other.index);
}

/** By place: the operation that ends first among those of this item and of all after it. */
function firstToEndFrom<Item>(
  items: readonly Item[],
  operationOf: (item: Item) => ObservedOperation,
): readonly ObservedOperation[] {
  let first: ObservedOperation | undefined;
  const fromEnd = items.toReversed().map((item) => {
    const own = operationOf(item);
    first = first === undefined || endsBefore(own, first) ? own : first;
    return first;
  });
  return fromEnd.toReversed();
}

function ageOf(missed: ObservedOperation, read: ObservedOperation): Duration | null {
  if (missed.completedAt === null || read.invokedAt === null) return null;
  return read.invokedAt - missed.completedAt;
}

/** Counts the places that were added, from any place on, in O(log n) (Fenwick 1994). */
class Tally {
  readonly #sums: Int32Array;

  constructor(length: number) {
    this.#sums = new Int32Array(length + 1);
  }

  add(place: number): void {
    for (let node = this.#sums.length - 1 - place; node < this.#sums.length;) {
      this.#sums[node] = (this.#sums[node] ?? 0) + 1;
      node += lowestBit(node);
    }
  }

  countFrom(place: number): number {
    let count = 0;
    for (let node = this.#sums.length - 1 - place; node > 0; node -= lowestBit(node)) {
      count += this.#sums[node] ?? 0;
    }
    return count;
  }
}

function lowestBit(number: number): number {
  return number & -number;
}
