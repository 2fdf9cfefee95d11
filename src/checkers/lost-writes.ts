/**
 * Lost writes: acknowledged, and gone although nothing that knew of them replaced them. Each with
 * where it stood last, since when it is gone, and the fault that began the incident (incidents.ts).
 */
import type { Chronicle, FaultOccurrence, Milestone } from '../history/chronicle.js';
import type { Copies, Copy } from '../history/copies.js';
import type { Operation, WriteId } from '../history/operation.js';
import type { Instant } from '../kernel/time.js';
import { isLost, lastCopies, type Fate, type LostKind } from './fates.js';
import { lastCrash, lastFaultBefore, promotionWithout, type FailoverEvents } from './incidents.js';

export interface LostWrite extends Loss {
  /**
   * `observed` when a read, if only the final one, should have seen it and did not; else `traced`.
   */
  readonly evidence: 'traced' | 'observed';
}

/** A lost write as provenance tells of it. */
export interface Loss {
  readonly operation: Operation;
  readonly kind: LostKind;
  /** Where its last copy stood. */
  readonly node: string;
  /** When that copy went, or its node went down; null when neither happened. */
  readonly vanishedAt: Instant | null;
  /** The node that was promoted without it, when that was how it was lost. */
  readonly promotion: Milestone | null;
  readonly fault: FaultOccurrence | null;
}

/** The lost writes, in the order of invocation. */
export function lostWrites(
  chronicle: Chronicle,
  fates: ReadonlyMap<WriteId, Fate>,
  copies: Copies,
  events: FailoverEvents,
): readonly Loss[] {
  const promotions = chronicle.milestones.filter(({ event }) => events.promoted.includes(event));
  const lost: Loss[] = [];
  for (const operation of chronicle.writes) {
    const kind = fates.get(operation?.write ?? 0);
    if (operation === undefined || !isLost(kind)) continue;
    const own = copies(operation.write);
    const { node, at: vanishedAt } = lastStand(kind, operation, own, chronicle, events);
    const promotion =
      kind === 'rolled back' ? promotionWithout(own, promotions, vanishedAt ?? 0) : null;
    const touched = promotion === null ? touchedBy(kind, node, chronicle) : own.map(nodeOf);
    const until = promotion?.at ?? vanishedAt ?? chronicle.endedAt;
    lost.push({
      operation,
      kind,
      node,
      vanishedAt,
      promotion,
      fault: lastFaultBefore(chronicle, until, touched),
    });
  }
  return lost;
}

function nodeOf({ node }: Copy): string {
  return node;
}

/** Any node may have missed a delete, and brought back what it had deleted. */
function touchedBy(kind: LostKind, node: string, { provenance }: Chronicle): readonly string[] {
  return kind === 'resurrected' ? provenance.nodes : [node];
}

/** Lost writes and since when each of them is gone. */
export function goneSince(losses: readonly Loss[]): ReadonlyMap<WriteId, Instant> {
  return new Map(
    losses.flatMap(({ operation: { write }, vanishedAt }) =>
      vanishedAt === null ? [] : [[write, vanishedAt] as const],
    ),
  );
}

/** The losses, and whether anybody could observe them. `missed` are the writes that some read missed. */
export function withEvidence(
  losses: readonly Loss[],
  missed: ReadonlySet<WriteId>,
): readonly LostWrite[] {
  return losses.map((loss) => ({
    ...loss,
    evidence: missed.has(loss.operation.write) ? 'observed' : 'traced',
  }));
}

interface LastStand {
  readonly node: string;
  readonly at: Instant | null;
}

/** Where the last copy of a lost write stood, and when it went. */
function lastStand(
  kind: LostKind,
  operation: Operation,
  copies: readonly Copy[],
  chronicle: Chronicle,
  events: FailoverEvents,
): LastStand {
  const last = lastCopies(copies);
  switch (kind) {
    case 'rolled back':
      return latestDeparture(last, 'rolled-back');
    case 'forgotten':
      if (last.length > 0) return latestDeparture(last, 'erased');
      return { node: operation.answeredBy ?? '', at: null };
    case 'stranded':
      return lastDown(last, chronicle, events);
    case 'resurrected':
      return { node: last[0]?.node ?? '', at: null };
    case 'clobbered':
    case 'conflict':
      return latestDeparture(last, 'discarded');
  }
}

function latestDeparture(
  copies: readonly Copy[],
  kind: 'rolled-back' | 'erased' | 'discarded',
): LastStand {
  const gone = copies.filter(({ left }) => left?.kind === kind);
  return gone.reduce<LastStand>(
    (latest, { node, left }) =>
      left !== null && left.at >= (latest.at ?? 0) ? { node, at: left.at } : latest,
    { node: '', at: null },
  );
}

/** Of the nodes that still hold a copy, the one that crashed last. */
function lastDown(
  copies: readonly Copy[],
  chronicle: Chronicle,
  events: FailoverEvents,
): LastStand {
  const held = copies.filter(({ left }) => left === null);
  const stands = held.map(({ node }) => ({
    node,
    at: lastCrash(chronicle, node, events)?.at ?? null,
  }));
  return stands.reduce<LastStand>(
    (latest, stand) => ((stand.at ?? -1) > (latest.at ?? -1) ? stand : latest),
    stands[0] ?? { node: '', at: null },
  );
}
