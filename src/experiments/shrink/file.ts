/**
 * What was found, as a scenario file of its own: it begins with a few lines of comment that say what it
 * shows, where it came from and how to run it.
 */
import type { AnyFamily } from '../../databases/database.js';
import { formatDuration } from '../../kernel/time.js';
import { explain, findingAt } from '../../report/explain.js';
import { findingsOf, reportOf } from '../../report/report.js';
import { counted, wrap } from '../../report/text/layout.js';
import { printable } from '../../scenario/frame.js';
import { printYaml } from '../../scenario/print.js';
import type { Scenario } from '../../scenario/scenario.js';
import { simulate } from '../../simulation/simulate.js';
import { findingOf } from '../fingerprint.js';
import type { Extent, Shrunk } from './shrink.js';
import { fingerprintAt } from './target.js';

/** What the smaller scenario shows, for people. */
export interface Exhibit {
  /** The number of its first finding with the fingerprint, as `quorate explain` counts. */
  readonly number: number;
  readonly headline: string;
}

/** Runs what was found once more, and tells what it shows. */
export function exhibitOf(
  { scenario, fingerprint }: Pick<Shrunk, 'scenario' | 'fingerprint'>,
  databases: readonly AnyFamily[] = [],
): Exhibit {
  const run = simulate(scenario, { databases, trace: true });
  const findings = findingsOf(run);
  const report = reportOf(run, findings, Infinity);
  for (let number = 1; ; number += 1) {
    const place = findingAt(report, number);
    if (place === null) return { number: 1, headline: fingerprint };
    if (fingerprintAt(run, findings, place) !== fingerprint) continue;
    return { number, headline: explain(run, report, { finding: number }).headline };
  }
}

export interface FileOptions {
  readonly exhibit: Exhibit;
  /** The command that made it, or what else it came from. */
  readonly origin: string;
  /** Commands to run it and to explain it. */
  readonly commands: readonly string[];
}

/** Where editors find the schema, from wherever the package is installed. */
const modeline =
  '# yaml-language-server: $schema=./node_modules/quorate/schema/scenario.schema.json';

const width = 98;

/** The text of the file. */
export function shrunkYaml(shrunk: Shrunk, options: FileOptions): string {
  const { scenario, fingerprint, runs, isSmallest } = shrunk;
  const left = `Shrunk ${lessOf(shrunk)} in ${counted(runs, 'run')}${isSmallest ? '' : ', not to the end'}, by`;
  return exhibitYaml(scenario, fingerprint, left, options);
}

/** The text of a file whose scenario shows this; `made` says how it came from its origin. */
export function exhibitYaml(
  scenario: Scenario,
  shown: string,
  made: string,
  { exhibit, origin, commands }: FileOptions,
): string {
  const [, ...body] = printYaml(scenario).split('\n');
  const failing =
    findingOf(shown) === 'invariantViolations'
      ? ['A broken invariant fails a run, whatever is expected.']
      : [];
  const lines = [
    ...[exhibit.headline, `It shows ${shown}.`, ...failing, made].flatMap(paragraph),
    `  ${printable(origin)}`,
    'Run it, and have it explained:',
    ...commands.map((command) => `  ${printable(command)}`),
  ];
  return [modeline, ...lines.map((line) => `# ${line}`), ...body].join('\n');
}

function paragraph(text: string): readonly string[] {
  return wrap(printable(text), width, '');
}

/** `from 20 faults, 3 client groups, 5 nodes and 40s to 1 fault, 1 client group, …`; what stayed is left out. */
export function lessOf({
  before,
  after,
  steps,
}: Pick<Shrunk, 'before' | 'after' | 'steps'>): string {
  const changed = columns.filter((column) => column(before) !== column(after));
  const told = (extent: Extent): string => changed.map((column) => column(extent)).join(', ');
  if (changed.length > 0) return `from ${told(before)} to ${told(after)}`;
  return steps.length > 0 ? 'to plainer settings' : 'by nothing';
}

/** What is told of a run, and how. */
const columns: readonly ((extent: Extent) => string)[] = [
  ({ faults }) => counted(faults, 'fault'),
  ({ groups }) => counted(groups, 'client group'),
  ({ sessions }) => counted(sessions, 'client'),
  ({ operations }) => counted(operations, 'operation'),
  ({ nodes }) => counted(nodes, 'node'),
  ({ duration }) => formatDuration(duration),
];
