/**
 * The report: what a run found, as the JSON that tools rely on (schema.ts). It asks the checkers,
 * turns their findings into rows with headlines, adds the numbers and judges the scenario's
 * expectations.
 */
import { askedFor, type AskedFor } from '../checkers/asked-for.js';
import { check, type Findings, type Verdicts } from '../checkers/check.js';
import { isLost } from '../checkers/fates.js';
import type { Verdict } from '../checkers/verdict.js';
import { isAcknowledgedWrite, type WriteId } from '../history/operation.js';
import { inMilliseconds } from '../kernel/time.js';
import type { Run } from '../simulation/run.js';
import { consistencyRow } from './consistency/rows.js';
import { judgeExpectations, outcomeOf, type Unjudged } from './expectations.js';
import { findingRows } from './findings.js';
import { groupRows, metricsOf, operationCounts } from './metrics.js';
import { verdictNames, type Report } from './schema.js';

export interface ReportOptions {
  /**
   * At most so many items a finding; `Infinity` lists all. Counts are exact all the same. Default:
   * 100.
   */
  readonly items?: number;
  /**
   * What to ask beside the questions that every run is asked, and what the scenario expects. Default:
   * nothing.
   */
  readonly also?: Iterable<AskedFor>;
}

/**
 * Reports on a run. Lists of findings hold the first 100 items, in the order of invocation, unless
 * `items` says otherwise; their `count` is always exact.
 *
 *     const { findings, outcome } = report(simulate(scenario));
 *     findings.lostWrites.count;
 */
export function report(run: Run, { items = 100, also = [] }: ReportOptions = {}): Report {
  return reportOf(run, findingsOf(run, also), items);
}

/** What the checkers find in a run: what is always asked, what its scenario expects, and what else is named. */
export function findingsOf(run: Run, also: Iterable<AskedFor> = []): Findings {
  return check(run.chronicle, { also: new Set([...also, ...askedByExpectations(run)]) });
}

/** The report of a run whose findings are known already. */
export function reportOf(run: Run, findings: Findings, items: number): Report {
  const metrics = metricsOf(run, findings);
  const unjudged: Unjudged = {
    formatVersion: 1,
    scenario: {
      name: run.scenario.spec.name,
      digest: run.scenario.digest,
      file: run.scenario.file,
    },
    seed: run.seed,
    traceDigest: run.digest,
    events: run.events,
    virtualTimeMs: inMilliseconds(run.endedAt),
    operations: operationCounts(run.chronicle.operations),
    fates: fateCounts(run, findings),
    findings: findingRows(findings, run, items),
    verdicts: verdictsOf(run, findings.verdicts),
    consistency: consistencyRows(findings.consistency, items),
    metrics,
    groups: groupRows(run, findings, metrics),
    coverage: coverageOf(run),
    warnings: run.warnings.map(({ code, message }) => ({ code, message })),
  };
  const expectations = judgeExpectations(run, unjudged);
  return { ...unjudged, expectations, outcome: outcomeOf(run, expectations) };
}

/** The questions without whose answers the scenario's expectations cannot be judged. */
function askedByExpectations({ scenario: { spec } }: Run): readonly AskedFor[] {
  const named = new Set(Object.keys(spec.expect).flatMap((path) => path.split('.')));
  return askedFor.filter((question) => named.has(question));
}

function consistencyRows(
  consistency: Findings['consistency'],
  items: number,
): Report['consistency'] {
  if (consistency === null) return {};
  const { history, results } = consistency;
  return Object.fromEntries(
    results.map((result) => [result.level, consistencyRow(result, history, { items })]),
  );
}

/** The fates of the acknowledged writes. */
function fateCounts({ chronicle }: Run, findings: Findings): Report['fates'] {
  const counts = { acknowledged: 0, present: 0, superseded: 0, lost: 0, discardedInConflict: 0 };
  const siblings = keptAsSiblings(chronicle);
  let keptAsSibling = 0;
  let unknown = 0;
  for (const operation of chronicle.writes) {
    if (operation === undefined || !isAcknowledgedWrite(operation)) continue;
    counts.acknowledged += 1;
    const fate = findings.fates.get(operation.write);
    if (fate === 'present') {
      counts.present += 1;
      if (siblings.has(operation.write)) keptAsSibling += 1;
    } else if (fate === 'superseded') counts.superseded += 1;
    else if (fate === 'discarded in conflict') counts.discardedInConflict += 1;
    else if (isLost(fate)) counts.lost += 1;
    else unknown += 1;
  }
  return { ...counts, keptAsSibling, unknown };
}

/** The values of registers that the final reads return beside another one. Elements of collections stand beside others anyway. */
function keptAsSiblings({ finalReads, writes }: Run['chronicle']): ReadonlySet<WriteId> {
  const isValue = (write: WriteId): boolean => writes[write]?.kind === 'write';
  const all = [...finalReads.values()].map(({ versions }) => (versions ?? []).filter(isValue));
  return new Set(all.filter(({ length }) => length > 1).flat());
}

/** From the absence of findings in a run that was cut short, nothing follows. */
function verdictsOf({ stoppedEarly }: Run, verdicts: Verdicts): Report['verdicts'] {
  const careful = (verdict: Verdict): Verdict =>
    verdict === 'valid' && stoppedEarly !== null ? 'unknown' : verdict;
  return Object.fromEntries(
    verdictNames.flatMap((name) => {
      const verdict = verdicts[name];
      return verdict === undefined ? [] : [[name, careful(verdict)]];
    }),
  );
}

/** How often each note was made and each fault struck; a fault that never did has a 0. */
function coverageOf({ notes, chronicle, scenario }: Run): Report['coverage'] {
  const faults = new Map<string, number>(scenario.spec.faults.map(({ id }) => [id, 0]));
  for (const { fault } of chronicle.faults) faults.set(fault, (faults.get(fault) ?? 0) + 1);
  return { notes: Object.fromEntries(notes), faults: Object.fromEntries(faults) };
}
