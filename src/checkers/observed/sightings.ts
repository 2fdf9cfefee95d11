/**
 * Values that reads should not have shown: those that nobody had wanted to write by then
 * (phantoms), those of which all writes had failed (zombies), and elements that stood there more
 * often than they had been added (duplicates). What is there before any write is none of these.
 */
import type { ObservedOperation, Value } from '../../history/history.js';
import { firstIndex } from '../first-index.js';
import type { ObservedObject } from './objects.js';

/** Operations are given by their index in the history. */
export interface Sighting {
  readonly key: string;
  readonly value: Value;
  /** The first read that showed it so, and how many did. */
  readonly read: number;
  readonly reads: number;
}

export interface ZombieSighting extends Sighting {
  /** The failed operations that wanted to write it. */
  readonly writes: readonly number[];
}

export interface DuplicateSighting extends Sighting {
  /** How often the first of these reads showed it. */
  readonly times: number;
}

export interface Sightings {
  readonly phantoms: readonly Sighting[];
  readonly zombies: readonly ZombieSighting[];
  readonly duplicates: readonly DuplicateSighting[];
}

/**
 * Each value once, in the order of the reads that first showed it so. O(n log n) in what reads
 * showed.
 */
export function sightingsOf({ kind, key, values, looks }: ObservedObject): Sightings {
  const phantoms: Sights<Omit<Sighting, 'reads'>> = new Map();
  const zombies: Sights<Omit<ZombieSighting, 'reads'>> = new Map();
  const duplicates: Sights<Omit<DuplicateSighting, 'reads'>> = new Map();
  for (const { read, shown, identities } of looks) {
    for (const [identity, times] of timesOf(identities)) {
      const { writes = [], attempts = [] } = values.get(identity) ?? {};
      const isWritten = (attempts[0]?.start ?? Infinity) <= read.end;
      if ((isWritten && times === 1) || (kind === 'register' && identity === 'null')) continue;
      const sighting = {
        key,
        value: shown[identities.indexOf(identity)] ?? null,
        read: read.index,
      };
      const begun = begunBy(read, writes);
      const failed = (): number[] => writes.slice(0, begun).map(({ index }) => index);
      if (begun === 0) see(phantoms, identity, () => sighting);
      else if (!isWritten) see(zombies, identity, () => ({ ...sighting, writes: failed() }));
      if (kind === 'collection' && times > Math.max(1, begunBy(read, attempts))) {
        see(duplicates, identity, () => ({ ...sighting, times }));
      }
    }
  }
  return { phantoms: all(phantoms), zombies: all(zombies), duplicates: all(duplicates) };
}

/** How often each of them stands there. */
function timesOf(identities: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const identity of identities) times.set(identity, (times.get(identity) ?? 0) + 1);
  return times;
}

/** How many of these operations, in the order of invocation, had begun when the read ended. */
function begunBy(read: ObservedOperation, operations: readonly ObservedOperation[]): number {
  return firstIndex(operations, ({ start }) => start > read.end);
}

/** By identity: the first sighting, and how many reads there were. */
type Sights<First> = Map<string, { readonly first: First; reads: number }>;

function see<First>(sights: Sights<First>, identity: string, first: () => First): void {
  const known = sights.get(identity);
  if (known === undefined) sights.set(identity, { first: first(), reads: 1 });
  else known.reads += 1;
}

function all<First>(sights: Sights<First>): (First & { readonly reads: number })[] {
  return [...sights.values()].map(({ first, reads }) => ({ ...first, reads }));
}
