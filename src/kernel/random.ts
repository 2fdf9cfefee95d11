/**
 * Chance. All randomness of a run comes from named streams, each seeded with the text
 * `seed/purpose/…`: one a link, a node, a client, a fault. Streams are independent of each other and of
 * the order in which they are created, so adding one leaves the draws of all others untouched.
 */
import seedrandom from 'seedrandom';

/** A stream of pseudo-random numbers (the generator is alea, see docs/decisions/003-random-streams.md). */
export interface RandomStream {
  /** A number in [0, 1): a multiple of 2^-32. */
  fraction(): number;
  /** A whole number in [0, bound). */
  below(bound: number): number;
  /** One item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
}

/** The source of all streams of one run. */
export interface RandomSource {
  readonly seed: string;
  /** A new stream under this name; ask once a name and keep it. */
  stream(name: string): RandomStream;
}

/** Streams of the run with this seed. Numbers and text with the same digits are the same seed. */
export function randomSource(seed: string | number): RandomSource {
  return { seed: String(seed), stream: (name) => randomStream(`${String(seed)}/${name}`) };
}

/** Up to 2^21 values, the 32 bits of one draw favour none of them by more than one part in 2000. */
const FEW = 2097152;

/**
 * Alea hardly mixes the last characters of its seed: the first draws of `1/node/n1`, `1/node/n2`, … are
 * multiples of one step. With a few more characters after the name, names may differ where they like.
 */
const AFTER_THE_NAME = '/draws';

function randomStream(seed: string): RandomStream {
  const next = seedrandom.alea(seed + AFTER_THE_NAME);
  const below = (bound: number) => Math.floor((bound <= FEW ? next() : next.double()) * bound);
  return {
    fraction: next,
    below,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('pick needs a list that is not empty');
      return items[below(items.length)] as T;
    },
  };
}
