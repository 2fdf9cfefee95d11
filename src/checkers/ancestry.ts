/**
 * Who stands on whom: whether a write was made on top of another one, directly or through others, in
 * constant time. The predecessors of each write come in; session guarantees, inversions and divergence
 * intervals ask.
 *
 * Writes are cut into *chains*, in each of which every write stands directly on the one before it. A key
 * without failover is a single chain, so all that most writes need is their chain and their level in it.
 * Where a history forks, a new chain begins, and its writes remember up to which level they stand on other
 * chains (Jagadish, "A Compression Technique to Materialize Transitive Closure", 1990). Writes that stand on
 * each other, as one that is applied again on top of its own successors, share a level.
 */
import type { WriteId } from '../history/operation.js';

export interface Ancestry {
  /** True when the write is `ancestor`, or was made on top of it. */
  readonly descends: (write: WriteId, ancestor: WriteId) => boolean;
  /**
   * The place in an order in which nothing stands before what it was made on top of. Writes that
   * stand on each other share a place. Negative for what is no write.
   */
  readonly place: (write: WriteId) => number;
}

/** Where writes stand, all by write but for `lastLevels`. */
interface Chains {
  /** Negative until a write is placed. */
  readonly places: Int32Array;
  readonly chains: Int32Array;
  readonly levels: Int32Array;
  /** By chain: its last level. */
  readonly lastLevels: number[];
  /** Up to which level a write stands on other chains. */
  readonly elsewhere: (ReadonlyMap<number, number> | undefined)[];
}

const nothing: ReadonlyMap<number, number> = new Map();

/**
 * Builds the ancestry of writes, whose places follow `ranked` as far as may be. `ranked` holds each write
 * once, and whatever `predecessorsOf` names. O(writes + predecessors), times the number of other chains
 * where chains join.
 */
export function ancestry(
  ranked: readonly WriteId[],
  predecessorsOf: (write: WriteId) => readonly WriteId[],
): Ancestry {
  const size = 1 + ranked.reduce((most, write) => Math.max(most, write), 0);
  const all: Chains = {
    places: new Int32Array(size).fill(-1),
    chains: new Int32Array(size),
    levels: new Int32Array(size),
    lastLevels: [],
    elsewhere: [],
  };
  let count = 0;
  inComponents(ranked, predecessorsOf, size, (members) => {
    const [first = 0] = members;
    const below = members.length === 1 ? predecessorsOf(first) : members.flatMap(predecessorsOf);
    place(members, below, count, all);
    count += members.length;
  });
  return {
    descends: (write, ancestor) => descends(write, ancestor, all),
    place: (write) => all.places[write] ?? -1,
  };
}

function isPlaced(write: WriteId, { places }: Chains): boolean {
  return (places[write] ?? -1) >= 0;
}

function chainOf(write: WriteId, { chains }: Chains): number {
  return chains[write] ?? 0;
}

function levelOf(write: WriteId, { levels }: Chains): number {
  return levels[write] ?? 0;
}

function endsChain(write: WriteId, all: Chains): boolean {
  return all.lastLevels[chainOf(write, all)] === levelOf(write, all);
}

function descends(write: WriteId, ancestor: WriteId, all: Chains): boolean {
  if (write === ancestor) return true;
  if (!isPlaced(write, all) || !isPlaced(ancestor, all)) return false;
  const chain = chainOf(ancestor, all);
  const isSame = chainOf(write, all) === chain;
  const reached = isSame ? levelOf(write, all) : all.elsewhere[write]?.get(chain);
  return reached !== undefined && reached >= levelOf(ancestor, all);
}

/** Places writes that stand on each other, on top of others: at the end of a chain, or on a new one. */
function place(
  members: readonly WriteId[],
  predecessors: readonly WriteId[],
  at: number,
  all: Chains,
): void {
  const { places, chains, levels, lastLevels, elsewhere } = all;
  const isBelow = (write: WriteId): boolean => isPlaced(write, all);
  // What is not placed by now is a member itself.
  const below = predecessors.every(isBelow) ? predecessors : predecessors.filter(isBelow);
  const main = below.find((write) => endsChain(write, all)) ?? below[0];
  const chain = main !== undefined && endsChain(main, all) ? chainOf(main, all) : lastLevels.length;
  const level = (lastLevels[chain] ?? -1) + 1;
  const others = main === undefined ? undefined : standsOn(below, main, chain, all);
  lastLevels[chain] = level;
  for (const write of members) {
    places[write] = at;
    chains[write] = chain;
    levels[write] = level;
    if (others !== undefined) elsewhere[write] = others;
  }
}

/** What a write stands on besides `main` and its chain. */
function standsOn(
  below: readonly WriteId[],
  main: WriteId,
  chain: number,
  all: Chains,
): ReadonlyMap<number, number> | undefined {
  const own = all.elsewhere[main];
  const others = below.filter((write) => !descends(main, write, all));
  if (others.length === 0 && chainOf(main, all) === chain) return own;
  const merged = new Map(own ?? nothing);
  const reach = (to: number, level: number): void => {
    if (to !== chain) merged.set(to, Math.max(merged.get(to) ?? 0, level));
  };
  for (const write of [main, ...others]) {
    for (const [to, level] of all.elsewhere[write] ?? nothing) reach(to, level);
    reach(chainOf(write, all), levelOf(write, all));
  }
  return merged;
}

/**
 * Hands over the writes in components, each after all that it stands on; writes that stand on each other
 * make one component (Tarjan, "Depth-First Search and Linear Graph Algorithms", 1972).
 */
function inComponents(
  ranked: readonly WriteId[],
  predecessorsOf: (write: WriteId) => readonly WriteId[],
  size: number,
  take: (members: readonly WriteId[]) => void,
): void {
  /** By write: when the search found it, from 1; and the earliest found that it can reach and is open. */
  const found = new Int32Array(size);
  const earliest = new Int32Array(size);
  const next = new Int32Array(size);
  const isOpen = new Uint8Array(size);
  const open: WriteId[] = [];
  const path: WriteId[] = [];
  let count = 0;
  const enter = (write: WriteId): void => {
    count += 1;
    found[write] = earliest[write] = count;
    isOpen[write] = 1;
    open.push(write);
    path.push(write);
  };
  const reach = (write: WriteId, number: number): void => {
    earliest[write] = Math.min(earliest[write] ?? number, number);
  };
  for (const start of ranked) {
    if (found[start] === 0) enter(start);
    for (let write = path.at(-1); write !== undefined; write = path.at(-1)) {
      const at = next[write] ?? 0;
      const known = predecessorsOf(write)[at];
      next[write] = at + 1;
      if (known !== undefined) {
        if (found[known] === 0) enter(known);
        else if (isOpen[known] === 1) reach(write, found[known] ?? 0);
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) reach(above, earliest[write] ?? 0);
      if (earliest[write] !== found[write]) continue;
      const members = open.splice(open.lastIndexOf(write));
      for (const member of members) isOpen[member] = 0;
      take(members);
    }
  }
}
