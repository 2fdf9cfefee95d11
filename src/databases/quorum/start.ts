/** Rules of boot: what the disk kept becomes the state. */
import type { Recovered } from '../database.js';
import { copyCell, emptyCell, mergeCells } from '../versions/cell.js';
import { neverTicked } from '../versions/timestamp.js';
import { beginRounds } from './anti-entropy/rounds.js';
import { putHint, removeHint } from './hints/keep.js';
import type { DiskRecord, Membership } from './message.js';
import { copyMembership, knowsRing, ringFor } from './membership/ring.js';
import { askForRing } from './membership/wiped.js';
import { fromNearToFar } from './nodes/reach.js';
import { memberOf, nodesWith } from './options/schema.js';
import { recall } from './paxos/acceptor.js';
import type { QuorumNode, State } from './state.js';
import { hearCell } from './store/clock.js';
import { actorAt } from './writing/version.js';
import { followTombstones, purgeAgain } from './tombstones/purge.js';

export function start({ log, snapshots, wiped }: Recovered<DiskRecord>, node: QuorumNode): State {
  const state = emptyState(node, wiped);
  for (const record of snapshots) readRecord(state, record, node);
  for (const record of log) readRecord(state, record, node);
  state.written = log.length;
  state.flushed = log.length;
  for (const [key, cell] of state.cells) followTombstones(state, key, cell, node);
  beginRounds(node);
  if (!knowsRing(state)) askForRing(state, node);
  const { hints } = node.options;
  if (state.hints.size > 0 && hints !== 'none') node.after(hints.every, 'hand over');
  return state;
}

function readRecord(state: State, record: DiskRecord, node: QuorumNode): void {
  const { options } = node;
  switch (record.kind) {
    case 'cell': {
      const held = state.cells.get(record.key) ?? emptyCell;
      const { cell } = mergeCells(options.versions, held, record.cell);
      state.cells.set(record.key, cell);
      hearCell(state, record.cell, node);
      return;
    }
    case 'forget':
      state.cells.delete(record.key);
      return;
    case 'promised':
    case 'accepted':
    case 'committed':
      recall(state, record);
      return;
    case 'purge':
      purgeAgain(state, record.key, record.before, node);
      return;
    case 'hint': {
      const { hint, to, key, cell, write, keptAt } = record;
      putHint(state, { hint, to, key, cell: copyCell(cell), write, keptAt });
      hearCell(state, cell, node);
      return;
    }
    case 'hint done':
      removeHint(state, record.hint);
      return;
    case 'ring':
      readRing(state, record, node);
      return;
  }
}

/** Who drove a change goes on with it; who was to fetch something is told of the step again, and begins anew. */
function readRing(state: State, record: Membership, node: QuorumNode): void {
  const { by, phase, members, next } = record;
  state.membership = copyMembership(record);
  state.ring = ringFor(members, node);
  state.nextRing = phase === 'steady' ? null : ringFor(next, node);
  if (by !== node.id) return;
  state.drive = { known: [], fetched: [], wish: null, isDurable: true };
  node.after(node.options.suspect, 'tell the ring');
}

function emptyState(node: QuorumNode, wasWiped: boolean): State {
  // Clocks that never jump tell what is new from all that was before a crash: questions, hints, and versions.
  const unused = 1 + node.clock.monotonic();
  const members = nodesWith('replica', node.options);
  // The ring may be another one by now. A node that is alone has nobody to ask.
  const version = wasWiped && node.others.length > 0 ? 0 : 1;
  return {
    id: node.id,
    near: fromNearToFar(node),
    isCoordinator: memberOf(node.id, node.options).role === 'coordinator',
    membership: { version, by: '', phase: 'steady', members, next: [], gone: [] },
    ring: ringFor(members, node),
    nextRing: null,
    drive: null,
    confirming: null,
    toldAt: new Map(),
    askedInVain: [],
    fetching: null,
    cells: new Map(),
    acceptors: new Map(),
    tombstones: new Map(),
    graves: new Map(),
    trees: null,
    comparisons: new Map(),
    lastPartner: null,
    actor: actorAt(node),
    clock: { ...neverTicked },
    asks: new Map(),
    nextAsk: unused,
    wasWiped,
    forwards: new Map(),
    down: new Map(),
    hints: new Map(),
    hintsOf: new Map(),
    nextHint: unused,
    flushes: new Map(),
    nextMark: 1,
    written: 0,
    flushed: 0,
  };
}
