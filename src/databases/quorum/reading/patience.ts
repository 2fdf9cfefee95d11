/** Rules of a read that takes long: one more replica is asked, and at last the coordinator gives up. */
import type { NodeId } from '../../database.js';
import { answerAsker } from '../client/answer.js';
import { suspect } from '../nodes/down.js';
import { isMet } from '../nodes/level.js';
import type { QuorumNode, ReadAsk, State } from '../state.js';
import { askReplica, closeRead, goOnReading } from './coordinate.js';
import { repairBehind } from './repair.js';

/** It takes long: one more replica is asked, of those whose answers are lacking (rapid read protection). */
export function speculate(state: State, ask: number, node: QuorumNode): void {
  const read = state.asks.get(ask);
  if (read?.kind !== 'read' || read.phase !== 'asking') return;
  const answered = read.found.map(({ from }) => from);
  const open = read.needs.filter((need) => !isMet([need], answered));
  const counts = (id: NodeId): boolean => open.some(({ of }) => of.includes(id));
  const next = read.up.find((id) => !read.asked.includes(id) && counts(id));
  if (next === undefined) return;
  node.note('asks one more', { node: next });
  askReplica(state, read, next, false, node);
  if (node.options.speculate !== undefined) {
    node.after(node.options.speculate, 'speculate', String(ask));
  }
  goOnReading(state, ask, node);
}

/** The coordinator gives up. A read has no effect, so it has failed. */
export function giveUpReading(state: State, read: ReadAsk, node: QuorumNode): void {
  const answered = read.found.map(({ from }) => from);
  const silent = read.asked.filter((id) => !answered.includes(id));
  const unrepaired = read.repairing.filter((id) => !read.repaired.includes(id));
  for (const id of [...silent, ...unrepaired]) suspect(state, id, node);
  const wasAnswered = read.phase === 'answered';
  closeRead(state, read, node);
  if (wasAnswered && node.options.readRepair.mode !== 'none') repairBehind(state, read, node);
  if (wasAnswered) return;
  const what = read.phase === 'repairing' ? 'repairing' : 'reading';
  answerAsker(state, read.asker, { kind: 'refused', reason: `timed out ${what}` }, node);
}
