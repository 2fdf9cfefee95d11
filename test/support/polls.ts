/** Polls of the primary/replica family for tests: what nodes answer, and what comes of it. */
import { missPrimary } from '../../src/databases/primary-replica/failover/detect.js';
import { closePoll, receiveStanding } from '../../src/databases/primary-replica/failover/poll.js';
import type { Standing } from '../../src/databases/primary-replica/message.js';
import type { Effect } from '../../src/simulation/host/effect.js';
import { follower, type Bench, type Input } from './primary-replica.js';

/** Somebody who misses the primary of epoch 1, and whose log ends here. */
export function misses(position: number, rest: Partial<Standing> = {}): Standing {
  const heard = { heardOf: position, distance: 0 };
  return { lost: true, knows: 1, promised: 0, logEpoch: 1, position, ...heard, ...rest };
}

/** Somebody who hears the primary. */
export function hears(position: number, rest: Partial<Standing> = {}): Standing {
  return misses(position, { lost: false, ...rest });
}

/** Somebody whose disk was wiped. */
export const nothing: Standing = misses(0, { lost: false, knows: 0, logEpoch: 0 });

export function hearAnswer(
  bench: Bench,
  from: string,
  standing: Standing,
  round = bench.clock.now,
): readonly Effect[] {
  return bench.act(receiveStanding, { kind: 'standing', round, ...standing }, from);
}

/** n2 of five misses n1, has asked, and these have answered; its log has two entries of epoch 1. */
export function decide(
  answers: Readonly<Record<string, Standing>>,
  input: Input = {},
): { readonly bench: Bench; readonly effects: readonly Effect[] } {
  const bench = follower('n2', 'n1', 1, [1, 1], { nodes: 5, ...input });
  bench.act(missPrimary);
  const heard = Object.entries(answers).flatMap(([from, standing]) =>
    hearAnswer(bench, from, standing),
  );
  return { bench, effects: [...heard, ...bench.act(closePoll)] };
}
