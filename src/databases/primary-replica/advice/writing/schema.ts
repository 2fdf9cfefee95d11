/** What is to be said about what writes wait for, of the database and of single operations alike. */
import { formatDuration } from '../../../../kernel/time.js';
import {
  dataNodes,
  majorityOf,
  votersAmong,
  type PrimaryReplicaOperationOptions as Operation,
  type PrimaryReplicaOptions as Options,
} from '../../options/schema.js';
import type { Acknowledge, Commit } from '../../writing/schema.js';
import { evenVotes } from '../members/schema.js';
import { notSoMany, replicaWords, type Say } from '../../../common/remark/schema.js';

/** `writes` is what clients ask of their writes; none when nobody writes, or when that is not known. */
export function judgeWriting(options: Options, writes: readonly Operation[], say: Say): void {
  judgeAcknowledge(options.acknowledge, options, ['acknowledge'], say);
  const even = evenVotes(options);
  if (options.acknowledge.kind === 'majority' && even !== null)
    say('advice', ['acknowledge'], even);
  judgeIdleCommit(options, writes, say);
  judgeWaiting(options, writes, say);
  judgeGuards(options, say);
}

/** What is wrong with waiting for these nodes. */
export function judgeAcknowledge(
  setting: Acknowledge,
  options: Options,
  path: readonly string[],
  say: Say,
): void {
  const replicas = dataNodes(options).length - 1;
  switch (setting.kind) {
    case 'none':
    case 'primary':
      return;
    case 'all':
      if (replicas === 0) say('advice', path, 'there is no replica: all is the primary alone');
      return;
    case 'majority': {
      const problem = majorityProblem(options);
      if (problem !== null) say('contradiction', path, problem);
      return;
    }
    case 'any':
    case 'first':
      if (!isWellListed(setting.of ?? [], options, path, say)) return;
      if (setting.count > replicas) {
        say('range', path, notSoMany(replicas, replicaWords, setting.count));
      } else if (setting.of !== null) judgeCount(setting.count, setting.of, options, path, say);
  }
}

/** Why a majority can never have a write; null when it can. */
export function majorityProblem(options: Options): string | null {
  const voters = votersAmong(options);
  if (voters.length === 0) return 'nobody has a vote, so there is no majority';
  const needed = majorityOf(voters.length);
  const able = dataNodes(options).filter((id) => voters.includes(id));
  if (able.length >= needed) return null;
  const have = able.length === 0 ? 'no node' : `only ${able.join(', ')}`;
  const votes = needed === 1 ? '1 vote' : `${String(needed)} votes`;
  return `a majority is ${votes}, but ${have} has both a vote and data`;
}

/** True when nobody stands in the list who cannot be waited for, and nobody twice. */
function isWellListed(
  list: readonly string[],
  options: Options,
  path: readonly string[],
  say: Say,
): boolean {
  const data = dataNodes(options);
  const arbiters = list.filter((id) => options.nodes.includes(id) && !data.includes(id));
  const twice = list.filter((id, index) => list.indexOf(id) !== index);
  for (const id of arbiters) say('contradiction', path, `${id} is an arbiter and has no data`);
  for (const id of twice) say('contradiction', path, `${id} stands twice in the list`);
  return arbiters.length + twice.length === 0;
}

function judgeCount(
  count: number,
  list: readonly string[],
  { nodes }: Options,
  path: readonly string[],
  say: Say,
): void {
  const [first = ''] = nodes;
  const left = list.filter((id) => id !== first).length;
  if (count > list.length) {
    const message = `the list has ${String(list.length)} (${list.join(', ')}), not ${String(count)}`;
    say('range', path, message);
  } else if (count > left) {
    const message = `${first} is the primary at the beginning and does not count itself: the list has ${String(left)} besides, not ${String(count)}`;
    say('range', path, message);
  }
}

/** A commit level that nobody waits for. */
export function idleCommit(commit: Commit, { kind }: Acknowledge): string | null {
  if (kind === 'none') return 'with acknowledge: none nobody waits for any commit level';
  const isOfReplicas = commit === 'received' || commit === 'applied';
  return kind === 'primary' && isOfReplicas
    ? `with acknowledge: primary no replica is waited for, so ${commit} means flushed`
    : null;
}

function judgeIdleCommit(
  { commit, acknowledge }: Options,
  writes: readonly Operation[],
  say: Say,
): void {
  if (commit === 'flushed') return;
  const settings = writes.flatMap((one) =>
    one.commit === undefined ? [one.acknowledge ?? acknowledge] : [],
  );
  const [idle = null, ...others] = settings.map((setting) => idleCommit(commit, setting));
  if (idle !== null && !others.includes(null)) say('advice', ['commit'], idle);
}

/** Settings for those who wait for replicas, when nobody does. */
function judgeWaiting(options: Options, writes: readonly Operation[], say: Say): void {
  const kinds = writes.map((one) => (one.acknowledge ?? options.acknowledge).kind);
  if (kinds.length === 0) return;
  if (options.tooFew !== 'block' && kinds.every((kind) => kind === 'none' || kind === 'primary')) {
    say('advice', ['tooFew'], 'no write waits for replicas, so there are never too few of them');
  }
  if (
    options.slowReplica !== undefined &&
    !kinds.some((kind) => kind === 'all' || kind === 'first')
  ) {
    const message = 'no write waits for all or for the first of a list, so nobody is left out';
    say('advice', ['slowReplica'], message);
  }
}

function judgeGuards(options: Options, say: Say): void {
  const { lagGuard, retain, groupCommit, disconnect, heartbeat } = options;
  const replicas = dataNodes(options).length - 1;
  if (lagGuard !== undefined && lagGuard.replicas > replicas) {
    const message = notSoMany(replicas, replicaWords, lagGuard.replicas);
    say('range', ['lagGuard', 'replicas'], message);
  }
  if (retain !== undefined && groupCommit !== undefined && retain.entries < groupCommit.size) {
    const size = `one commit has up to ${String(groupCommit.size)} entries`;
    const outcome =
      retain.atLimit === 'reseed'
        ? 'replicas get a copy of everything instead of it'
        : `writes are refused after ${String(retain.entries)} of them`;
    say('advice', ['retain', 'entries'], `${size}: ${outcome}`);
  }
  if (disconnect <= heartbeat) {
    const message = `a healthy replica counts as disconnected between two heartbeats (${formatDuration(heartbeat)})`;
    say('advice', ['disconnect'], message);
  }
}
