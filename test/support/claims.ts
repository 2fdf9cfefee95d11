/** What tests of votes begin with: a voter, a candidate, and what they say to each other. */
import type { MessageOf } from '../../src/databases/primary-replica/message.js';
import { standForOffice } from '../../src/databases/primary-replica/failover/claim.js';
import { follower, type Bench, type Input } from './primary-replica.js';

/** Fencing by epoch. */
export const epoch = { failover: { fencing: 'epoch' } };

export function claim(
  wanted: number,
  changes: Partial<MessageOf<'claim'>> = {},
): MessageOf<'claim'> {
  const log = { version: 1, logEpoch: 1, position: 2, planned: false };
  return { kind: 'claim', epoch: wanted, ...log, ...changes };
}

export const grant = (granted: number) => ({ kind: 'grant', epoch: granted }) as const;
export const deny = (denied: number, promised: number) => {
  return { kind: 'deny', epoch: denied, promised } as const;
};

/** n3 of three follows n1 in epoch 1, and its log has two entries. */
export function voter(input: Input = epoch): Bench {
  return follower('n3', 'n1', 1, [1, 1], input);
}

/** n2 misses n1 and claims epoch 2. */
export function candidate(input: Input = {}): Bench {
  const bench = follower('n2', 'n1', 1, [1, 1], { ...epoch, ...input });
  bench.state.suspects = true;
  bench.act(standForOffice, 2, false);
  return bench;
}
