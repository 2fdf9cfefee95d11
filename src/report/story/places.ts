/**
 * Which finding is number 1, 2, 3 …: first those that people ask about most, in an order that stays,
 * then all others of the report by name.
 */
import { pairs } from '../../kernel/pairs.js';
import type { OperationId, WriteId } from '../../history/operation.js';
import type { FindingKind, Report } from '../schema.js';

/** A finding of the report. */
export interface Place {
  readonly finding: FindingKind;
  /** Its place in the report's list, from 0. */
  readonly index: number;
  readonly row: Row;
}

/** What rows of the report may say of what they are about. */
export interface Row {
  readonly headline?: string;
  readonly operation?: OperationId;
  /** Operations before it that it should have gone by. */
  readonly earlier?: OperationId;
  readonly later?: OperationId;
  /** The write that it missed. */
  readonly missed?: WriteId;
  readonly write?: WriteId;
  readonly key?: string;
  readonly invariant?: string;
}

const inOrder: readonly FindingKind[] = [
  'lostWrites',
  'discardedInConflict',
  'staleReads',
  'splitBrain',
  'recoveredWrites',
  'zombieWrites',
  'duplicateWrites',
  'rolledBackWrites',
  'dirtyReads',
  'divergence',
  'invariantViolations',
];

/** All findings that the report lists, in the order of their numbers. */
export function placesIn({ findings }: Report): readonly Place[] {
  const others = pairs(findings)
    .map(([finding]) => finding as FindingKind)
    .filter((finding) => !inOrder.includes(finding));
  return [...inOrder, ...others].flatMap((finding) =>
    (findings[finding]?.items ?? []).map((row: Row, index): Place => ({ finding, index, row })),
  );
}
