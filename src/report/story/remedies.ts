/** What would have helped: only what the run itself shows, never advice from elsewhere. */
import type { LostWrite } from '../../checkers/lost-writes.js';
import type { StaleRead } from '../../checkers/stale-reads.js';
import type { Chronicle } from '../../history/chronicle.js';
import { isHeldAfter } from '../../history/copies.js';
import type { EventNumber } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import { lengthOf, instant, listed } from '../words.js';
import type { Evidence, TracedCopy } from './evidence.js';

/** Facts that show how a lost write could have survived. */
export function remediesForLoss(
  lost: LostWrite,
  { copies }: Evidence,
  { provenance }: Pick<Chronicle, 'provenance'>,
): readonly string[] {
  const { completedAt, completedIn } = lost.operation;
  if (completedAt === null || completedIn === null) return [];
  const remedies: string[] = [];
  const held = copies.filter((copy) => isHeldAfter(copy, completedIn));
  const later = copies.find((copy) => copy.storedIn > completedIn && copy.node !== held[0]?.node);
  const hasReplicas = provenance.nodes.length > 1;
  if (held.length === 1 && hasReplicas)
    remedies.push(waitForReplica(held[0]?.node ?? '', completedAt, later));
  const late = copies.find((copy) => flushedAfter(copy, completedAt));
  if (lost.kind === 'forgotten' && late !== undefined) {
    remedies.push(
      `It was acknowledged ${lengthOf((late.flushDueAt ?? 0) - completedAt)} before the flush of ` +
        `${late.node} was due: an acknowledgement that waits for the flush would not have come.`,
    );
  }
  const { promotion } = lost;
  const holders = copies
    .filter((copy) => promotion !== null && isHeldAfter(copy, promotion.number))
    .map(({ node }) => node)
    .filter((node) => node !== copies[0]?.node);
  if (promotion !== null && holders.length > 0) {
    remedies.push(
      `${listed(holders)} had it when ${promotion.node} was ${promotion.event} without it.`,
    );
  }
  return remedies;
}

function waitForReplica(holder: string, acknowledgedAt: number, later?: TracedCopy): string {
  const fact = `No node but ${holder} had it when it was acknowledged`;
  if (later === undefined) {
    return (
      `${fact}, and no other ever got it: an acknowledgement that waits for one more node ` +
      'would not have been given.'
    );
  }
  const stored = later.durable?.at ?? later.storedAt;
  return (
    `${fact}. ${later.node} had it at ${instant(stored)}, ` +
    `${lengthOf(stored - acknowledgedAt)} later: ` +
    'an acknowledgement that waits for one more node would not have come before that.'
  );
}

function flushedAfter({ flushDueAt }: TracedCopy, acknowledgedAt: number): boolean {
  return flushDueAt !== null && flushDueAt > acknowledgedAt;
}

/**
 * Facts that show how a stale read could have been fresh. `newest` is the evidence of the write it
 * missed.
 */
export function remediesForStaleness({ read }: StaleRead, newest: Evidence): readonly string[] {
  const holders = newest.copies
    .filter((copy) => isHeldAfter(copy, read.invokedIn) && copy.node !== read.answeredBy)
    .map(({ node }) => node);
  const { at: servedAt } = servedFrom(newest, read.answeredBy) ?? { at: 0 };
  const elsewhere =
    holders.length === 0
      ? []
      : [
          `${listed(holders)} had the write when the read began: ` +
            'a read there would have returned it.',
        ];
  const later =
    servedAt <= read.invokedAt
      ? []
      : [
          `${read.answeredBy ?? ''} had it ${lengthOf(servedAt - read.invokedAt)} after the read ` +
            'began: a read from then on would not have missed it there.',
        ];
  return [...elsewhere, ...later];
}

/**
 * Since when a node has a write for good: on its disk, as far as the trace shows, because some
 * families serve only what is durable.
 */
export function servedFrom(
  { copies }: Evidence,
  node: string | null,
): { readonly at: Instant; readonly event: EventNumber } | null {
  const copy = copies.findLast((one) => one.node === node);
  if (copy === undefined) return null;
  return copy.durable ?? { at: copy.storedAt, event: copy.storedIn };
}
