/** What is to be said about how a failed primary is replaced, and about bugs that have no effect. */
import { formatDuration } from '../../../../kernel/time.js';
import {
  dataNodes,
  memberOf,
  votersAmong,
  type FailoverOptions,
  type PrimaryReplicaOptions as Options,
} from '../../options/schema.js';
import { evenVotes } from '../members/schema.js';
import { notSoMany, replicaWords, type Say } from '../../../common/remark/schema.js';

export function judgeFailover(options: Options, say: Say): void {
  const { failover } = options;
  if (failover !== 'none') {
    judgeDetection(failover, options, say);
    judgePolicy(failover, options, say);
    judgeVotes(failover, options, say);
    judgeLease(failover, options, say);
  }
  judgeBugs(options, say);
}

function judgeDetection({ detect, watchers }: FailoverOptions, options: Options, say: Say): void {
  const { nodes, heartbeat } = options;
  if (detect <= heartbeat) {
    const message = 'replicas suspect a healthy primary: detect is not longer than the heartbeat';
    say('advice', ['failover', 'detect'], `${message} (${formatDuration(heartbeat)})`);
  }
  const others = nodes.length - 1;
  if (watchers === 'majority' || watchers <= others) return;
  const isReplicas = others === dataNodes(options).length - 1;
  const what = isReplicas ? replicaWords : (['other node', 'other nodes'] as const);
  say('range', ['failover', 'watchers'], notSoMany(others, what, watchers));
}

function judgePolicy({ promote, lagLimit }: FailoverOptions, options: Options, say: Say): void {
  const priorities = dataNodes(options).map((id) => memberOf(id, options).priority);
  const different = new Set(priorities.filter((priority) => priority > 0)).size;
  if (promote !== 'priority' && different > 1) {
    const message = 'priorities above 0 count only with promote: priority';
    say('advice', ['failover', 'promote'], message);
  }
  if (promote === 'priority' && different === 1 && priorities.length > 1) {
    const message = 'all have the same priority, so the most of the log decides';
    say('advice', ['failover', 'promote'], message, 'write members: { n2: { priority: 2 } }');
  }
  if (promote === 'by-hand' && lagLimit !== undefined) {
    const message = 'an operator promotes whomever they name, so a limit means nothing';
    say('advice', ['failover', 'lagLimit'], message);
  }
}

function judgeVotes({ fencing, watchers }: FailoverOptions, options: Options, say: Say): void {
  const { nodes } = options;
  const voters = votersAmong(options).length;
  const even = evenVotes(options);
  const path = ['failover', 'fencing'];
  if (fencing === 'none') {
    if (watchers !== 'majority' || nodes.length <= 2 || nodes.length % 2 === 1) return;
    const [half, more] = [nodes.length / 2, nodes.length / 2 + 1];
    const message = `half of the nodes can promote one of their own: write ${String(more)} instead of majority, which is ${String(half)} replicas`;
    say('advice', ['failover', 'watchers'], message);
  } else if (voters === 0) {
    say('contradiction', path, 'nobody has a vote, so nobody can be promoted');
  } else if (voters === 2) {
    const message =
      'with 2 votes a majority is both: when either node fails, nobody can be promoted';
    say('advice', path, message, 'an arbiter is a third vote without data');
  } else if (even !== null) say('advice', path, even);
}

function judgeLease(failover: FailoverOptions, { heartbeat }: Options, say: Say): void {
  const { fencing, lease, detect } = failover;
  const path = ['failover', 'lease'];
  if (lease === undefined) return;
  if (fencing !== 'lease') {
    say('idle', path, 'there is a lease only with fencing: lease');
    return;
  }
  if (lease > detect) {
    const message = `an old primary may serve when a new one is promoted: the lease is longer than detect (${formatDuration(detect)})`;
    say('advice', path, message);
  }
  if (lease <= heartbeat) {
    const message = `a healthy primary loses its lease between two heartbeats (${formatDuration(heartbeat)})`;
    say('advice', path, message);
  }
}

function judgeBugs(options: Options, say: Say): void {
  options.bugs.forEach((bug, index) => {
    const missing = missingFor(bug, options);
    if (missing !== null) say('advice', ['bugs', index], `this bug shows only ${missing}`);
  });
}

/** What a bug would need to make a difference; null when it is there. */
function missingFor(bug: string, options: Options): string | null {
  const { failover, nodes } = options;
  switch (bug) {
    case 'count arbiters':
      return dataNodes(options).length < nodes.length ? null : 'with an arbiter among the members';
    case 'forget the promise':
    case 'ignore the epoch':
    case 'take office without votes':
      return failover === 'none' || failover.fencing === 'none' ? 'with fencing' : null;
    case 'promote any replica':
      return failover === 'none' || failover.promote === 'by-hand'
        ? 'where replicas choose the next primary themselves'
        : null;
    default:
      return null;
  }
}
