/**
 * What the family has to say about options that its schema allows: what cannot work, which is an error, and what surely
 * nobody wants, which is a warning. Options come parsed; a key that could not be read stands at its default.
 */
import { formatDuration } from '../../../kernel/time.js';
import { judgeIdle, remarkBook, type Say } from '../../common/remark/schema.js';
import type { ClientWork, Remark } from '../../common/schema.js';
import {
  memberOf,
  nodesWith,
  type RaftOperationOptions as Operation,
  type RaftOptions as Options,
} from '../options/schema.js';

/** Judges `database:`. */
export function judge(options: Options): readonly Remark[] {
  const { remarks, say } = remarkBook();
  judgeVoters(options, say);
  judgeElection(options, say);
  judgeLease(options, say);
  judgeBugs(options, say);
  return remarks;
}

function judgeVoters(options: Options, say: Say): void {
  const { firstLeader, members } = options;
  const voters = nodesWith('voter', options);
  if (voters.length === 0) {
    say('contradiction', ['members'], 'nobody has a vote, so nobody can lead', 'make one a voter');
    return;
  }
  if (firstLeader !== undefined && firstLeader !== 'none' && !voters.includes(firstLeader)) {
    const message = `${firstLeader} has no vote at the beginning, so it cannot lead`;
    say('contradiction', ['firstLeader'], message, `voters are ${voters.join(', ')}`);
  }
  if (voters.length === 2) {
    const message = 'with 2 voters a majority is both: when either fails, nothing is committed';
    say('advice', ['nodes'], message);
  } else if (voters.length % 2 === 0) {
    const fewer = `${String(voters.length - 1)}: a majority is ${String(voters.length / 2 + 1)}`;
    const message = `${String(voters.length)} voters tolerate no more failures than ${fewer}`;
    say('advice', ['nodes'], message);
  }
  for (const id of options.nodes) {
    const { role, priority } = memberOf(id, options);
    if (role === 'voter' || priority === 0 || members[id] === undefined) continue;
    const message = `${id} has no vote at the beginning: its priority counts only once it has one`;
    say('advice', ['members', id, 'priority'], message);
  }
}

function judgeElection(options: Options, say: Say): void {
  const { election, heartbeat } = options;
  const { from, to } = election.timeout;
  const path = ['election', 'timeout'];
  if (heartbeat >= from) {
    const message = `followers give up a healthy leader: the shortest timeout is not longer than the heartbeat (${formatDuration(heartbeat)})`;
    say('contradiction', path, message, 'a timeout is several heartbeats long');
  } else if (2 * heartbeat > from) {
    say('advice', path, 'one lost heartbeat is enough for an election');
  }
  if (from === to && nodesWith('voter', options).length > 2) {
    const message = 'without a range, candidates stand at the same time and split the votes';
    say('advice', path, message, `write ${formatDuration(from)}..${formatDuration(2 * from)}`);
  }
}

function judgeLease({ lease, election }: Options, say: Say): void {
  const { from } = election.timeout;
  if (lease.length === undefined || lease.length <= from) return;
  const message = `another leader may be elected while the lease holds: it is longer than the shortest election timeout (${formatDuration(from)})`;
  say('advice', ['lease', 'length'], message);
}

function judgeBugs({ bugs, membership, election }: Options, say: Say): void {
  bugs.forEach((bug, index) => {
    if (bug === 'change members too early' && membership === 'joint') {
      say('advice', ['bugs', index], 'this bug shows only with membership: single');
    }
    if (bug === 'trust the clock' && !election.checkQuorum) {
      say('advice', ['bugs', index], 'without checkQuorum leases do not hold anyway');
    }
  });
}

const writeOptions = [['idempotencyKey', false]] as const;
const readOptions = [
  ['read', 'leader'],
  ['mode', 'read-index'],
] as const;

/** Judges what one client group, or one step of its script, asks of its operations. */
export function judgeOperation(
  operation: Operation,
  options: Options,
  work: ClientWork,
): readonly Remark[] {
  const { remarks, say } = remarkBook();
  if (work.writes) judgeWrites(operation, work, say);
  else judgeIdle(operation, writeOptions, 'nothing is written', say);
  if (work.reads) judgeReads(operation, options, say);
  else judgeIdle(operation, readOptions, 'nothing is read', say);
  return remarks;
}

function judgeWrites({ idempotencyKey }: Operation, work: ClientWork, say: Say): void {
  if (!idempotencyKey || work.triesUnknownAgain) return;
  const message =
    'idempotencyKey means nothing here: nothing is tried again that may have happened';
  say('advice', ['idempotencyKey'], message);
}

function judgeReads({ read, mode }: Operation, options: Options, say: Say): void {
  if (read !== 'leader' && (mode === 'lease' || mode === 'log')) {
    const message = `only the leader serves reads with mode: ${mode}`;
    say('contradiction', ['mode'], message, 'write read: leader, or mode: read-index');
  }
  if (mode === 'lease' && !options.election.checkQuorum) {
    const message =
      'leases do not hold without checkQuorum: voters that hear the leader may elect another';
    say('advice', ['mode'], message);
  }
  if (options.nodes.includes(read) && memberOf(read, options).role === 'none') {
    say('advice', ['read'], `${read} is no member at the beginning and has nothing to read`);
  }
}
