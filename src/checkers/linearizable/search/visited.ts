/**
 * The configurations that a search has been in, for pruning (Lowe's cache). A configuration is compared in
 * full, never by its hash alone. It is small: all certain operations before the barrier are linearized, and
 * those behind it that may be linearized already are concurrent with the barrier's end, so a bit for each of
 * them will do (see part.ts), and one for every operation of unknown outcome.
 *
 * A configuration is also pruned when one with the same state and the same certain operations was visited
 * that used only some of its operations of unknown outcome: whatever can follow here could follow there.
 */
export class Visited {
  readonly #certainWords: number;
  readonly #words: number;
  readonly #width: number;

  // Entries, `#width` integers each: barrier, state, the words of bits, and the next entry of the same bucket.
  #entries: Int32Array;
  #buckets = new Int32Array(64).fill(-1);
  count = 0;

  /** How many words of bits stand for certain operations, and how many for those of unknown outcome. */
  constructor(certainWords: number, unknownWords: number) {
    this.#certainWords = certainWords;
    this.#words = certainWords + unknownWords;
    this.#width = 3 + this.#words;
    this.#entries = new Int32Array(64 * this.#width);
  }

  /** How much is remembered, in configurations of half a kilobyte at most: a larger one counts for several. */
  get weight(): number {
    return this.count * Math.ceil(this.#width / 128);
  }

  /** Enters a configuration. False when it was there already, or one that is as good. */
  add(barrier: number, state: number, bits: Int32Array): boolean {
    const hash = this.#hash(barrier, state, bits);
    const bucket = hash & (this.#buckets.length - 1);
    let at = this.#buckets[bucket] as number;
    while (at !== -1) {
      if (this.#isSameButUnknown(at, barrier, state, bits)) {
        if (this.#usesOnly(at, bits)) return false;
        if (this.#isUsedBy(at, bits)) {
          this.#write(at, barrier, state, bits);
          return true;
        }
      }
      at = this.#entries[at + this.#width - 1] as number;
    }
    this.#insert(bucket, barrier, state, bits);
    return true;
  }

  /** The states of the configurations with this barrier in which a certain operation's bit is not set, ascending. */
  statesAt(barrier: number, bit: number): readonly number[] {
    const states = new Set<number>();
    for (let at = 0; at < this.count * this.#width; at += this.#width) {
      const word = this.#entries[at + 2 + (bit >>> 5)] as number;
      if (this.#entries[at] !== barrier || (word & (1 << (bit & 31))) !== 0) continue;
      states.add(this.#entries[at + 1] as number);
    }
    return [...states].sort((a, b) => a - b);
  }

  #isSameButUnknown(at: number, barrier: number, state: number, bits: Int32Array): boolean {
    const entries = this.#entries;
    if (entries[at] !== barrier || entries[at + 1] !== state) return false;
    for (let word = 0; word < this.#certainWords; word += 1) {
      if (entries[at + 2 + word] !== bits[word]) return false;
    }
    return true;
  }

  /** The entry used no unknown operation that is not among the bits. */
  #usesOnly(at: number, bits: Int32Array): boolean {
    for (let word = this.#certainWords; word < this.#words; word += 1) {
      if (((this.#entries[at + 2 + word] as number) & ~(bits[word] as number)) !== 0) return false;
    }
    return true;
  }

  /** All unknown operations among the bits were used by the entry. */
  #isUsedBy(at: number, bits: Int32Array): boolean {
    for (let word = this.#certainWords; word < this.#words; word += 1) {
      if (((bits[word] as number) & ~(this.#entries[at + 2 + word] as number)) !== 0) return false;
    }
    return true;
  }

  #insert(bucket: number, barrier: number, state: number, bits: Int32Array): void {
    const at = this.count * this.#width;
    if (at === this.#entries.length) this.#growEntries();
    this.#write(at, barrier, state, bits);
    this.#entries[at + this.#width - 1] = this.#buckets[bucket] as number;
    this.#buckets[bucket] = at;
    this.count += 1;
    if (this.count > this.#buckets.length) this.#growBuckets();
  }

  #write(at: number, barrier: number, state: number, bits: Int32Array): void {
    this.#entries[at] = barrier;
    this.#entries[at + 1] = state;
    this.#entries.set(bits, at + 2);
  }

  #growEntries(): void {
    const old = this.#entries;
    this.#entries = new Int32Array(2 * old.length);
    this.#entries.set(old);
  }

  #growBuckets(): void {
    this.#buckets = new Int32Array(2 * this.#buckets.length).fill(-1);
    for (let at = 0; at < this.count * this.#width; at += this.#width) {
      const entries = this.#entries;
      const bits = entries.subarray(at + 2, at + 2 + this.#words);
      const hash = this.#hash(entries[at] as number, entries[at + 1] as number, bits);
      const bucket = hash & (this.#buckets.length - 1);
      entries[at + this.#width - 1] = this.#buckets[bucket] as number;
      this.#buckets[bucket] = at;
    }
  }

  /** Of all but the unknown operations: entries that may prune each other share a bucket. */
  #hash(barrier: number, state: number, bits: Int32Array): number {
    let hash = Math.imul(Math.imul(barrier, 0x9e3779b1) ^ state, 0x85ebca6b);
    for (let word = 0; word < this.#certainWords; word += 1) {
      hash = Math.imul((hash ^ (hash >>> 15)) + (bits[word] as number), 0xc2b2ae35);
    }
    return hash ^ (hash >>> 13);
  }
}
