/**
 * How many answers an operation needs (R and W), of which replicas: a level of the options, for the replicas of one key, as
 * seen from the zone of the coordinator.
 */
import type { NodeId } from '../../database.js';
import type { Level } from '../options/schema.js';

/** At least `count` of these replicas. */
export interface Need {
  readonly of: readonly NodeId[];
  readonly count: number;
}

export type ZoneOf = (node: NodeId) => string | null;

/** What a level asks for: all of these needs. `any` needs one answer, also of somebody who only keeps a hint. */
export function needsOf(
  level: Level,
  replicas: readonly NodeId[],
  zone: string | null,
  zoneOf: ZoneOf,
): readonly Need[] {
  const local = replicas.filter((node) => zoneOf(node) === zone);
  switch (level) {
    case 'any':
    case 'one':
      return [{ of: replicas, count: 1 }];
    case 'two':
      return [{ of: replicas, count: 2 }];
    case 'three':
      return [{ of: replicas, count: 3 }];
    case 'quorum':
      return [{ of: replicas, count: quorumOf(replicas) }];
    case 'all':
      return [{ of: replicas, count: replicas.length }];
    case 'local one':
      return [{ of: local, count: 1 }];
    case 'local quorum':
      return [{ of: local, count: quorumOf(local) }];
    case 'each quorum':
      return zonesOf(replicas, zoneOf).map((one) => {
        const there = replicas.filter((node) => zoneOf(node) === one);
        return { of: there, count: quorumOf(there) };
      });
    default:
      return [{ of: replicas, count: level }];
  }
}

/** The same needs, where nodes that stand in for replicas answer in their place. */
export function withStandIns(
  needs: readonly Need[],
  standIns: ReadonlyMap<NodeId, NodeId>,
): readonly Need[] {
  const places = new Map([...standIns].map(([standIn, replica]) => [replica, standIn]));
  return needs.map(({ of, count }) => ({ of: of.map((id) => places.get(id) ?? id), count }));
}

/** More than half. */
export function quorumOf(replicas: readonly NodeId[]): number {
  return Math.floor(replicas.length / 2) + 1;
}

function zonesOf(replicas: readonly NodeId[], zoneOf: ZoneOf): readonly (string | null)[] {
  return [...new Set(replicas.map(zoneOf))];
}

/** Whether these have answered enough of all needs. */
export function isMet(needs: readonly Need[], answered: readonly NodeId[]): boolean {
  for (const need of needs) if (countOf(need, answered) < need.count) return false;
  return true;
}

/** How many answers are still lacking. */
export function lacking(needs: readonly Need[], answered: readonly NodeId[]): number {
  let sum = 0;
  for (const need of needs) sum += Math.max(0, need.count - countOf(need, answered));
  return sum;
}

function countOf({ of }: Need, answered: readonly NodeId[]): number {
  let count = 0;
  for (const node of of) if (answered.includes(node)) count += 1;
  return count;
}

/** Of candidates in the order of preference, those that the needs ask for and no more. */
export function fewest(needs: readonly Need[], candidates: readonly NodeId[]): readonly NodeId[] {
  const chosen: NodeId[] = [];
  for (const node of candidates) {
    const isUseful = needs.some(
      (need) => need.of.includes(node) && countOf(need, chosen) < need.count,
    );
    if (isUseful) chosen.push(node);
  }
  return chosen;
}
