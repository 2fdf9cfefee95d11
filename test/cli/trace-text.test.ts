/** The two written forms of the trace: lines for people, and one JSON value a line for programs. */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/kernel/trace.js';
import { ndjsonHeader, traceNdjson } from '../../src/report/trace-ndjson.js';
import { traceHeader, traceText } from '../../src/report/trace-text.js';
import type { Run } from '../../src/simulation/run.js';

const same = (text: string): string => text;
const paint = { good: same, bad: same, warning: same, dim: same, strong: same, accent: same };
const style = { paint, unicode: true, width: 80 };

const run = {
  scenario: { spec: { name: 'A failover' }, digest: '0123456789abcdef' },
  seed: '7',
  digest: 'fedcba9876543210',
  events: 1_234,
} as Run;

const shipping: TraceEvent = {
  number: 12,
  at: 501_000,
  cause: 9,
  input: {
    kind: 'message',
    node: 'n2',
    from: 'n1',
    message: 4,
    body: { kind: 'append', index: 3 },
  },
  effects: [
    { kind: 'append', record: { kind: 'entry', key: 'k1', write: 5 } },
    { kind: 'flush', mark: 2, at: 502_000 },
    {
      kind: 'send',
      message: 5,
      from: 'n2',
      to: 'n1',
      body: { kind: 'appended' },
      arrivesAt: [],
      disposition: 'dropped by partition-1',
    },
    {
      kind: 'send',
      message: 6,
      from: 'n2',
      to: 'n3',
      body: { kind: 'poll', epoch: 1 },
      arrivesAt: [503_000, 504_000],
      disposition: 'duplicated',
    },
  ],
};

const lines = (event: TraceEvent, how = style): string[] =>
  traceText([event], how).trimEnd().split('\n');

describe('the trace as text', () => {
  it('says of an event its number, time, place and cause, and what came of it below', () => {
    expect(lines(shipping)).toEqual([
      '     12   0.501000 s  n2       receives #4 from n1: append {index: 3}  ← 9',
      '                        log + entry {key: "k1", write: 5}',
      '                        flush 2 asked for, durable at 0.502000 s',
      '                        ✕ n1 (dropped by partition-1): #5 appended',
      '                        → n3 at 0.503000 s and 0.504000 s (duplicated): #6 poll…',
    ]);
  });

  it('is never wider than the terminal', () => {
    const long = {
      ...shipping,
      input: { ...shipping.input, body: { kind: 'x', of: 'y'.repeat(200) } },
    };
    for (const width of [60, 100]) {
      const widths = lines(long as TraceEvent, { ...style, width }).map((line) => line.length);
      expect(Math.max(...widths)).toBe(width);
    }
  });

  it('names clients and faults in the column of places', () => {
    const inputs: readonly TraceEvent['input'][] = [
      { kind: 'client', client: 'app.1', step: 'begins' },
      { kind: 'fault', fault: 'crash-n1', phase: 'begins', summary: 'crash n1' },
    ];
    const text = inputs.map((input) => lines({ ...shipping, cause: 0, input, effects: [] })[0]);
    expect(text).toEqual([
      '     12   0.501000 s  app.1    begins',
      '     12   0.501000 s  fault    crash-n1 begins: crash n1',
    ]);
  });

  it('shows what changed in the state when it was recorded', () => {
    const patches = [
      { op: 'replace', path: ['log', 'length'], value: 3 },
      { op: 'add', path: ['store', 'k1'], value: new Map([['a', new Set([1])]]) },
      { op: 'remove', path: ['timers', 0] },
    ];
    expect(
      lines({ ...shipping, effects: [], patches })
        .slice(1)
        .map((line) => line.trim()),
    ).toEqual(['~ log.length = 3', '~ store.k1 = {a: [1]}', '~ timers.0 removed']);
  });

  it('is headed by the run it belongs to', () => {
    expect(traceHeader(run, style)).toBe(
      'A failover · seed 7 · 1,234 events · digest fedcba9876543210\n',
    );
  });
});

describe('the trace as NDJSON', () => {
  it('begins with a header that names format, version and run', () => {
    expect(JSON.parse(ndjsonHeader(run))).toEqual({
      format: 'quorate-trace',
      formatVersion: 1,
      scenario: { name: 'A failover', digest: '0123456789abcdef' },
      seed: '7',
      digest: 'fedcba9876543210',
    });
  });

  it('has one event a line, exactly as it happened', () => {
    const parsed = traceNdjson([shipping, { ...shipping, number: 13 }])
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(parsed).toEqual([shipping, { ...shipping, number: 13 }]);
  });

  it('turns what JSON cannot carry into what it can', () => {
    const state = {
      acknowledged: new Map([[7, new Set(['n1', 'n2'])]]),
      until: Infinity,
      nothing: new Map(),
    };
    expect(JSON.parse(traceNdjson([{ ...shipping, state }]))).toMatchObject({
      state: { acknowledged: { 7: ['n1', 'n2'] }, until: 'Infinity', nothing: {} },
    });
  });
});
