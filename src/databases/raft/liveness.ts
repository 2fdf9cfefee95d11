/**
 * What Raft promises about coming back (§5.6, §9.3): where broadcasts are fast against election timeouts, a majority
 * that is up and connected has a leader after some elections.
 */
import type { Liveness } from '../database.js';
import type { Duration } from '../../kernel/time.js';
import { nodesWith, type RaftOptions } from './options/schema.js';

/** So often at most may elections in a row all be split. */
const chance = 1e-6;
/** With more elections than this nobody would call it coming back. */
const mostElections = 20;

/**
 * A write is committed after an election timeout in which the leader is missed, one more for a candidate that cannot
 * win, and as many as it takes until one is not split, all but for one run in a million. Null where a leader is missed
 * although nothing is wrong, or where elections are split more often than not.
 */
export function liveness(options: RaftOptions, step: Duration): Liveness | null {
  const { election, heartbeat, batch } = options;
  const { from, to } = election.timeout;
  const voters = nodesWith('voter', options);
  const elections = electionsNeeded(voters.length, step, to - from);
  if (heartbeat + 2 * step >= from || elections === null) return null;
  const committing = 10 * step + 2 * heartbeat + (batch.wait ?? 0);
  return {
    within: Math.ceil((2 + elections) * to + from + committing),
    nodes: voters,
    least: Math.floor(voters.length / 2) + 1,
  };
}

/**
 * How many elections until one is not split. It may be when another voter misses the leader while the first one asks for
 * votes and hears the answers: `2 * step` of the range from which timeouts are drawn.
 */
function electionsNeeded(voters: number, step: Duration, range: Duration): number | null {
  const others = voters - 1;
  if (others === 0) return 1;
  const split = range <= 0 ? 1 : Math.min(1, (others * 2 * step) / range);
  let remaining = 1;
  for (let elections = 1; elections <= mostElections; elections += 1) {
    remaining *= split;
    if (remaining <= chance) return elections;
  }
  return null;
}
