/**
 * Fingerprints: what kind of thing was found, without when, where and how often, so that a thousand
 * findings with one cause are one. Sweeps count by them; a smaller scenario shows the same when it has the
 * same one.
 */
import type { Findings } from '../checkers/check.js';
import type { FindingKind } from '../report/schema.js';
import type { Run } from '../simulation/run.js';

/** `lostWrites: rolled back`. A finding that comes in one kind alone has nothing behind its name. */
export type Fingerprint = string;

/** By fingerprint, how many findings a run has of it, in the order of the report's lists. */
export function fingerprintsOf(findings: Findings, run: Run): ReadonlyMap<Fingerprint, number> {
  const counts = new Map<Fingerprint, number>();
  for (const [finding, kindsOf] of table) {
    for (const kind of kindsOf(findings, run)) {
      const fingerprint = kind === null ? finding : `${finding}: ${kind}`;
      counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
    }
  }
  return counts;
}

/** The finding that a fingerprint is of. */
export function findingOf(fingerprint: Fingerprint): FindingKind {
  return (fingerprint.split(':')[0] ?? '') as FindingKind;
}

type KindsOf = (findings: Findings, run: Run) => readonly (string | null)[];

/** The same for each of them. */
const plain = (list: readonly unknown[]): readonly null[] => list.map(() => null);

const table: readonly (readonly [FindingKind, KindsOf])[] = [
  ['invariantViolations', (_, run) => run.invariantViolations.map(({ invariant }) => invariant)],
  ['lostWrites', ({ lostWrites }) => lostWrites.map(({ kind }) => kind)],
  ['discardedInConflict', ({ discardedInConflict }) => plain(discardedInConflict)],
  ['lostUpdates', ({ lostUpdates }) => plain(lostUpdates)],
  ['zombieWrites', ({ zombieWrites }) => plain(zombieWrites)],
  ['duplicateWrites', ({ duplicateWrites }) => plain(duplicateWrites)],
  ['dirtyReads', ({ dirtyReads }) => dirtyReads.map(({ undone }) => undone)],
  ['staleReads', ({ staleReads }) => plain(staleReads)],
  [
    'sessionViolations',
    ({ sessionViolations }) => sessionViolations.map(({ guarantee }) => guarantee),
  ],
  ['inversions', ({ inversions }) => plain(inversions)],
  [
    'splitBrain',
    ({ splitBrain }) =>
      splitBrain.map(({ sides }) =>
        sides.some(({ lost }) => lost > 0) ? 'with losses' : 'without losses',
      ),
  ],
  ['divergence', ({ divergence }) => plain(divergence)],
  ['stalls', ({ stalls }) => plain(stalls)],
  ['recoveredWrites', ({ recoveredWrites }) => plain(recoveredWrites)],
  [
    'rolledBackWrites',
    ({ rolledBackWrites }) =>
      rolledBackWrites.map(({ acknowledged }) =>
        acknowledged ? 'acknowledged' : 'unacknowledged',
      ),
  ],
];
