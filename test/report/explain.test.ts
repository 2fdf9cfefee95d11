/** The life of a lost write and the story of a stale read, told from a trace written by hand. */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/kernel/trace.js';
import { explain, findingAt } from '../../src/report/explain.js';
import { report } from '../../src/report/report.js';
import type { Run } from '../../src/simulation/run.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';
import { eventAt, plainScenario, runOf } from '../support/run.js';

const carries = (body: unknown): readonly number[] =>
  (body as { readonly entries?: readonly number[] }).entries ?? [];

/**
 * Write 1 is acknowledged by n1, its message to n2 dies with n1, n2 is promoted and n1 follows it.
 */
function lostWrite(): Run {
  const story = chronicleOf({ nodes: ['n1', 'n2'] });
  const write = story.write('x', 10, 13);
  story
    .stored(write, 'n1', 11)
    .fault('crash', ['n1'], 14, 40)
    .milestone('suspected', 'n2', 20)
    .milestone('promoted', 'n2', 25)
    .left('rolled-back', write, 'n1', 50)
    .final('x', []);
  const trace: TraceEvent[] = [
    eventAt(10, { kind: 'client', client: 'app.1', step: 'begins' }, [
      {
        kind: 'ask',
        message: 5,
        to: 'n1',
        operation: 1,
        arrivesAt: [11_000],
        disposition: null,
      },
    ]),
    eventAt(
      11,
      { kind: 'request', node: 'n1', client: 'app.1', message: 5, operation: 1, attempt: 1 },
      [
        { kind: 'append', record: {} },
        { kind: 'flush', mark: 3, at: 12_000 },
      ],
    ),
    eventAt(12, { kind: 'flushed', node: 'n1', mark: 3 }, [
      {
        kind: 'send',
        message: 7,
        from: 'n1',
        to: 'n2',
        body: { kind: 'append', entries: [1] },
        arrivesAt: [15_000],
        disposition: null,
      },
      {
        kind: 'send',
        message: 8,
        from: 'n1',
        to: 'n2',
        body: { kind: 'heartbeat' },
        arrivesAt: [15_000],
        disposition: null,
      },
    ]),
    eventAt(15, { kind: 'ignored', node: 'n2', what: 'append #7', why: 'dropped on its way' }),
    eventAt(50, { kind: 'message', node: 'n1', from: 'n2', message: 9, body: { kind: 'rewind' } }),
  ];
  const plain = runOf(story.chronicle(), { trace });
  const places = new Map([['faults/0', { line: 12, column: 5 }]]);
  return { ...plain, scenario: { ...plain.scenario, file: 'failover.yaml', places } };
}

/** Write 2 is on its way to n2, behind a slow link, when a client reads there. */
function staleRead(): ChronicleBuilder {
  const story = chronicleOf({ nodes: ['n1', 'n2'] });
  const [first, second] = [story.write('x', 0, 2), story.write('x', 10, 13)];
  return story
    .stored(first, 'n1', 1)
    .stored(first, 'n2', 2)
    .stored(second, 'n1', 11, [first])
    .fault('lag', ['n1', 'n2'], 5, 200)
    .read('x', 20, 21, [first], { client: 'app.2', by: 'n2' })
    .stored(second, 'n2', 100, [first])
    .final('x', [second]);
}

describe('the story of a lost write', () => {
  const run = lostWrite();
  const story = explain(run, report(run), { finding: 1, carries });

  it('tells what happened, in order, with times and the line of the fault', () => {
    expect(story.steps.map(({ number, at, text }) => `${number} ${at / 1000} ${text}`)).toEqual([
      '1 10 app.1 asks n1 for x = 1.',
      '2 11 n1 stores it.',
      '3 12 The flush of n1 is through: x = 1 is durable there.',
      '4 12 n1 sends it to n2 in append #7: dropped on its way.',
      '5 13 app.1 is told that the write happened. At this instant n1 has it on disk, nobody else has it.',
      '6 14 The scenario strikes: crash n1 (faults/0, failover.yaml:12), for 26 ms.',
      '7 20 n2 suspects that the primary is gone.',
      '8 25 n2 is promoted without the write: only n1 has it.',
      '9 50 n1 cuts it from its log on rewind #9 from n2.',
      '10 1050 A strong read of x at the end returns nothing: 1 is not there.',
    ]);
  });

  it('names the events, so that they can be found in the trace', () => {
    expect(story.steps.slice(0, 3).map(({ event }) => event)).toEqual([10_001, 11_001, 12_001]);
  });

  it('begins with the headline of the report and ends with what was lost', () => {
    expect(story.headline).toBe(report(run).findings.lostWrites.items[0]?.headline);
    expect(story.outcome).toBe(
      'The acknowledged write is lost: rolled back. A read that should have seen it did not.',
    );
  });

  it('says what would have helped, as far as the run shows', () => {
    expect(story.wouldHaveHelped).toEqual([
      'No node but n1 had it when it was acknowledged, and no other ever got it: an ' +
        'acknowledgement that waits for one more node would not have been given.',
    ]);
  });

  it('does without the declaration of messages', () => {
    const { steps } = explain(run, report(run), { finding: 1 });
    expect(steps.map(({ text }) => text).join(' ')).not.toContain('#7');
    expect(steps).toHaveLength(9);
  });
});

describe('the story of a stale read', () => {
  it('shows the write on its way, the fault over the node, and when the node had it', () => {
    const trace: TraceEvent[] = [
      eventAt(
        11,
        { kind: 'request', node: 'n1', client: 'app.1', message: 3, operation: 2, attempt: 1 },
        [
          {
            kind: 'send',
            message: 4,
            from: 'n1',
            to: 'n2',
            body: { kind: 'append', entries: [2] },
            arrivesAt: [100_000],
            disposition: null,
          },
        ],
      ),
      eventAt(100, {
        kind: 'message',
        node: 'n2',
        from: 'n1',
        message: 4,
        body: { kind: 'append' },
      }),
    ];
    const run = runOf(staleRead().chronicle(), { trace });
    const story = explain(run, report(run), { carries });
    expect(story.steps.map(({ text }) => text)).toEqual([
      'The scenario strikes: lag n1 n2 (faults/0), for 195 ms.',
      'Write x = 2 by app.1 is stored by n1.',
      'n1 sends it to n2 in append #4: due at 0.100 s, it is still on its way at 0.020 s.',
      'app.1 is told that the write happened.',
      'app.2 asks for x.',
      'n2 answers 1: it does not have 2.',
      'n2 has the missed write, 80 ms after the read began.',
    ]);
    expect(story.wouldHaveHelped).toEqual([
      'n1 had the write when the read began: a read there would have returned it.',
      'n2 had it 80 ms after the read began: a read from then on would not have missed it there.',
    ]);
  });
});

describe('the story of a split brain', () => {
  it('comes after lost writes: the fault, the promotion, the first write and the last', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const writes = [
      story.write('x', 10, 12),
      story.write('y', 40, 42, { by: 'n2' }),
      story.append('y', 50, 52),
      story.write('x', 60, 62, { by: 'n2' }),
    ];
    for (const write of writes) story.stored(write, write % 2 === 0 ? 'n2' : 'n1', write * 10);
    story
      .fault('partition', ['n1', 'n2'], 20, 70)
      .milestone('promoted', 'n2', 35)
      .left('rolled-back', 3, 'n1', 80)
      .final('x', [4])
      .final('y', [2]);
    const run = runOf(story.chronicle(), { trace: [] });
    const { findings } = report(run);
    expect(findings.lostWrites.items.map(({ write }) => write)).toEqual([1, 3]);
    const told = explain(run, report(run), { finding: 3 });
    expect(told.headline).toBe(
      'n1 and n2 both acknowledged writes from 0.042 s to 0.052 s: n1 1 (1 lost) and n2 1.',
    );
    expect(told.headline).toBe(findings.splitBrain.items[0]?.headline);
    expect(told.steps.map(({ at, text }) => `${at / 1000} ${text}`)).toEqual([
      '20 The scenario strikes: partition n1 n2 (faults/0), for 50 ms.',
      '35 n2 is promoted.',
      '42 n2 acknowledges y = 2, the first write of its reign. The reign of n1 is not over.',
      '52 n1 acknowledges y + 3, the last write of its reign.',
    ]);
    expect(told.outcome).toBe(
      'Two nodes acknowledged writes for 10 ms. n1 acknowledged 1 write, 1 of them lost. ' +
        'n2 acknowledged 1 write, none of them lost.',
    );
    expect(findingAt(report(run), 4)?.finding).toBe('rolledBackWrites');
  });
});

describe('what can be explained', () => {
  it('is any write by its id, whatever became of it', () => {
    const run = runOf(staleRead().chronicle(), { trace: [] });
    const story = explain(run, report(run), { write: 1 });
    expect(story.headline).toBe('Write x = 1 by app.1: superseded.');
    expect(story.outcome).toBe('The write is superseded.');
  });

  it('is nothing on a run without findings', () => {
    const run = runOf(chronicleOf({ nodes: ['n1'] }).chronicle(), { trace: [] });
    const story = explain(run, report(run));
    expect(story.headline).toMatch(/there is nothing to explain/u);
    expect(story.steps).toEqual([]);
  });

  it('is no finding beyond the last one', () => {
    const run = lostWrite();
    expect(explain(run, report(run), { finding: 9 }).headline).toBe(
      'There is no finding 9: the report lists 2 that can be explained.',
    );
  });
});

it('a story with many replicas is cut to fifteen steps, and keeps its beginning and its end', () => {
  const nodes = Array.from({ length: 20 }, (_, index) => `n${index + 1}`);
  const story = chronicleOf({ nodes });
  const write = story.append('x', 10, 12);
  nodes.forEach((node, index) => {
    story.stored(write, node, 11 + index);
  });
  story.fault('crash', nodes, 40).left('rolled-back', write, 'n1', 50).final('x', []);
  const input = { ...plainScenario, database: { kind: 'primary-replica' as const, nodes } };
  const run = runOf(story.chronicle(), { input, trace: [] });
  const { steps } = explain(run, report(run));
  expect(steps).toHaveLength(15);
  expect(steps[0]?.text).toBe('n1 stores it.');
  expect(steps.at(-1)?.text).toMatch(/^A strong read of x at the end/u);
});
