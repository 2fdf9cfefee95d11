/**
 * How many versions old a read is when every write is on a random quorum of its own, for good, and every read asks another one: the
 * closed form of Bailis et al. (2012), and the same by drawing.
 */
import type { RandomStream } from '../../kernel/random.js';
import type { Quorums } from './model.js';

/**
 * The chance that a read returns one of the newest `versions` versions: 1 - (C(N-W, R) / C(N, R))^k. With 1: the newest. A lower
 * bound where writes go on to the other replicas, as they do.
 */
export function withinVersions(quorums: Quorums, versions: number): number {
  const miss = missChance(quorums);
  let missed = 1;
  for (let version = 0; version < versions; version += 1) missed *= miss;
  return 1 - missed;
}

/** The chance that R random replicas are among the N - W that a write is not on. */
function missChance({ replicas, read, write }: Quorums): number {
  let [ways, all] = [1, 1];
  for (let place = 0; place < read; place += 1) {
    ways *= Math.max(0, replicas - write - place);
    all *= replicas - place;
  }
  return ways / all;
}

/** Whether a read returns one of the newest `versions` versions, once. */
export function drawWithinVersions(
  { replicas, read, write }: Quorums,
  versions: number,
  random: RandomStream,
): boolean {
  const asked = drawQuorum(replicas, read, random);
  for (let version = 0; version < versions; version += 1) {
    if (drawQuorum(replicas, write, random).some((replica) => asked.includes(replica))) return true;
  }
  return false;
}

/** So many of the replicas 0, 1, 2, …, every choice being equally likely. */
export function drawQuorum(replicas: number, size: number, random: RandomStream): number[] {
  const left = Array.from({ length: replicas }, (_, replica) => replica);
  return Array.from({ length: size }, () => left.splice(random.below(left.length), 1)[0] ?? 0);
}
