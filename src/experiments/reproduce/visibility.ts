/**
 * Visibility over time (Bailis, Venkataraman, Franklin, Hellerstein & Stoica, VLDB 2012): how likely a read is to be fresh, and at
 * what latency; by runs, by drawing, and one against the other.
 */
import { inMilliseconds, MILLISECOND, type Duration } from '../../kernel/time.js';
import { atOnce } from '../visibility/measure.js';
import type { Quorums } from '../visibility/model.js';
import type { Outcome, PublishedResult, Series, Topic } from './published.js';
import {
  batch,
  drawnTrials,
  trialsByDrawing,
  trialsByRuns,
  type Setting,
  type Trials,
} from './staleness-trials.js';

const single: Quorums = { replicas: 3, read: 1, write: 1 };
const ssd: Setting = { name: 'LNKD-SSD', writes: 'lnkd-ssd', quorums: single };
const disk: Setting = { name: 'LNKD-DISK', writes: 'lnkd-disk', quorums: single };

/** A hundred thousand writes. */
const many = 100_000 / batch;
/** As many as tell a hundredth. */
const few = 20_000 / batch;

type Row = readonly [Series, PublishedResult];
type Said = Pick<PublishedResult, 'unit' | 'theirs' | 'statistic' | 'accepted'>;

function row(what: string, said: Said, trials: number, trial: Series['trial']): Row {
  return [
    { name: what, trials, trial },
    { what, series: what, ...said },
  ];
}

/** The same by runs and by drawing. */
function bothWays(
  what: string,
  said: Said,
  setting: Setting,
  wait: Duration,
  valuesOf: (trials: Trials) => readonly number[],
): readonly Row[] {
  return [
    row(`${what}, runs`, said, many, (seed) => {
      return measured(trialsByRuns(setting, wait, seed), valuesOf);
    }),
    row(`${what}, drawn`, said, many, (seed) => {
      return measured(trialsByDrawing(setting, wait, seed), valuesOf);
    }),
  ];
}

function measured(
  trials: Trials | Outcome,
  valuesOf: (trials: Trials) => readonly number[],
): Outcome {
  return 'kind' in trials ? trials : { kind: 'measured', values: valuesOf(trials) };
}

function freshRows(setting: Setting, wait: Duration, chance: number): readonly Row[] {
  const theirs = `${Number((chance * 100).toFixed(2))} %`;
  const said = {
    unit: 'share',
    theirs,
    statistic: { kind: 'share', chance },
    accepted: null,
  } as const;
  const what = `${setting.name}, ${waited(wait)}: fresh`;
  return bothWays(what, said, setting, wait, ({ fresh }) => fresh);
}

function waited(wait: Duration): string {
  return wait === atOnce ? 'at once' : `after ${inMilliseconds(wait)} ms`;
}

/** What one of a thousand exceeds: as published, give or take a hundredth. */
function tail(published: number): Said {
  const accepted = { low: published * 0.99, high: published * 1.01 };
  const statistic = { kind: 'quantile', percent: 99.9 } as const;
  return { unit: 'ms', theirs: `${published} ms`, statistic, accepted };
}

function tailRows(setting: Setting, of: 'reads' | 'writes', published: number): readonly Row[] {
  const what = `${setting.name}: 99.9 % of ${of} take at most`;
  return bothWays(what, tail(published), setting, atOnce, ({ readLatencies, writeLatencies }) => {
    return of === 'reads' ? readLatencies : writeLatencies;
  });
}

function visibleRow(setting: Setting, said: Said): Row {
  return row(`${setting.name}: until 99.9 % are fresh, drawn`, said, many, (seed) => {
    const values = drawnTrials(setting, seed).map((one) => inMilliseconds(one.visibleAfter));
    return { kind: 'measured', values };
  });
}

/** By how much more often reads are fresh in runs: by nothing but chance. */
function differenceRow(setting: Setting, wait: Duration): Row {
  const { read, write } = setting.quorums;
  const what = `${setting.name}, R = ${read}, W = ${write}, ${waited(wait)}: fresh, runs less drawn`;
  const said: Said = {
    ...({ unit: 'share', theirs: '0 %', statistic: { kind: 'mean' } } as const),
    accepted: { low: 0, high: 0 },
  };
  return row(what, said, few, (seed) =>
    measured(trialsByRuns(setting, wait, seed), ({ fresh }) => {
      return [shareOf(fresh) - shareOf(trialsByDrawing(setting, wait, seed).fresh)];
    }),
  );
}

function shareOf(flags: readonly number[]): number {
  return flags.reduce((sum, one) => sum + one, 0) / flags.length;
}

const slow = 52.1 * MILLISECOND;
const fast = 1.97 * MILLISECOND;
const rows: readonly Row[] = [
  ...freshRows(ssd, atOnce, 0.9736),
  ...freshRows(ssd, fast, 0.999),
  visibleRow(ssd, tail(1.97)),
  ...freshRows(disk, atOnce, 0.4367),
  ...freshRows(disk, slow, 0.999),
  visibleRow(disk, tail(52.1)),
  ...tailRows(disk, 'reads', 0.655),
  ...tailRows(disk, 'writes', 10.93),
  ...[1, 5, 10, 20].map((time) => differenceRow(disk, time * MILLISECOND)),
  ...[[1, 2] as const, [2, 1] as const, [2, 2] as const].map(([read, write]) =>
    differenceRow({ ...disk, quorums: { ...single, read, write } }, atOnce),
  ),
];

export const visibility: Topic = {
  name: 'pbs-visibility',
  title: 'Probabilistically bounded staleness: how soon a write is read',
  paper:
    'Bailis, Venkataraman, Franklin, Hellerstein & Stoica, Probabilistically bounded staleness for practical partial quorums, ' +
    'VLDB 2012; times until reads are fresh without the bias of its stopping rule (it prints 1.85 ms and 45.5 ms)',
  how:
    'Three replicas, a coordinator that is none of them, R = W = 1 where nothing else is said. Messages travel alone, nothing ' +
    'repairs. Runs: a new key is written, and read once, so long after the acknowledgement. Drawn: the latencies alone.',
  curves: [],
  series: rows.map(([series]) => series),
  results: rows.map(([, result]) => result),
};
