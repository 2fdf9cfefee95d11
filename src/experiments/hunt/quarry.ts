/** What a hunt is after, and whether a run has it. */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import type { FindingKind } from '../../report/schema.js';
import { reportSchema, verdictNames } from '../../report/schema.js';
import { reportKeysOf, resolveReportPath } from '../../scenario/expectation.js';
import type { Scenario } from '../../scenario/scenario.js';
import { rewritten } from '../change.js';
import { findingOf, type Fingerprint } from '../fingerprint.js';
import { findingBehind } from '../shrink/target.js';
import type { Measurement } from '../sweep/measurement.js';

export type Quarry =
  /** Whatever makes a run fail: a broken invariant, an unmet expectation. */
  | { readonly kind: 'failure' }
  | { readonly kind: 'finding'; readonly finding: FindingKind }
  | { readonly kind: 'fingerprint'; readonly fingerprint: Fingerprint }
  | { readonly kind: 'expectation'; readonly path: string };

/** Something that a hunt was after, in one run. */
export interface Catch {
  /** The fingerprint, or the expectation in words. */
  readonly name: string;
  /** Null for an expectation about something that is no finding. */
  readonly fingerprint: Fingerprint | null;
  /** How many findings; 1 for an expectation. */
  readonly times: number;
}

/** What must be known of a run to tell. */
type Caught = Pick<Measurement, 'fingerprints' | 'expectations'>;

/** Differences that come and go are no finding by themselves. */
export const findingNames: readonly FindingKind[] = reportSchema.shape.findings
  .keyof()
  .options.filter((name) => name !== 'divergenceIntervals');

/** What somebody who names it is after; null when it names nothing. */
export function quarryNamed(text: string, { spec }: Scenario): Quarry | null {
  const name = text.trim();
  const finding = findingNames.find((one) => one === findingOf(name));
  if (finding !== undefined && finding === name) return { kind: 'finding', finding };
  if (finding !== undefined && name.includes(': '))
    return { kind: 'fingerprint', fingerprint: name };
  if (Object.hasOwn(spec.expect, name)) return { kind: 'expectation', path: name };
  const resolved = resolveReportPath(name, reportKeysOf(spec));
  const isVerdict = resolved.kind === 'field' && resolved.field.path[0] === 'verdicts';
  return isVerdict ? { kind: 'expectation', path: name } : null;
}

/** The scenario in which that is found: it expects a verdict to be valid that somebody asks about. */
export function withQuarry(
  quarry: Quarry,
  scenario: Scenario,
  declarations: readonly FamilyDeclaration[],
): Scenario {
  if (quarry.kind !== 'expectation') return scenario;
  const { path } = quarry;
  const resolved = resolveReportPath(path, reportKeysOf(scenario.spec));
  if (resolved.kind === 'unknown' || resolved.field.words === null) return scenario;
  const asking = rewritten(
    scenario,
    (written) => ({ ...written, expect: { ...scenario.spec.expect, [path]: 'valid' } }),
    declarations,
  );
  return { ...asking, file: scenario.file };
}

/** Names that may be given, for who has mistyped one. */
export function quarryNames({ spec }: Scenario): readonly string[] {
  return [...findingNames, ...Object.keys(spec.expect), ...verdictNames];
}

/** What a run has of it. */
export function catchesIn(quarry: Quarry, measured: Caught): readonly Catch[] {
  const found = [...measured.fingerprints].map(([fingerprint, times]): Catch => {
    return { name: fingerprint, fingerprint, times };
  });
  switch (quarry.kind) {
    case 'finding':
      return found.filter(({ name }) => findingOf(name) === quarry.finding);
    case 'fingerprint':
      return found.filter(({ name }) => name === quarry.fingerprint);
    case 'expectation':
      return unmetIn(measured, found, ({ path }) => path === quarry.path);
    case 'failure': {
      const broken = found.filter(({ name }) => findingOf(name) === 'invariantViolations');
      const unmet = unmetIn(measured, found, () => true);
      return [...broken, ...unmet.filter(({ name }) => broken.every((one) => one.name !== name))];
    }
  }
}

type MeasuredExpectation = Measurement['expectations'][number];

/** Unmet expectations: the findings that they are about, each once; where there are none, themselves. */
function unmetIn(
  { expectations }: Caught,
  found: readonly Catch[],
  isMeant: (expectation: MeasuredExpectation) => boolean,
): readonly Catch[] {
  const catches = new Map<string, Catch>();
  for (const expectation of expectations) {
    if (expectation.met !== false || !isMeant(expectation)) continue;
    const { path, expected } = expectation;
    const blamed = found.filter(({ name }) => isBlamed(name, path));
    const name = `${path} is not ${expected}`;
    const own: readonly Catch[] =
      blamed.length > 0 ? blamed : [{ name, fingerprint: null, times: 1 }];
    for (const one of own) if (!catches.has(one.name)) catches.set(one.name, one);
  }
  return [...catches.values()];
}

/** Whether findings with this fingerprint are what an expectation counts or judges. */
function isBlamed(fingerprint: Fingerprint, path: string): boolean {
  const resolved = resolveReportPath(path);
  const about = resolved.kind === 'field' ? findingBehind(resolved.field.path) : null;
  return fingerprint === about || findingOf(fingerprint) === about;
}
