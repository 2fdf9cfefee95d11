/**
 * Which finding of a run is to be shown by a smaller scenario, by its fingerprint, and how a scenario
 * expects it.
 */
import type { Findings } from '../../checkers/check.js';
import { sessionGuarantees } from '../../checkers/session-violations.js';
import { reportOf } from '../../report/report.js';
import type { FindingKind } from '../../report/schema.js';
import { reportKeysOf, resolveReportPath } from '../../scenario/expectation.js';
import type { Run } from '../../simulation/run.js';
import { findingOf, fingerprintsOf, type Fingerprint } from '../fingerprint.js';
import type { FindingPlace } from '../subject.js';

export type Target =
  | { readonly kind: 'finding'; readonly fingerprint: Fingerprint }
  /** There is none; `why` in a clause. */
  | { readonly kind: 'none'; readonly why: string };

/**
 * The finding of the first expectation that a run does not meet; without such an expectation the first
 * finding of the run. An expectation of something that did not happen has none: there is nothing that a
 * smaller scenario could show.
 */
export function targetOf(run: Run, findings: Findings): Target {
  const shown = [...fingerprintsOf(findings, run).keys()];
  const unmet = reportOf(run, findings, 0).expectations.filter(({ met }) => met === false);
  if (unmet.length === 0) {
    const [first] = shown;
    return first === undefined
      ? { kind: 'none', why: 'the run has no findings' }
      : { kind: 'finding', fingerprint: first };
  }
  const keys = reportKeysOf(run.scenario.spec);
  for (const { path } of unmet) {
    const resolved = resolveReportPath(path, keys);
    const about = resolved.kind === 'field' ? findingBehind(resolved.field.path) : null;
    const fingerprint = shown.find((one) => one === about || findingOf(one) === about);
    if (fingerprint !== undefined) return { kind: 'finding', fingerprint };
  }
  const told = unmet.map(
    ({ path, expected, actual }) => `${path} ${expected} (is ${String(actual)})`,
  );
  const why =
    `the scenario expected ${told.join(', ')}, and the run has no finding that is about it; ` +
    'what is not there cannot be made smaller';
  return { kind: 'none', why };
}

/** The fingerprint of one finding of a run; null when nothing tells findings of its kind apart. */
export function fingerprintAt(
  run: Run,
  findings: Findings,
  { finding, index }: FindingPlace,
): Fingerprint | null {
  const one = <Item>(items: readonly Item[]): readonly Item[] => items.slice(index, index + 1);
  const list: unknown = finding in findings ? findings[finding as keyof Findings] : [];
  const alone = { ...findings, [finding]: Array.isArray(list) ? one(list) : list };
  const violations = { ...run, invariantViolations: one(run.invariantViolations) };
  const fingerprints = [...fingerprintsOf(alone, violations).keys()];
  return fingerprints.find((fingerprint) => findingOf(fingerprint) === finding) ?? null;
}

/** What a scenario expects that shows a finding. */
export function expectationOf(fingerprint: Fingerprint): Readonly<Record<string, string>> {
  const finding = findingOf(fingerprint);
  const kind = fingerprint.slice(finding.length + ': '.length);
  return { [pathOf(finding, kind)]: '> 0' };
}

/** The number of the report that counts findings of a kind, or, where it has none, all of the finding. */
function pathOf(finding: FindingKind, kind: string): string {
  if (finding === 'lostWrites') return `lostWrites.byKind.${kind}`;
  if (finding === 'sessionViolations') return `sessionViolations.byGuarantee.${kind}`;
  const isCounted = finding === 'rolledBackWrites' && kind === 'acknowledged';
  return isCounted ? 'rolledBackWrites.acknowledged' : finding;
}

/** The finding, or the fingerprint, that a number or verdict of the report is about; null where it is about none. */
export function findingBehind([section, name = '', part = '', kind = '']: readonly string[]):
  string | null {
  if (section === 'fates') return name === 'lost' ? 'lostWrites' : name;
  if (section === 'verdicts') return verdicts.get(name) ?? null;
  if (section === 'groups') return part;
  if (section !== 'findings') return null;
  if (part === 'byKind' || part === 'byGuarantee') return `${name}: ${kind}`;
  return part === 'acknowledged' ? `${name}: ${part}` : name;
}

const verdicts: ReadonlyMap<string, string> = new Map([
  ['noLostWrites', 'lostWrites'],
  ['noStaleReads', 'staleReads'],
  ['converged', 'divergence'],
  ['live', 'stalls'],
  ...sessionGuarantees.map((name) => [name, `sessionViolations: ${name}`] as const),
]);
