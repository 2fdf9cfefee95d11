/**
 * Hashes of 32 bits, for places on the ring, digests of cells and Merkle trees. Integer operations alone, so that
 * every engine agrees. They spread well; they do not resist somebody who searches for collisions.
 */

/**
 * The hash of a text: FNV-1a (Fowler, Noll, Vo) over its code units, then the finaliser of MurmurHash3 (Appleby),
 * without which texts that differ in their last characters alone would lie close together. Unsigned.
 */
export function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return spread(hash);
}

/** Mixes a whole number, up to 2^53, into a hash; the order matters. One or two rounds of MurmurHash3. */
export function mixed(hash: number, value: number): number {
  const low = value | 0;
  return low === value
    ? round(hash, low)
    : round(round(hash, low), Math.floor(value / 0x100000000));
}

/** Spreads every bit of a word over all of it, without losing any: the finaliser of MurmurHash3. Unsigned. */
export function spread(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function round(hash: number, word: number): number {
  const first = Math.imul(word, 0xcc9e2d51);
  const turned = hash ^ Math.imul((first << 15) | (first >>> 17), 0x1b873593);
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0;
}
