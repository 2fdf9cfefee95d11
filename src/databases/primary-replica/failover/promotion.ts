/** The promotion policies: which of the nodes that answered a poll is to be primary. */
import type { NodeId } from '../../database.js';
import type { Standing } from '../message.js';
import { memberOf } from '../options/schema.js';
import { failoverOf, isArbiter, isFenced, type PrimaryReplicaNode } from '../state.js';
import { isInOffice } from './poll.js';

interface Candidate {
  readonly id: NodeId;
  readonly standing: Standing;
}

/** Null when the policy leaves it to an operator, or when nobody is fit. Among equals, the first in the order of nodes. */
export function choosePrimary(
  standings: ReadonlyMap<NodeId, Standing>,
  isForced: boolean,
  node: PrimaryReplicaNode,
): NodeId | null {
  const failover = failoverOf(node);
  if (failover === null || (failover.promote === 'by-hand' && !isForced)) return null;
  if (node.bug('promote any replica')) return node.id;
  const fit = isFenced(node) ? electable(standings, node) : promotable(standings, node);
  const better = betterBy(failover.promote, node);
  const [first, ...rivals] = fit.filter((one) => isCloseEnough(one, standings, node));
  if (first === undefined) return null;
  return rivals.reduce((best, rival) => (better(rival, best) ? rival : best), first).id;
}

/** Those who have data and a say, and do not think that they are primary. */
function candidates(
  standings: ReadonlyMap<NodeId, Standing>,
  node: PrimaryReplicaNode,
): readonly Candidate[] {
  return node.nodes.flatMap((id) => {
    const standing = standings.get(id);
    if (standing === undefined || standing.knows === 0 || isArbiter(id, node)) return [];
    return isInOffice(id, standing, node) ? [] : [{ id, standing }];
  });
}

/** The scenario allows them to be primary. */
function promotable(
  standings: ReadonlyMap<NodeId, Standing>,
  node: PrimaryReplicaNode,
): readonly Candidate[] {
  return candidates(standings, node).filter(({ id }) => mayStayPrimary(id, node));
}

/**
 * Voters refuse whoever lacks something that they have, so with fencing the log comes before the policy. Where only a node
 * that must not stay primary has the whole log, it is elected to hand its office over.
 */
function electable(
  standings: ReadonlyMap<NodeId, Standing>,
  node: PrimaryReplicaNode,
): readonly Candidate[] {
  const all = candidates(standings, node);
  const furthest = all.filter((one) => !all.some((other) => isAhead(other.standing, one.standing)));
  const staying = furthest.filter(({ id }) => mayStayPrimary(id, node));
  return staying.length > 0 ? staying : furthest;
}

/** A node with priority 0 may be elected, but only to hand its office over. */
export function mayStayPrimary(id: NodeId, { options }: PrimaryReplicaNode): boolean {
  return memberOf(id, options).priority > 0;
}

/** It lacks no more of what the newest primary had, as far as anybody heard, than the scenario allows. */
function isCloseEnough(
  { standing }: Candidate,
  standings: ReadonlyMap<NodeId, Standing>,
  node: PrimaryReplicaNode,
): boolean {
  const all = [...standings.values()];
  const newest = Math.max(...all.map(({ knows }) => knows));
  const heard = all.flatMap(({ knows, heardOf }) => (knows === newest ? [heardOf] : []));
  const limit = failoverOf(node)?.lagLimit ?? Infinity;
  return Math.max(...heard) - standing.position <= limit;
}

/** Whether one candidate is better than another by the policy; the log decides what the policy leaves open. */
function betterBy(
  policy: 'most-advanced' | 'priority' | 'nearest' | 'by-hand',
  node: PrimaryReplicaNode,
): (one: Candidate, other: Candidate) => boolean {
  const rank = ({ id, standing }: Candidate): number => {
    if (policy === 'priority') return memberOf(id, node.options).priority;
    return policy === 'nearest' ? -standing.distance : 0;
  };
  return (one, other) => {
    const difference = rank(one) - rank(other);
    return difference === 0 ? isAhead(one.standing, other.standing) : difference > 0;
  };
}

/** The longer log of the newer epoch. */
export function isAhead(
  one: Pick<Standing, 'logEpoch' | 'position'>,
  other: Pick<Standing, 'logEpoch' | 'position'>,
): boolean {
  if (one.logEpoch !== other.logEpoch) return one.logEpoch > other.logEpoch;
  return one.position > other.position;
}
