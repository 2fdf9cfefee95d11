/** A comparison as text, Markdown, CSV and JSON: the marks, the turning of the table, what is left out. */
import { describe, expect, it } from 'vitest';
import {
  comparisonOf,
  type Comparison,
  type PacelcNames,
} from '../../../src/experiments/compare/comparison.js';
import { metricAt, usualMetrics, type Metric } from '../../../src/experiments/compare/metrics.js';
import { beginSweep, countRuns, onlyShard } from '../../../src/experiments/sweep/sweep.js';
import { comparisonCsv } from '../../../src/report/compare/csv.js';
import { comparisonDocument } from '../../../src/report/compare/document.js';
import { comparisonMarkdown } from '../../../src/report/compare/markdown.js';
import { comparisonSchema } from '../../../src/report/compare/schema.js';
import { comparisonText } from '../../../src/report/compare/text.js';
import type { Style } from '../../../src/report/style.js';
import { scenario } from '../../../src/scenario/build.js';
import { measured } from '../../support/measured.js';

const some = scenario({
  name: 'some',
  database: { kind: 'single-node' },
  clients: [{ name: 'app', rate: '10/s' }],
  duration: '1s',
});

const same = (text: string): string => text;
const paint = { good: same, bad: same, warning: same, dim: same, strong: same, accent: same };

function style(width: number, more: Partial<Style> = {}): Style {
  return { paint, unicode: true, width, ...more };
}

const latency = 'metrics.latency.write.p50Ms';
const availability = 'metrics.availability.all';
const lost = 'findings.lostWrites.count';
const rto = 'metrics.rtoMs';

type Numbers = Readonly<Record<string, number>>;

/** Variants by name: the numbers of seeds 1, 2, … */
function compared(
  runs: Readonly<Record<string, readonly Numbers[]>>,
  metrics: readonly Metric[] = usualMetrics,
  pacelc: PacelcNames | null = null,
): Comparison {
  const variants = Object.keys(runs).map((name) => ({ name, scenario: some }));
  const count = Object.values(runs)[0]?.length ?? 0;
  const seeds = [{ from: 1, to: count }];
  const sweep = beginSweep({ variants, seeds, shard: onlyShard, also: [], maxEvents: null });
  for (let seed = 1; seed <= count; seed += 1) {
    const rows = Object.values(runs).map((numbers) => Object.entries(numbers[seed - 1] ?? {}));
    const verdicts = new Map([['linearizable', seed === 1 ? 'invalid' : 'valid'] as const]);
    countRuns(
      sweep,
      rows.map((row) => measured(seed, row, { verdicts })),
    );
  }
  return comparisonOf(
    sweep,
    metrics,
    variants.map(() => ({ settings: [], pacelc })),
  );
}

/** What the majority costs, and what it saves. */
const comparison = compared({
  primary: [
    { [latency]: 1.4, [availability]: 0.9741, [lost]: 100, [rto]: 1600 },
    { [latency]: 1.5, [availability]: 0.9743, [lost]: 110 },
    { [latency]: 1.6, [availability]: 0.9742, [lost]: 120 },
  ],
  majority: [
    { [latency]: 8.3, [availability]: 0.8, [lost]: 0, [rto]: 1700 },
    { [latency]: 8.4, [availability]: 0.8, [lost]: 0, [rto]: 1500 },
    { [latency]: 8.5, [availability]: 0.8, [lost]: 0, [rto]: 1600 },
  ],
});

const around = { axes: [], command: 'quorate compare a', empty: false, verdicts: [] };

describe('the table in the terminal', () => {
  it('has variants as columns, marks what is really different, and leaves out what is 0', () => {
    expect(comparisonText(comparison, around, style(80))).toBe(
      `2 variants, seeds 1..3

              primary         majority
write p50     1.5 ms ±0.25    8.4 ms ±0.25 ▲
availability  97.4%           80% ▼
lost writes   110 ±25         0 ▼
RTO           1.6 s (1 of 3)  1.6 s ±0.25

Means over 3 seeds. ▲ ▼ really more or less than primary, seed by seed, at 95%
confidence. ± is half of the interval.
quorate compare a
`,
    );
  });

  it('shows what is 0 when somebody asked for it', () => {
    const text = comparisonText(comparison, { ...around, empty: true }, style(80));
    expect(text).toContain('stale reads');
    expect(comparisonText(comparison, around, style(80))).not.toContain('stale reads');
  });

  it('has variants as rows where many of them would be too wide', () => {
    const many = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, [{ [lost]: 1 }, { [lost]: 2 }]]),
    );
    const text = comparisonText(compared(many), around, style(40));
    expect(text.split('\n').slice(2, 5)).toEqual([
      '   lost writes',
      'a  1.5 ±6.35',
      'b  1.5 ±6.35',
    ]);
  });

  it('does without intervals before it is broken into several', () => {
    const numbers = [
      { [lost]: 1, [latency]: 5, [availability]: 1, [rto]: 7 },
      { [lost]: 2, [latency]: 6, [availability]: 1, [rto]: 8 },
    ];
    const three = compared({ one: numbers, two: numbers, three: numbers });
    const bare = comparisonText(three, around, style(36));
    expect(bare).not.toContain('±');
    expect(bare).toContain('one     two     three');
    const broken = comparisonText(three, around, style(28)).split('\n');
    expect(broken.filter((line) => line.startsWith('lost writes'))).toHaveLength(2);
  });

  it('breaks long names of variants', () => {
    const numbers = [{ [lost]: 1 }, { [lost]: 2 }];
    const two = compared({ 'acknowledge=any 1, fencing=lease': numbers, b: numbers });
    expect(comparisonText(two, around, style(60)).split('\n').slice(2, 4)).toEqual([
      '             acknowledge=any 1,  b',
      '             fencing=lease',
    ]);
  });

  it('paints what is welcome and what is not, and says the same without colour', () => {
    const tinted = {
      ...paint,
      good: (text: string) => `<good>${text}</good>`,
      bad: (text: string) => `<bad>${text}</bad>`,
    };
    const text = comparisonText(comparison, around, style(80, { paint: tinted }));
    expect(text).toContain('<bad>8.4 ms ±0.25 ▲</bad>');
    expect(text).toContain('<bad>80% ▼</bad>');
    expect(text).toContain('<good>0 ▼</good>');
  });

  it('has stand-ins for its symbols', () => {
    const text = comparisonText(comparison, around, style(80, { unicode: false }));
    expect(text).toContain('8.4 ms ~0.25 ^');
    expect(text).toContain('80% v');
  });

  it('marks nothing when a single seed was run, and says so', () => {
    const once = compared({ a: [{ [lost]: 5 }], b: [{ [lost]: 0 }] });
    const text = comparisonText(once, around, style(80));
    expect(text).not.toMatch(/[▲▼±]/u);
    expect(text).toContain('One seed: nobody can say what differs from a by luck.');
  });

  it('says so when it was stopped before a seed was run', () => {
    const none = { ...compared({ a: [], b: [] }), stopped: 'interrupted' } as const;
    const text = comparisonText(none, around, style(80));
    expect(text).toContain('stopped (interrupted) after 0 seeds');
    expect(text).toContain('No seed was run to its end.');
  });

  it('has rows for verdicts that were asked for, and for what is given up', () => {
    const classes = { whole: 'PA/EC', writes: 'PC/EC', reads: 'PA/EC' };
    const numbers = [{ [lost]: 1 }, { [lost]: 1 }, { [lost]: 1 }];
    const told = compared({ a: numbers, b: numbers }, usualMetrics, classes);
    const lines = comparisonText(told, { ...around, verdicts: ['linearizable'] }, style(80));
    expect(lines).toContain('linearizable  1 invalid, 2 valid  1 invalid, 2 valid\n');
    expect(lines).toContain('PACELC        PA/EC               PA/EC\n');
  });

  it('tells what was varied', () => {
    const axes = [{ path: 'database.acknowledge', values: ['primary', 'majority'] }];
    const text = comparisonText(comparison, { ...around, axes }, style(80));
    expect(text).toContain('\ndatabase.acknowledge: primary | majority\nquorate compare a\n');
  });
});

describe('the table in Markdown', () => {
  it('has variants as columns and marks what is really different in bold', () => {
    expect(comparisonMarkdown(comparison, around).split('\n').slice(0, 5)).toEqual([
      '|  | primary | majority |',
      '| --- | --- | --- |',
      '| write p50 | 1.5 ms ±0.25 | **8.4 ms ±0.25** ▲ |',
      '| availability | 97.4% | **80%** ▼ |',
      '| lost writes | 110 ±25 | **0** ▼ |',
    ]);
  });

  it('has variants as rows where there are many, and keeps bars out of cells', () => {
    const many = Object.fromEntries(
      ['a|b', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, [{ [lost]: 1 }, { [lost]: 1 }]]),
    );
    expect(comparisonMarkdown(compared(many), around).split('\n').slice(0, 3)).toEqual([
      '|  | lost writes |',
      '| --- | --- |',
      '| a\\|b | 1 |',
    ]);
  });
});

describe('the CSV', () => {
  it('has a row for each variant and metric, with what is 0, too', () => {
    const lines = comparisonCsv(comparison).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 2 * usualMetrics.length);
    expect(lines[0]).toBe(
      'variant,metric,unit,runs,mean,low,high,min,p50,p90,p99,max,difference,differenceLow,differenceHigh,isReal',
    );
    expect(lines.filter((line) => line.startsWith(`majority,${lost},`))).toEqual([
      expect.stringMatching(
        /^majority,findings\.lostWrites\.count,count,3,0,0,0,0,0,0,0,0,-110,-134\.8\d+,-85\.15\d+,true$/u,
      ),
    ]);
    const columns = new Set(lines.map((line) => line.split(',').length));
    expect([...columns]).toEqual([16]);
  });
});

describe('the JSON', () => {
  it('has the form that its schema promises, with every metric of every variant', () => {
    const document = comparisonDocument(comparison, []);
    expect(comparisonSchema.parse(document)).toEqual(document);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    for (const { numbers } of document.variants) {
      expect(Object.keys(numbers)).toEqual(usualMetrics.map(({ path }) => path));
    }
    expect(document.variants[1]?.numbers[lost]).toMatchObject({
      count: 3,
      mean: 0,
      difference: { count: 3, mean: -110, isReal: true },
    });
    expect(document.variants[0]?.numbers[lost]?.difference).toBeNull();
    expect(document.variants[0]?.verdicts['linearizable']).toEqual({
      valid: 2,
      invalid: 1,
      unknown: 0,
    });
  });
});

describe('numbers', () => {
  const shown = (path: string, value: number): string => {
    const metric = metricAt(path, null);
    if ('problem' in metric) throw new Error(metric.problem);
    const numbers = [{ [metric.path]: value }];
    const text = comparisonText(compared({ a: numbers, b: numbers }, [metric]), around, style(80));
    return text.split('\n')[3]?.split('  ').at(-1) ?? '';
  };

  it.each([
    ['latency.write.p50', 0.5, '500 us'],
    ['latency.write.p50', 1.234, '1.23 ms'],
    ['latency.write.p50', 12_345, '12.3 s'],
    ['availability.all', 1, '100%'],
    ['availability.all', 0.99996, '99.996%'],
    ['availability.all', 0.8333, '83.3%'],
    ['throughput.perSecond', 39.02, '39/s'],
    ['messages.perOperation', 1.886, '1.89'],
    ['lostWrites', 1234, '1,234'],
    ['lostWrites', -0.5, '-0.5'],
  ])('%s of %d is shown as %s', (path, value, expected) => {
    expect(shown(path, value)).toBe(expected);
  });
});
