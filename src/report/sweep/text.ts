/**
 * A sweep as text for a terminal: how many runs failed and how sure that is, which expectations were met,
 * what was found, the numbers, and what the runs have put to the test. Rows of the summary come in.
 */
import type { NumberRow, TallySummary } from '../../experiments/sweep/summary.js';
import { printable } from '../../scenario/frame.js';
import { withSymbols, type Style } from '../style.js';
import { clip, counted, grouped, table, wrap } from '../text/layout.js';
import { toned } from '../text/tone.js';
import { listed } from '../words.js';
import { amount, percent, shareText, shortPath } from './numbers.js';

/** What a sweep is about, and how far it came. */
export interface SweepHead {
  readonly name: string;
  readonly seeds: string;
  /** `shard 2 of 8`; null for the whole. */
  readonly shard: string | null;
  readonly planned: number;
  /** Why it ended before its last seed; null when it did not. */
  readonly stopped: string | null;
  /** The command that runs one seed again, without the seed. */
  readonly replay: (seed: number) => string;
  /** What is not there of a merged sweep. */
  readonly missing: readonly string[];
}

/** Metrics that everybody wants to see, if they are there. The JSON has all. */
const shown = [
  ...['operations.ok', 'operations.info', 'findings.lostWrites.count', 'findings.staleReads.count'],
  ...['metrics.latency.write.p50Ms', 'metrics.latency.write.p99Ms', 'metrics.latency.append.p99Ms'],
  ...['metrics.latency.read.p50Ms', 'metrics.latency.read.p99Ms', 'metrics.throughput.perSecond'],
  ...['metrics.longestUnavailability.writeMs', 'metrics.longestUnavailability.readMs'],
  ...['metrics.rpoMs', 'metrics.rtoMs', 'metrics.settledAfterMs'],
];

export function sweepText(head: SweepHead, summary: TallySummary, style: Style): string {
  const { paint } = style;
  const shard = head.shard === null ? '' : `, ${head.shard}`;
  const title = `${paint.strong(printable(head.name))} ${paint.dim(`· seeds ${head.seeds}${shard}`)}`;
  const sections = [
    [title, ...outcomeLines(head, summary, style)],
    expectationLines(summary, style),
    findingLines(summary, style),
    numberLines(summary, style),
    coverageLines(summary, style),
    replayLines(head, summary, style),
  ].filter((lines) => lines.length > 0);
  return withSymbols(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function outcomeLines(head: SweepHead, summary: TallySummary, { paint, width }: Style): string[] {
  const { runs, outcomes, failed } = summary;
  const of = `of ${counted(runs, 'run')}`;
  const well =
    outcomes['as-expected'] === runs && runs > 0
      ? [toned('good', `${of.replace('of ', 'all ')} as expected`, paint)]
      : [];
  const sure = outcomes.failed === 0 && runs > 0 ? [paint.dim(sureness(failed.high))] : [];
  const bad =
    outcomes.failed > 0
      ? [toned('bad', `${grouped(outcomes.failed)} ${of} failed: ${shareText(failed)}`, paint)]
      : [];
  const open =
    outcomes.unknown > 0
      ? [toned('unknown', `${grouped(outcomes.unknown)} ${of} undecided`, paint)]
      : [];
  const early = [
    ...(head.stopped === null ? [] : [`stopped early: ${head.stopped}`]),
    ...(runs < head.planned ? [`${counted(head.planned - runs, 'run')} left`] : []),
  ];
  const notes = [
    ...(early.length === 0 ? [] : [early.join('; ')]),
    ...(head.missing.length === 0 ? [] : [`not there: ${head.missing.join(', ')}`]),
    ...summary.unexercised.map((what) => `not put to the test: ${what}`),
    ...unseenNotes(summary),
  ];
  return [
    ...well,
    ...bad,
    ...open,
    ...sure,
    ...notes.flatMap((note) =>
      wrap(`! ${printable(note)}`, width, '  ').map((line) => paint.warning(line)),
    ),
  ];
}

/** That no invariant was broken means little where nothing happened that could break one. */
export function unseenNotes({ unseen }: { readonly unseen: readonly string[] }): readonly string[] {
  if (unseen.length === 0) return [];
  return [`the invariants were hardly put to the test: in no run ${unseen.join(', ')}`];
}

/** No failure in so many runs does not mean that there is none. */
function sureness(high: number): string {
  return `  so the true share of failures is below ${percent(high)} %, with a confidence of 95 %`;
}

function expectationLines({ expectations }: TallySummary, { paint, width }: Style): string[] {
  return table(
    expectations.map(({ path, expected, met, runs, firstUnmetSeed }) => {
      const tone = runs.unmet > 0 ? 'bad' : runs.unknown > 0 ? 'unknown' : 'good';
      const share = met.of === 0 ? 'undecided in all runs' : `met in ${percent(met.share)} %`;
      const open =
        runs.unknown === 0 || met.of === 0 ? '' : `, undecided in ${grouped(runs.unknown)}`;
      const first =
        firstUnmetSeed === null ? '' : `, first not with seed ${String(firstUnmetSeed)}`;
      return [`${marks[tone]} ${printable(path)}`, printable(expected), `${share}${open}${first}`];
    }),
    width,
  ).map((line) => (line.startsWith(`  ${marks.bad}`) ? paint.bad(line) : line));
}

const marks = { good: '✓', bad: '✕', unknown: '?' } as const;

function findingLines({ findings }: TallySummary, { paint, width }: Style): string[] {
  if (findings.length === 0) return [];
  const head = ['finding', 'runs', 'share, %', 'in all', 'first seed', 'worst seed'];
  const rows = findings.map(({ fingerprint, share, total, firstSeed, mostSeed }) => [
    printable(fingerprint),
    grouped(share.runs),
    shareText(share).replace(' %', ''),
    grouped(total),
    String(firstSeed),
    String(mostSeed),
  ]);
  return headed(head, rows, paint, width);
}

function numberLines({ numbers }: TallySummary, { paint, width }: Style): string[] {
  const rows = shown.flatMap((path) =>
    numbers.filter((row) => row.path === path && isTelling(row)),
  );
  if (rows.length === 0) return [];
  const head = ['number', 'mean', '', 'p50', 'p90', 'p99', 'max', 'seed'];
  return headed(
    head,
    rows.map(({ path, mean, meanInterval, p50, p90, p99, max, maxSeed }) => [
      shortPath(path),
      amount(path, mean),
      meanInterval === null || meanInterval.low === meanInterval.high
        ? ''
        : `± ${amount(path, (meanInterval.high - meanInterval.low) / 2)}`,
      ...[p50, p90, p99, max].map((value) => amount(path, value)),
      String(maxSeed ?? ''),
    ]),
    paint,
    width,
  );
}

/** What is 0 in every run is not worth a line. */
function isTelling({ max, min }: NumberRow): boolean {
  return max !== 0 || min !== 0;
}

function headed(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Style['paint'],
  width: number,
): string[] {
  const [first = '', ...rest] = table([head, ...rows], width);
  return [paint.dim(first), ...rest];
}

/** Names in a line; more are counted. */
const mostNotes = 12;

function coverageLines({ faults, notes, runs }: TallySummary, { paint, width }: Style): string[] {
  const struck = table(
    faults.map(({ name, runs: own, times }) => [
      `fault ${printable(name)}`,
      `struck in ${grouped(own)} of ${counted(runs, 'run')}, ${counted(times, 'time')}`,
    ]),
    width,
  );
  const made = notes
    .slice(0, mostNotes)
    .map(({ name, times }) => `${printable(name)} ${grouped(times)}`);
  const others = notes.length > mostNotes ? [counted(notes.length - mostNotes, 'other')] : [];
  const noted =
    made.length === 0 ? [] : wrap(`happened: ${[...made, ...others].join(', ')}`, width, '  ');
  return [...struck, ...noted.map((line) => paint.dim(line))];
}

function replayLines(head: SweepHead, summary: TallySummary, { paint, width }: Style): string[] {
  const { outcome, failingSeeds, firstUnknownSeed } = summary;
  const seed = failingSeeds[0] ?? firstUnknownSeed;
  const more =
    failingSeeds.length > 1 ? [`failing seeds: ${listed(failingSeeds.map(String))}`] : [];
  const verdict = {
    'as-expected': toned('good', 'As expected.', paint),
    failed: toned('bad', 'Failed.', paint),
    unknown: toned('unknown', 'Unknown.', paint),
  }[outcome];
  const seeds = more.map((line) => clip(`  ${line}`, width));
  return [...seeds, verdict, ...(seed === null ? [] : [head.replay(seed)])];
}
