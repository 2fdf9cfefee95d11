/** What one re-run says of a finding, in a clause: that it is gone, there again, or that nobody can tell. */
import type { Counterfactuals } from '../../experiments/counterfactual.js';
import type { Obstacle, Sighting } from '../../experiments/subject.js';
import type { FindingKind } from '../schema.js';

/** What is said of a finding that is gone, and of one that is there again. */
const clauses: Partial<Readonly<Record<FindingKind, readonly [gone: string, again: string]>>> = {
  lostWrites: ['this write survives', 'this write is lost all the same'],
  discardedInConflict: ['this write stays', 'this write is dropped all the same'],
  lostUpdates: ['this write is not overwritten unseen', 'this write is overwritten all the same'],
  staleReads: ['this read is fresh', 'this read is stale all the same'],
  sessionViolations: ['this read keeps the promise', 'this read breaks the promise all the same'],
  inversions: ['this read does not go back', 'this read goes back all the same'],
  splitBrain: [
    'no two nodes acknowledge writes at once',
    'two nodes acknowledge writes at once all the same',
  ],
  duplicateWrites: ['this write is not applied twice', 'this write is applied twice all the same'],
  rolledBackWrites: ['this write is not rolled back', 'this write is rolled back all the same'],
  dirtyReads: ['this read is not dirty', 'this read is dirty all the same'],
  divergence: ['the nodes agree on this key', 'the nodes differ on this key all the same'],
};

/** Why nobody can tell: of one run, and of all runs with some setting. */
export const obstacles: Readonly<Record<Obstacle, readonly [ofOne: string, ofAll: string]>> = {
  'no final read': ['there is no final read to tell by', 'for want of a final read'],
  'no rest': ['its nodes never come to rest', 'because the nodes never come to rest'],
  'cut short': ['that run grew too long and was cut short', 'because the run grew too long'],
};

/** How a finding is gone although nothing is better: nobody was told anything. */
const silences: Partial<Readonly<Record<FindingKind, string>>> = {
  lostWrites: 'this write is not acknowledged',
  discardedInConflict: 'this write is not acknowledged',
  lostUpdates: 'this write is not acknowledged',
  staleReads: 'this read is not answered',
  dirtyReads: 'this read is not answered',
  sessionViolations: 'this read is not answered',
  inversions: 'this read is not answered',
};

const otherClauses = ['this does not happen', 'this happens all the same'] as const;

/** What a run says of the finding, as a clause. */
export function clauseOf(sighting: Sighting, subject: Counterfactuals['subject']): string {
  const { finding } = subject;
  const [gone, again] = clauses[finding] ?? otherClauses;
  if (sighting.obstacle !== null) return `nobody can tell: ${obstacles[sighting.obstacle][0]}`;
  if (sighting.basis === 'moment' && subject.kind === 'operation') {
    const { group } = subject;
    return sighting.found
      ? `other operations of ${group} meet the same at that time`
      : `no operation of ${group} meets the like at that time`;
  }
  if (sighting.found) return again;
  return unanswered(sighting, finding) ?? gone;
}

/** Gone, but only because nobody was told anything; null when that is not how. */
export function unanswered({ basis, outcome }: Sighting, finding: FindingKind): string | null {
  return basis === 'moment' || outcome === 'ok' ? null : (silences[finding] ?? null);
}
