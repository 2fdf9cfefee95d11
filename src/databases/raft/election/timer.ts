/** When a node misses its leader: the election timeout (§5.2), drawn anew each time, and what it means to hear a leader. */
import { votes, type RaftNode, type State } from '../state.js';

/** Starts the election timer, or starts it again. Only voters have one. */
export function restartElectionTimer(state: State, node: RaftNode): void {
  if (state.isBlank || !votes(state)) return;
  const { from, to } = node.options.election.timeout;
  node.after(from + node.random.below(to - from + 1), 'election');
}

/** What a node has taken gave it a vote: from now on it misses its leader, too, even if it never hears one again. */
export function watchLeaderIfNew(state: State, wasVoter: boolean, node: RaftNode): void {
  if (!wasVoter && votes(state)) restartElectionTimer(state, node);
}

/** Whoever hears a leader takes part in no election (dissertation §4.2.3): not before the shortest timeout is over. */
export function hearsLeader(state: State, node: RaftNode): boolean {
  if (state.role === 'leader') return true;
  const { heardLeaderAt } = state;
  if (heardLeaderAt === null) return false;
  return node.clock.monotonic() - heardLeaderAt < node.options.election.timeout.from;
}
