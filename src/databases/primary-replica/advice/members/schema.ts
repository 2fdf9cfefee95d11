/** What is to be said about single nodes: arbiters, cascades, and whether anybody is left to be promoted. */
import {
  dataNodes,
  memberOf,
  votersAmong,
  type PrimaryReplicaOptions as Options,
} from '../../options/schema.js';
import type { Say } from '../../../common/remark/schema.js';

/** Names that are those of no node are not judged here: every name in a scenario is looked up anyway. */
export function judgeMembers(options: Options, say: Say): void {
  const [first = ''] = options.nodes;
  if (memberOf(first, options).arbiter) {
    const message = `${first} is the primary at the beginning, and an arbiter has no data`;
    say('contradiction', ['members', first, 'arbiter'], message, 'put another node first');
  }
  for (const id of options.nodes) {
    judgeArbiter(id, options, say);
    judgeSource(id, options, say);
  }
  judgeSuccession(options, say);
}

function judgeArbiter(id: string, options: Options, say: Say): void {
  const { arbiter, follows, priority } = memberOf(id, options);
  if (!arbiter) return;
  if (follows !== undefined) {
    const message = `${id} is an arbiter and takes no stream`;
    say('contradiction', ['members', id, 'follows'], message, 'leave follows out');
  }
  if (priority > 1) {
    const message = 'an arbiter is never promoted, so its priority means nothing';
    say('advice', ['members', id, 'priority'], message);
  }
}

function judgeSource(id: string, options: Options, say: Say): void {
  const { arbiter, follows } = memberOf(id, options);
  const path = ['members', id, 'follows'];
  if (arbiter) return;
  if (follows === id) {
    say('contradiction', path, `${id} follows itself`, 'leave follows out: it follows the primary');
  } else if (follows !== undefined && memberOf(follows, options).arbiter) {
    say('contradiction', path, `${follows} is an arbiter and has no stream`);
  } else if (isFirstOfRing(id, options)) {
    const message = `${ringFrom(id, options).join(' follows ')}: a ring, not a cascade`;
    say('contradiction', path, message, 'let one of them follow the primary: without follows');
  }
}

/** The nodes from this one on, each followed by the one before, until one comes a second time or follows nobody. */
function ringFrom(id: string, options: Options): readonly string[] {
  const path = [id];
  for (let next = memberOf(id, options).follows; next !== undefined;) {
    path.push(next);
    if (path.indexOf(next) < path.length - 1) break;
    next = memberOf(next, options).follows;
  }
  return path;
}

/** A ring is told once, at the first of its nodes. */
function isFirstOfRing(id: string, options: Options): boolean {
  const ring = ringFrom(id, options);
  if (ring.length < 3 || ring.at(-1) !== id) return false;
  return options.nodes.find((node) => ring.includes(node)) === id;
}

/** Whether a node can be promoted when the first one fails. */
function judgeSuccession(options: Options, say: Say): void {
  const { failover, nodes } = options;
  if (failover === 'none' || nodes.length === 1) return;
  const [first = '', ...replicas] = dataNodes(options);
  if (replicas.length === 0) {
    const message = `only ${first} has data, so nobody can be promoted when it fails`;
    say('contradiction', ['members'], message, 'give another node data, or write failover: none');
  }
  if (replicas.length === 0 || failover.promote === 'by-hand') return;
  if (replicas.some((id) => memberOf(id, options).priority > 0)) return;
  if (memberOf(first, options).priority === 0) {
    const message = 'nobody can be promoted: every node with data has priority 0';
    say('contradiction', ['members'], message, 'give one a priority above 0');
  } else {
    const message = `every replica has priority 0, so nobody takes over when ${first} fails`;
    say('advice', ['members'], message);
  }
}

/** `4 votes tolerate no more failures than 3: a majority is 3`. */
export function evenVotes(options: Options): string | null {
  const votes = votersAmong(options).length;
  if (votes === 0 || votes % 2 === 1) return null;
  const fewer = `${String(votes - 1)}: a majority is ${String(votes / 2 + 1)}`;
  return `${String(votes)} votes tolerate no more failures than ${fewer}`;
}
