/** Rules of read repair: replicas that a read has found behind get what all together have. */
import type { NodeId } from '../../database.js';
import { copyCell, digestOf, emptyCell, mergeCells, type Cell } from '../../versions/cell.js';
import type { Found, QuorumNode, ReadAsk, State } from '../state.js';
import { keep } from '../writing/keep.js';
import { goOnReading } from './coordinate.js';

/** What all that have answered in full have together. */
function togetherOf({ found }: Pick<ReadAsk, 'found'>, { options }: QuorumNode): Cell {
  let together = emptyCell;
  for (const { cell } of found) {
    if (cell !== null) together = mergeCells(options.versions, together, cell).cell;
  }
  return together;
}

/** Of versions that did not know of each other the stamps decide: that is a decision, though nothing is written yet. */
export function resolve({ found }: Pick<ReadAsk, 'found'>, node: QuorumNode): Cell {
  let together = emptyCell;
  for (const { cell } of found) {
    if (cell === null) continue;
    const merged = mergeCells(node.options.versions, together, cell);
    for (const { write, winner, how } of merged.drops) {
      if (how === 'discarded') node.discarded(write, winner);
    }
    together = merged.cell;
  }
  return together;
}

/** Those of which it is clear what they have: it has come, or their digest fits one that has. */
export function clearOf(found: readonly Found[]): readonly Found[] {
  const known = found.filter(({ cell }) => cell !== null).map(({ digest }) => digest);
  return found.filter(({ digest }) => known.includes(digest));
}

/** Those that do not have what all have together. */
export function behindOf(found: readonly Found[], together: Cell): readonly NodeId[] {
  const digest = digestOf(together);
  return found.filter((one) => one.digest !== digest).map(({ from }) => from);
}

/** Sends what they lack to those that are behind; a read that waits for it counts who has it. */
export function repairBehind(state: State, read: ReadAsk, node: QuorumNode): void {
  const { key, replicas, phase, decided } = read;
  const isWaiting = phase === 'repairing';
  // A read that waits does so for those alone that make its level.
  const found = isWaiting ? clearOf(read.found) : read.found;
  const together = togetherOf(read, node);
  const isAll = decided !== null && digestOf(decided) === digestOf(together);
  const cell = node.bug('repair with the oldest') ? oldestAsNew(read, node) : together;
  const behind = behindOf(found, together);
  const ask = isWaiting ? read.ask : 0;
  if (isWaiting) read.repairing.push(...behind);
  for (const to of behind) {
    if (!replicas.includes(to) || (isAll && read.repaired.includes(to))) continue;
    node.note('read repair', { node: to, key });
    const ring = state.membership.version;
    const copy = { ring, ask, key, cell: copyCell(cell), write: 0, hintFor: '' } as const;
    if (to === node.id) keep(state, copy, null, node);
    else node.send(to, { kind: 'write', ...copy });
  }
  if (isWaiting) {
    // Nodes that stand in for others keep hints, not copies.
    for (const to of behind) if (!replicas.includes(to)) read.repaired.push(to);
    goOnReading(state, read.ask, node);
  }
}

/** The wrong turn: the oldest value, as if it had just been written. */
function oldestAsNew({ found }: ReadAsk, node: QuorumNode): Cell {
  const versions = found.flatMap(({ cell }) => cell?.versions ?? []);
  if (versions.length === 0) return emptyCell;
  const oldest = versions.reduce((one, other) => (other.time < one.time ? other : one));
  const time = node.clock.wall();
  return { ...emptyCell, versions: [{ ...oldest, time }] };
}

/** A replica has what it lacked. */
export function hearRepaired(state: State, ask: number, from: NodeId, node: QuorumNode): void {
  const read = state.asks.get(ask);
  if (read?.kind !== 'read') return;
  read.repaired.push(from);
  goOnReading(state, ask, node);
}
