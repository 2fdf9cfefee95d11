/** Published results in words: on a terminal, in Markdown, as JSON. */
import { describe, expect, it } from 'vitest';
import { judged, type Row } from '../../../src/experiments/reproduce/judge.js';
import type {
  Outcome,
  PublishedResult,
  Topic,
} from '../../../src/experiments/reproduce/published.js';
import { reproduceDocument, type Reproduced } from '../../../src/report/reproduce/document.js';
import { reproduceEnd, reproduceMarkdown, topicText } from '../../../src/report/reproduce/text.js';
import type { Style } from '../../../src/report/style.js';

const plain = (text: string) => text;
const style: Style = {
  paint: { good: plain, bad: plain, warning: plain, dim: plain, strong: plain, accent: plain },
  unicode: true,
  width: 60,
};

const topic: Topic = {
  ...{ name: 'a-topic', title: 'What it is', paper: 'Somebody, 2000', how: 'Like this.' },
  ...{ curves: ['s'], series: [], results: [] },
};

function row(more: Partial<PublishedResult>, outcomes: readonly Outcome[]): Row {
  const result: PublishedResult = {
    ...{ what: 'a time', series: 's', unit: 'ms', theirs: '80 ms' },
    ...{ statistic: { kind: 'range' }, accepted: { low: 80, high: 80 } },
    ...more,
  };
  return { topic: 'a-topic', ...judged(result, outcomes, outcomes.length) };
}

const measured = (...values: number[]): Outcome => ({ kind: 'measured', values });
const many = Array.from({ length: 100 }, (_, index) => measured(index + 1));
const atLeast = { what: 'no end', theirs: 'long', accepted: { low: 10_000, high: Infinity } };
const median = {
  ...{ what: 'a median', theirs: '70 ms', statistic: { kind: 'median' } as const },
  accepted: { low: 65, high: 75 },
};

const reproduced: Reproduced = {
  topic,
  rows: [
    row({}, [measured(80)]),
    row(atLeast, [measured(Infinity)]),
    row(median, many),
    row({ what: 'idle' }, [{ kind: 'not exercised', why: 'nobody crashed' }]),
  ],
  curves: [{ series: 's', values: [10, 100, 1000, Infinity] }],
};

describe('text', () => {
  it('has a line for each result, or two', () => {
    expect(topicText(reproduced, style)).toBe(
      [
        'a-topic: What it is',
        '  Somebody, 2000',
        '  Like this.',
        '',
        '✓ a time: theirs 80 ms; ours 80 ms',
        '✓ no end: theirs long; ours never; accepted at least 10 s',
        '✕ a median',
        '    theirs 70 ms; ours 50 ms (40 ms to 61 ms); accepted 65',
        '    ms to 75 ms; outside',
        '? idle',
        '    theirs 80 ms; ours nothing; not exercised: nobody',
        '    crashed',
        '',
        `  s │${'▂'.repeat(16)}${'▄'.repeat(16)}${'▆'.repeat(17)}│ 1 trial never`,
        '     10 ms           100 ms          1 s             10 s',
        '',
        '',
      ].join('\n'),
    );
  });

  it('ends with how many came out as published', () => {
    expect(reproduceEnd([reproduced], style)).toBe('✕ 2 of 4 results reproduced.\n');
    const good = { ...reproduced, rows: reproduced.rows.slice(0, 1) };
    expect(reproduceEnd([good], style)).toBe('✓ 1 result reproduced.\n');
    const open = { ...reproduced, rows: reproduced.rows.slice(3) };
    expect(reproduceEnd([open], style)).toBe('? 0 of 1 result reproduced.\n');
  });
});

describe('Markdown', () => {
  it('has a table and the picture', () => {
    const text = reproduceMarkdown([reproduced]);
    expect(text).toContain(
      '### a-topic\n\nWhat it is.\n\nTheirs: Somebody, 2000.\n\nOurs: Like this.\n',
    );
    expect(text).toContain(
      '| a median | 70 ms | 50 ms (40 ms to 61 ms) | 65 ms to 75 ms | outside |\n',
    );
    expect(text).toContain('```\ns │');
  });
});

describe('JSON', () => {
  it('has null for what never is, and all percentiles', () => {
    const document = reproduceDocument([reproduced]) as {
      topics: { results: object[]; curves: { percentilesMs: (number | null)[] }[] }[];
    };
    const [first] = document.topics;
    expect(first?.results[1]).toMatchObject({
      ...{ ours: null, interval: { low: null, high: null }, accepted: { low: 10_000, high: null } },
      verdict: 'inside',
    });
    const percentiles = first?.curves[0]?.percentilesMs ?? [];
    expect(percentiles).toHaveLength(101);
    expect([0, 25, 26, 75, 76, 100].map((place) => percentiles[place])).toEqual([
      ...[10, 10, 100, 1000, null, null],
    ]);
  });
});
