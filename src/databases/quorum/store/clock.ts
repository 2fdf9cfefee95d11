/**
 * Rules of hybrid clocks: what a node stamps is later than every stamp that has reached it, in a message or from its disk. Ballots
 * are drawn by the same clock (`paxos/ballot.ts`), whatever `versions` says.
 */
import type { Cell } from '../../versions/cell.js';
import { neverTicked, tick, tickOnReceipt, type HybridStamp } from '../../versions/timestamp.js';
import type { Context } from '../../versions/context.js';
import type { QuorumNode, State } from '../state.js';

/** A cell comes in. */
export function hearCell(
  state: State,
  { versions }: Pick<Cell, 'versions'>,
  node: QuorumNode,
): void {
  if (node.options.versions !== 'hybrid-clock') return;
  for (const version of versions) {
    state.clock = tickOnReceipt(state.clock, version, node.clock.wall());
  }
}

/** A client tells what its session has seen. */
export function hearContext(state: State, seen: Context | undefined, node: QuorumNode): void {
  if (node.options.versions !== 'hybrid-clock' || seen === undefined || seen.write === 0) return;
  state.clock = tickOnReceipt(state.clock, seen, node.clock.wall());
}

/** What a write is stamped with. With vectors it only tells when a tombstone is old. */
export function stampFor(state: State, node: QuorumNode): HybridStamp {
  const wall = node.clock.wall();
  if (node.options.versions !== 'hybrid-clock') return { ...neverTicked, time: wall };
  const { time, counter } = tick(state.clock, wall);
  state.clock = { time, counter };
  return { time, counter };
}
