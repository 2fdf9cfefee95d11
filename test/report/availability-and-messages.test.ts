/** Two numbers of the report: the share of operations that ended ok, and messages for each operation. */
import { describe, expect, it } from 'vitest';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import { simulate } from '../../src/simulation/simulate.js';
import { chronicleOf } from '../support/chronicle.js';
import { runOf } from '../support/run.js';

describe('availability', () => {
  it('is the share of invoked operations that ended ok, by kind; appends are writes', () => {
    const story = chronicleOf({ nodes: ['n1'] });
    story.write('x', 0, 10);
    story.write('x', 20, 30, { outcome: 'fail' });
    story.write('x', 40, null, { outcome: 'info' });
    story.append('l', 50, 60);
    story.read('x', 60, 70, []);
    const { availability } = report(runOf(story.chronicle())).metrics;
    expect(availability).toEqual({ all: 3 / 5, writes: 2 / 4, reads: 1 });
  });

  it('is null of no operations', () => {
    const { metrics } = report(runOf(chronicleOf({ nodes: ['n1'] }).chronicle()));
    expect(metrics.availability).toEqual({ all: null, writes: null, reads: null });
    expect(metrics.messages.perOperation).toBeNull();
  });
});

describe('messages', () => {
  it('between nodes are told by operation invoked, those of clients apart', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    story.write('x', 0, 10);
    story.write('x', 20, 30, { outcome: 'fail' });
    const messages = { betweenNodes: 5, requests: 3, replies: 2 };
    expect(report(runOf(story.chronicle(), { messages })).metrics.messages).toEqual({
      sent: 5,
      requests: 3,
      replies: 2,
      perOperation: 2.5,
    });
  });
});

describe('expectations', () => {
  it('name both by their short paths', () => {
    const run = simulate(
      scenario({
        name: 'calm',
        database: { kind: 'primary-replica', nodes: 3 },
        clients: [{ name: 'app', rate: '10/s' }],
        duration: '2s',
        expect: { 'availability.all': 1, 'availability.reads': '> 0.9', 'messages.requests': 20 },
      }),
    );
    const { expectations, metrics } = report(run);
    expect(expectations.map(({ met }) => met)).toEqual([true, true, true]);
    expect(metrics.messages.perOperation).toBe(metrics.messages.sent / 20);
  });
});
