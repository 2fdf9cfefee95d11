/**
 * Rules of changing the members (§6; dissertation §4). New members first catch up as learners. Then joint consensus: one
 * entry with both groups of voters, and once it is committed one with the new group alone. Or one voter at a time, each change
 * committed before the next.
 */
import type { NodeId } from '../../database.js';
import { becomeFollower, newPeer } from '../election/office.js';
import { membersEntry, propose } from '../machine/propose.js';
import type { Command, MessageOf } from '../message.js';
import { knowsCommit } from '../reading/confirm.js';
import {
  configurationOf,
  countingPeer,
  others,
  type RaftNode,
  type State,
  type Wish,
} from '../state.js';
import {
  isJoint,
  isMember,
  isVoter,
  printConfiguration,
  type Configuration,
} from './configuration.js';

/** An operator wants other members. Whoever is told passes it on to the leader. */
export function askForChange(state: State, command: Command, node: RaftNode): void {
  const add = inOrder(command.add ?? [], node).join(' ');
  const learn = inOrder(command.learn ?? [], node).join(' ');
  const remove = inOrder(command.remove ?? [], node).join(' ');
  const isNothing = add === '' && learn === '' && remove === '';
  if (isNothing || state.leader === null) {
    node.note('cannot change members', { why: isNothing ? 'no nodes' : 'no leader' });
  } else if (state.role === 'leader') {
    takeWish(state, { kind: 'change members', add, learn, remove }, node);
  } else {
    node.send(state.leader, { kind: 'change members', add, learn, remove });
  }
}

export function takeWish(
  state: State,
  { add, learn, remove }: MessageOf<'change members'>,
  node: RaftNode,
): void {
  if (state.role !== 'leader') {
    node.note('cannot change members', { why: 'not the leader' });
    return;
  }
  const leaving = split(remove);
  const isStaying = (id: NodeId): boolean => !leaving.includes(id);
  state.wishes.push({
    add: split(add).filter(isStaying),
    learn: split(learn).filter(isStaying),
    remove: leaving,
  });
  goOnChanging(state, node);
}

function split(names: string): readonly NodeId[] {
  return names === '' ? [] : names.split(' ');
}

/** The next step of the change that is under way, or the first one of the next, if there may be one now. */
export function goOnChanging(state: State, node: RaftNode): void {
  const current = configurationOf(state);
  if (current.index > state.commitIndex) return;
  if (isJoint(current)) {
    if (mayChange(state, node)) {
      change(state, { voters: current.voters, outgoing: [], learners: current.learners }, node);
    }
    return;
  }
  if (!isVoter(node.id, current)) {
    // Committed without this node's vote: its work is done (§6).
    becomeFollower(state, null, node);
    return;
  }
  const [wish] = state.wishes;
  if (wish === undefined || !mayChange(state, node)) return;
  const next = nextStep(state, current, wish, node);
  if (next === 'done') {
    state.wishes.shift();
    node.note('members changed', { members: printConfiguration(current) });
    goOnChanging(state, node);
  } else if (next !== 'wait') change(state, next, node);
}

/** Not before an entry of the leader's own term is committed: an earlier leader's change may still come through. */
function mayChange(state: State, node: RaftNode): boolean {
  return knowsCommit(state) || node.bug('change members too early');
}

function nextStep(
  state: State,
  current: Configuration,
  { add, learn, remove }: Wish,
  node: RaftNode,
): Configuration | 'wait' | 'done' {
  const { voters } = current;
  const isStranger = (id: NodeId): boolean => !isMember(id, current);
  const strangers = [...add, ...learn].filter(isStranger);
  if (strangers.length > 0) {
    return { voters, outgoing: [], learners: inOrder([...current.learners, ...strangers], node) };
  }
  const hasCaughtUp = (id: NodeId): boolean =>
    id === node.id || (countingPeer(state, id)?.match ?? -1) >= state.commitIndex;
  const joining = add.filter((id) => !voters.includes(id));
  // Itself last: who is no member any more does not go on with the change.
  const rest = remove.filter((id) => id !== node.id);
  const leaving = (rest.length === remove.length ? rest : [...rest, node.id]).filter((id) =>
    isMember(id, current),
  );
  if (!joining.every(hasCaughtUp)) return 'wait';
  const isSingle = node.options.membership === 'single';
  const inNow = isSingle ? joining.slice(0, 1) : joining;
  const outNow = isSingle ? leaving.slice(0, joining.length === 0 ? 1 : 0) : leaving;
  if (inNow.length === 0 && outNow.length === 0) return 'done';
  const target = inOrder(
    [...voters, ...inNow].filter((id) => !outNow.includes(id)),
    node,
  );
  if (target.length === 0) {
    node.note('cannot change members', { why: 'nobody would have a vote' });
    return 'done';
  }
  const learners = current.learners.filter((id) => !inNow.includes(id) && !outNow.includes(id));
  const isSame = target.join() === voters.join();
  return { voters: target, outgoing: isSingle || isSame ? [] : voters, learners };
}

function inOrder(ids: readonly NodeId[], { nodes }: RaftNode): readonly NodeId[] {
  return nodes.filter((id) => ids.includes(id));
}

/** The new configuration counts as soon as it is in the log. */
function change(state: State, configuration: Configuration, node: RaftNode): void {
  propose(state, membersEntry(printConfiguration(configuration)), node);
  meetPeers(state, node);
  node.note('changes members', { members: printConfiguration(configuration) });
}

/** New members are sent the log; those who are gone are not sent anything any more. */
function meetPeers(state: State, node: RaftNode): void {
  const members = others(state, node);
  for (const id of members) if (!state.peers.has(id)) state.peers.set(id, newPeer(state));
  for (const id of [...state.peers.keys()]) if (!members.includes(id)) state.peers.delete(id);
}
