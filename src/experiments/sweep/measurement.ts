/**
 * What one run says in a sweep: its numbers, verdicts and findings by kind, without the findings themselves.
 * Plain data, a few kilobytes: it crosses threads and is thrown away once it is counted.
 */
import { pairs } from '../../kernel/pairs.js';
import type { AskedFor } from '../../checkers/asked-for.js';
import type { Verdict } from '../../checkers/verdict.js';
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import { builtInDeclarations } from '../../databases/schema.js';
import { isMapping } from '../../scenario/schema-walk.js';
import type { Scenario } from '../../scenario/scenario.js';
import { findingsOf, reportOf } from '../../report/report.js';
import type { Report } from '../../report/schema.js';
import type { Run, SimulateOptions } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { fingerprintsOf, type Fingerprint } from '../fingerprint.js';

export type Outcome = Report['outcome'];

export interface Measurement {
  readonly seed: number;
  readonly outcome: Outcome;
  readonly traceDigest: string;
  readonly events: number;
  /** By path of the report: `metrics.latency.write.p50Ms`. What nothing could decide is not there. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly fingerprints: ReadonlyMap<Fingerprint, number>;
  /** How often each fault of the scenario struck, and each note of the protocol was made; marks of the family also when never. */
  readonly faults: ReadonlyMap<string, number>;
  readonly notes: ReadonlyMap<string, number>;
  readonly expectations: readonly Pick<
    Report['expectations'][number],
    'path' | 'expected' | 'met'
  >[];
}

export interface MeasureOptions extends Pick<SimulateOptions, 'databases' | 'maxEvents'> {
  /** What to ask of every run beside what it is always asked. */
  readonly also?: readonly AskedFor[];
  /** How often which faults struck. Default: each fault of the scenario by its id. */
  readonly faultsOf?: (run: Run) => ReadonlyMap<string, number>;
}

/** Runs a scenario with a seed and boils it down. */
export function measure(
  scenario: Scenario,
  seed: number,
  { also = [], faultsOf, ...options }: MeasureOptions,
): Measurement {
  const run = simulate(scenario, { ...options, seed });
  const findings = findingsOf(run, also);
  const told = reportOf(run, findings, 0);
  const numbers = new Map<string, number>();
  const { operations, fates, metrics, groups } = told;
  collect({ operations, fates, findings: told.findings, metrics, groups }, [], numbers);
  return {
    seed,
    outcome: told.outcome,
    traceDigest: told.traceDigest,
    events: told.events,
    numbers,
    verdicts: new Map(pairs(told.verdicts)),
    fingerprints: fingerprintsOf(findings, run),
    faults: faultsOf === undefined ? new Map(pairs(told.coverage.faults)) : faultsOf(run),
    notes: new Map([...marksOf(run, options.databases ?? []), ...run.notes]),
    expectations: told.expectations.map(({ path, expected, met }) => ({ path, expected, met })),
  };
}

/** The family's marks, each as not yet seen. */
function marksOf(
  { scenario }: Run,
  databases: NonNullable<SimulateOptions['databases']>,
): readonly (readonly [string, number])[] {
  const declarations: readonly FamilyDeclaration[] = [
    ...databases.map(({ declaration }) => declaration),
    ...Object.values(builtInDeclarations),
  ];
  const { kind } = scenario.spec.database;
  const own = declarations.find((declaration) => declaration.kind === kind);
  return (own?.marks ?? []).map((mark) => [mark, 0] as const);
}

/** All numbers below a part of the report; lists are left out. */
function collect(part: unknown, path: readonly string[], numbers: Map<string, number>): void {
  if (typeof part === 'number') numbers.set(path.join('.'), part);
  else if (isMapping(part)) {
    for (const [key, inner] of pairs(part)) collect(inner, [...path, key], numbers);
  }
}
