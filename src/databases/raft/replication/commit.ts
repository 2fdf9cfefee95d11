/** The rule of commitment: an entry of the leader's own term on a majority, and all before it (§5.3, §5.4.2). */
import { applyCommitted } from '../machine/apply.js';
import { reachedByMost } from '../members/configuration.js';
import { configurationOf, countingPeer, termAt, type RaftNode, type State } from '../state.js';

/** Durable on a majority, the leader's own disk counted like any other. */
export function advanceCommit(state: State, node: RaftNode): void {
  const onMost = reachedByMost(configurationOf(state), (voter) =>
    voter === node.id ? state.flushed : (countingPeer(state, voter)?.match ?? 0),
  );
  if (onMost <= state.commitIndex) return;
  const countsEarlierTerms = node.bug('commit an earlier term by counting');
  if (termAt(state, onMost) !== state.currentTerm && !countsEarlierTerms) return;
  state.commitIndex = onMost;
  applyCommitted(state, node);
}
