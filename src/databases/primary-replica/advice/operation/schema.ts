/** What is to be said about what one client group, or one step of its script, asks of its operations. */
import { formatDuration } from '../../../../kernel/time.js';
import type { Remark, ClientWork } from '../../../common/schema.js';
import {
  dataNodes,
  memberOf,
  type PrimaryReplicaOperationOptions as Operation,
  type PrimaryReplicaOptions as Options,
} from '../../options/schema.js';
import { judgeIdle, remarkBook, type Say } from '../../../common/remark/schema.js';
import { idleCommit, judgeAcknowledge, majorityProblem } from '../writing/schema.js';

export function judgeOperation(
  operation: Operation,
  options: Options,
  work: ClientWork,
): readonly Remark[] {
  const { remarks, say } = remarkBook();
  if (operation.acknowledge !== undefined) {
    judgeAcknowledge(operation.acknowledge, options, ['acknowledge'], say);
  }
  judgePlace(operation, options, say);
  judgeLevel(operation, options, say);
  if (work.writes) judgeWrites(operation, options, work, say);
  else judgeIdle(operation, writeOptions, 'nothing is written', say);
  if (work.reads) judgeReads(operation, options, work, say);
  else judgeIdle(operation, readOptions, 'nothing is read', say);
  return remarks;
}

/** Options that count for writes only, or for reads only, each with the value that it has when nobody says one. */
const writeOptions = [
  ['acknowledge', undefined],
  ['commit', undefined],
  ['idempotencyKey', false],
] as const;
const readOptions = [
  ['read', 'primary'],
  ['level', 'local'],
  ['sticky', undefined],
  ['token', undefined],
  ['freshness', undefined],
] as const;

/** Who is asked. */
function judgePlace({ read, level }: Operation, options: Options, say: Say): void {
  if (options.nodes.includes(read) && memberOf(read, options).arbiter) {
    say('contradiction', ['read'], `${read} is an arbiter and has no data to read`);
  } else if (level === 'linearizable' && read !== 'primary') {
    const message = 'linearizable reads are served by the primary alone';
    say('contradiction', ['read'], message, 'leave read out, or choose level: majority or local');
  }
}

/** What reads see. */
function judgeLevel({ level }: Operation, options: Options, say: Say): void {
  if (level === 'local') return;
  const problem = majorityProblem(options);
  if (problem !== null) {
    say('contradiction', ['level'], `${level} reads would never see a write: ${problem}`);
  }
}

function judgeWrites(operation: Operation, options: Options, work: ClientWork, say: Say): void {
  const { commit, idempotencyKey } = operation;
  const setting = operation.acknowledge ?? options.acknowledge;
  const idle = commit === undefined ? null : idleCommit(commit, setting);
  if (idle !== null) say('advice', ['commit'], idle);
  if (idempotencyKey && !work.triesUnknownAgain) {
    const message = 'no write is tried again that may have happened, so its key means nothing';
    const hint = 'write retry: once, or a retry with unanswered: true';
    say('advice', ['idempotencyKey'], message, hint);
  }
  if (setting.kind !== 'none') judgePatience(setting.kind !== 'primary', options, work, say);
}

/** Clients that give up before the primary does what they wait for. */
function judgePatience(
  waitsForReplicas: boolean,
  options: Options,
  work: ClientWork,
  say: Say,
): void {
  const { tooFew, groupCommit } = options;
  const giveUp = `clients give up after ${formatDuration(work.timeout)}`;
  if (waitsForReplicas && typeof tooFew !== 'string' && tooFew.degradeAfter > work.timeout) {
    const after = formatDuration(tooFew.degradeAfter);
    const message = `${giveUp}, before the primary goes on without replicas (degradeAfter: ${after})`;
    say('advice', ['timeout'], message, `a timeout longer than ${after}`);
  }
  if (groupCommit !== undefined && groupCommit.wait >= work.timeout) {
    const wait = formatDuration(groupCommit.wait);
    const message = `${giveUp}, before a commit that does not fill up (groupCommit.wait: ${wait})`;
    say('advice', ['timeout'], message, `a timeout longer than ${wait}`);
  }
}

function judgeReads(operation: Operation, options: Options, work: ClientWork, say: Say): void {
  const { read, level, token, freshness } = operation;
  const { failover } = options;
  const [first = '', ...replicas] = dataNodes(options);
  if ((read === 'replica' || read === 'round-robin') && replicas.length === 0) {
    say('advice', ['read'], `there is no replica to read from: ${first} serves these reads`);
  }
  if (level === 'linearizable' && failover !== 'none' && failover.fencing === 'none') {
    const message = 'without fencing a majority may confirm a primary that is not the only one';
    say('advice', ['level'], message, 'failover: { fencing: epoch }');
  }
  const isAtPrimary = read === 'primary' || level === 'linearizable';
  if (isAtPrimary) judgeAtPrimary(operation, say);
  else if (token !== undefined && token.timeout >= work.timeout) {
    const message = `clients give up after ${formatDuration(work.timeout)}, so there is no time for the fallback`;
    say('advice', ['token', 'timeout'], message);
  }
  if (freshness !== undefined) judgeFreshness(freshness, options, say);
}

function judgeFreshness(
  { entries, age }: NonNullable<Operation['freshness']>,
  { heartbeat }: Options,
  say: Say,
): void {
  if (entries === undefined && age === undefined) {
    say('advice', ['freshness'], 'this limits nothing', 'write for example age: 1s or entries: 10');
  }
  if (age !== undefined && age <= heartbeat) {
    const message = `between two heartbeats (${formatDuration(heartbeat)}) no replica can prove to be so fresh`;
    say('advice', ['freshness', 'age'], message, 'a longer age, or a shorter heartbeat');
  }
}

/** The primary is never behind. */
function judgeAtPrimary(operation: Operation, say: Say): void {
  const hint = 'write for example read: any';
  for (const key of ['sticky', 'token', 'freshness'] as const) {
    if (operation[key] === undefined) continue;
    say('advice', [key], `${key} means nothing here: reads go to the primary anyway`, hint);
  }
}
