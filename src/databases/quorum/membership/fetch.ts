/**
 * Rules of fetching: a node that is to hold keys which it did not hold gets them from whoever loses them, batch by batch, not
 * faster than it may; where the loser is gone, from all that have them.
 */
import type { NodeId } from '../../database.js';
import { copyCell } from '../../versions/cell.js';
import type { MessageOf } from '../message.js';
import type { QuorumNode, State } from '../state.js';
import { flush } from '../store/disk.js';
import { merge } from '../store/store.js';
import { hearFetched } from './drive.js';
import { replicasIn } from './ring.js';

/** Asks all members that may have something for this node. */
export function beginFetching(state: State, node: QuorumNode): void {
  const { version, members, next, gone } = state.membership;
  if (state.fetching?.version === version || !next.includes(node.id)) return;
  const sources = members.filter((id) => id !== node.id && !gone.includes(id));
  state.fetching = { version, sources: [...sources], from: null, after: '' };
  fetchNext(state, node);
}

/** The next batch of the source, or the next source; nobody left: done. */
export function fetchNext(state: State, node: QuorumNode): void {
  const { fetching } = state;
  if (fetching === null) return;
  fetching.from ??= fetching.sources.shift() ?? null;
  const { from, after, version } = fetching;
  if (from === null) {
    flush(state, [{ to: null, message: 'fetched', number: version }], node);
    return;
  }
  node.send(from, { kind: 'fetch', version, after });
  node.after(node.options.timeout, 'fetch again');
}

/** All that was fetched is durable. */
export function fetchedDurable(state: State, version: number, node: QuorumNode): void {
  const { by } = state.membership;
  if (by === node.id) hearFetched(state, version, node.id, node);
  else node.send(by, { kind: 'fetched', version });
  // Until the next step is told it may have been lost.
  if (state.membership.version === version) node.after(node.options.timeout, 'fetch again');
}

/** A node asks for what it is to hold from now on. Keys come in the order of their names. */
export function serveFetch(
  state: State,
  { version, after }: MessageOf<'fetch'>,
  from: NodeId,
  node: QuorumNode,
): void {
  if (version !== state.membership.version) return;
  const { batch } = node.options.streaming;
  const wanted = [...state.cells.keys()].filter(
    (key) => key > after && isFor(state, key, from, node),
  );
  const keys = wanted.sort((a, b) => (a < b ? -1 : 1)).slice(0, batch);
  const cells = keys.map((key) => {
    const cell = state.cells.get(key);
    return cell === undefined ? null : copyCell(cell);
  });
  const isLast = wanted.length <= batch;
  node.send(from, {
    kind: 'keys',
    version,
    after,
    keys,
    cells: cells.filter((cell) => cell !== null),
    isLast,
  });
}

/**
 * Whoever loses a key hands it on. Where one that loses it is gone, everybody who has it does: what was acknowledged without
 * those that are left is nowhere else.
 */
function isFor(state: State, key: string, to: NodeId, node: QuorumNode): boolean {
  const { ring, nextRing, membership } = state;
  if (nextRing === null) return false;
  const before = replicasIn(ring, key);
  const after = replicasIn(nextRing, key);
  if (!after.includes(to) || before.includes(to)) return false;
  const losing = before.filter((id) => !after.includes(id));
  const isOneGone = losing.length === 0 || losing.some((id) => membership.gone.includes(id));
  return isOneGone ? before.includes(node.id) : losing.includes(node.id);
}

/** A batch has come, the one that is waited for. The next one is asked for when the rate allows it. */
export function takeKeys(
  state: State,
  { version, after, keys, cells, isLast }: MessageOf<'keys'>,
  from: NodeId,
  node: QuorumNode,
): void {
  const { fetching } = state;
  if (fetching?.version !== version || fetching.from !== from || fetching.after !== after) return;
  for (const [place, key] of keys.entries()) {
    const cell = cells[place];
    if (cell !== undefined) merge(state, key, cell, 0, node);
  }
  if (keys.length > 0) node.note('keys fetched', { from, keys: keys.length });
  fetching.after = isLast ? '' : (keys.at(-1) ?? after);
  if (isLast) fetching.from = null;
  const { keysPerSecond } = node.options.streaming;
  const wait = keysPerSecond === undefined ? 0 : Math.ceil((keys.length * 1e6) / keysPerSecond);
  if (wait === 0) fetchNext(state, node);
  else node.after(wait, 'fetch again');
}
