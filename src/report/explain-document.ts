/** An explanation as the JSON that `quorate explain --json` prints. Durations are milliseconds, named …Ms. */
import type { Counterfactuals, Prevention } from '../experiments/counterfactual.js';
import type { Price, Service } from '../experiments/price.js';
import type { Sighting } from '../experiments/subject.js';
import { inMilliseconds } from '../kernel/time.js';
import type { Run } from '../simulation/run.js';
import type { Explanation } from './explain.js';
import { milliseconds } from './milliseconds.js';

/** The document. Without re-runs it says so: `reruns` is 0, and it lists no faults and no prevention. */
export function explanationDocument(
  { scenario, seed, digest }: Run,
  { steps, ...rest }: Explanation,
  found: Counterfactuals | null,
): object {
  return {
    formatVersion: 1,
    scenario: { name: scenario.spec.name, digest: scenario.digest, file: scenario.file },
    seed,
    traceDigest: digest,
    ...rest,
    steps: steps.map(({ at, ...step }) => ({ ...step, atMs: inMilliseconds(at) })),
    reruns: found?.runs ?? 0,
    countOfKind: found?.count ?? null,
    faults: (found?.faults ?? []).map(({ withoutIt, ...need }) => ({
      ...need,
      withoutIt: sightingRow(withoutIt),
    })),
    withoutAnyFault: sightingRow(found?.withoutAny ?? null),
    neededTogether: found?.together ?? null,
    prevention: (found?.prevention ?? []).map(preventionRow),
    untried: found?.untried ?? null,
  };
}

function sightingRow(sighting: Sighting | null) {
  if (sighting === null) return null;
  const { found, obstacle, count, basis, outcome } = sighting;
  return { stillFound: found, obstacle, countOfKind: count, judgedBy: basis, outcome };
}

function preventionRow({ withIt, cost, ...rest }: Prevention) {
  return {
    ...rest,
    withIt: sightingRow(withIt),
    cost: { before: priceRow(cost.before), after: priceRow(cost.after) },
  };
}

function priceRow({ writes, reads }: Price) {
  return { writes: serviceRow(writes), reads: serviceRow(reads) };
}

function serviceRow({ invoked, succeeded, p50, p99, unavailable }: Service) {
  return {
    invoked,
    succeeded,
    p50Ms: milliseconds(p50),
    p99Ms: milliseconds(p99),
    unavailableMs: inMilliseconds(unavailable),
  };
}
