/** The rows of numbers in the text report: retries, split brains, who lagged behind. */
import { describe, expect, it } from 'vitest';
import { report } from '../../src/report/report.js';
import type { Report } from '../../src/report/schema.js';
import type { Style } from '../../src/report/style.js';
import { metricLines } from '../../src/report/text/metrics.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';
import { runOf, samplesOf } from '../support/run.js';

const same = (text: string): string => text;
const paint = { good: same, bad: same, warning: same, dim: same, strong: same, accent: same };
const style: Style = { paint, unicode: true, width: 120 };

const begin = (): ChronicleBuilder => chronicleOf({ nodes: ['n1', 'n2', 'n3'] });

/** The rows of a subject, with its name taken off. */
function rows(told: Report, subject: string): readonly string[] {
  return metricLines(told, style)
    .filter((line) => line.startsWith(`  ${subject}`))
    .map((line) => line.slice(14));
}

describe('retries', () => {
  it('are counted behind the outcomes when there were any', () => {
    const story = begin();
    story.write('x', 0, 10, { attempts: 1 });
    expect(rows(report(runOf(story.chronicle())), 'operations')).toEqual([
      '1: 1 ok, 0 failed, 0 unknown',
    ]);
    story.write('x', 20, 30, { attempts: 2 });
    expect(rows(report(runOf(story.chronicle())), 'operations')).toEqual([
      '2: 2 ok, 0 failed, 0 unknown; 1 retry',
    ]);
    story.write('x', 40, 50, { attempts: 4 });
    expect(rows(report(runOf(story.chronicle())), 'operations')).toEqual([
      '3: 3 ok, 0 failed, 0 unknown; 4 retries',
    ]);
  });
});

describe('a split brain', () => {
  /** n1 and n2 both acknowledge; what n1 did last is cut from its log. */
  function twice(): ChronicleBuilder {
    const story = begin().milestone('promoted', 'n2', 15);
    const acknowledged = (at: number, by: string): number => story.write('x', at - 1, at, { by });
    acknowledged(10, 'n1');
    const kept = acknowledged(20, 'n2');
    const lost = acknowledged(30, 'n1');
    const last = acknowledged(40, 'n2');
    story.stored(lost, 'n1', 30).left('rolled-back', lost, 'n1', 60);
    return story.stored(kept, 'n2', 20).stored(last, 'n2', 40, [kept]).final('x', [last]);
  }

  it('is one row: how long, since when, who, how much of it is lost', () => {
    expect(rows(report(runOf(twice().chronicle())), 'split brain')).toEqual([
      '10 ms from 20 ms: n1 acknowledged 1 write (1 lost), n2 1',
    ]);
  });

  it('is one row even when there are several', () => {
    const story = twice().milestone('stepped down', 'n2', 45).milestone('promoted', 'n3', 45);
    for (const at of [50, 56]) story.write('x', at, at + 1, { by: 'n3' });
    story.write('x', 54, 55, { by: 'n2' });
    expect(rows(report(runOf(story.chronicle())), 'split brain')).toEqual([
      '2 times, 14 ms in all; the first from 20 ms: n1 acknowledged 1 write (1 lost), n2 1',
    ]);
  });

  it('is told with how long both were in office', () => {
    const story = twice().milestone('started', 'n1', 0, { role: 'primary' });
    story.milestone('stepped down', 'n1', 60);
    expect(rows(report(runOf(story.chronicle())), 'split brain')).toEqual([
      '10 ms from 20 ms: n1 acknowledged 1 write (1 lost), n2 1; two in office for 45 ms',
    ]);
  });

  it('is a row even when nobody took a write', () => {
    const story = begin().milestone('started', 'n1', 0, { role: 'primary' });
    story.milestone('promoted', 'n2', 15).milestone('stepped down', 'n1', 60);
    const told = (): readonly string[] => rows(report(runOf(story.chronicle())), 'split brain');
    expect(told()).toEqual(['two in office for 45 ms, no conflicting writes']);
    for (const at of [19, 39]) story.read('x', at, at + 1, [], { by: 'n1' });
    story.read('x', 29, 30, [], { by: 'n2' });
    expect(told()).toEqual([
      'two in office for 45 ms, both answering for 0 ms, no conflicting writes',
    ]);
    story.read('x', 49, 50, [], { by: 'n2' });
    expect(told()).toEqual([
      'two in office for 45 ms, both answering for 10 ms, no conflicting writes',
    ]);
  });

  it('is no row when there is none', () => {
    expect(rows(report(runOf(begin().chronicle())), 'split brain')).toEqual([]);
  });
});

describe('lag', () => {
  /** A report on nodes whose applied positions were so far behind at most. */
  function lagging(behind: Readonly<Record<string, number>>): Report {
    const entries = [...new Map(Object.entries(behind))];
    const replication = samplesOf(2, {
      newest: [2_000, 2_000],
      behind: new Map(entries.map(([node, most]) => [node, [0, most]])),
      sent: new Map([['n3', [1_997, 1_999]]]),
      positions: new Map(
        entries.map(([node, most]) => [node, new Map([['applied', [2_000, 2_000 - most]]])]),
      ),
    });
    return report(runOf(begin().chronicle(), { replication }));
  }

  it('has a row for each node that fell behind by more than what is always on its way', () => {
    expect(rows(lagging({ n1: 19, n2: 20, n3: 1_400 }), 'lag of')).toEqual([
      'sent 3, applied 1,400 entries',
      'applied 20 entries',
    ]);
  });

  it('tells stages together that were as far behind, and fits a line', () => {
    const replication = samplesOf(1, {
      newest: [1_000],
      behind: new Map(['n1', 'n2'].map((node) => [node, [0]])),
      sent: new Map([['n2', [999]]]),
      positions: new Map([
        [
          'n2',
          new Map(
            Object.entries({ written: [920], flushed: [920], applied: [920], visible: [52] }),
          ),
        ],
      ]),
    });
    const told = report(runOf(begin().chronicle(), { replication }));
    expect(metricLines(told, { ...style, width: 80 }).at(-1)).toBe(
      '  lag of n2   sent 1, written to applied 80, visible 948 entries',
    );
  });

  it('shows the three nodes that were furthest behind and counts the others', () => {
    const told = lagging({ n1: 30, n2: 10, n3: 50, n4: 40, n5: 60, n6: 21 });
    expect(metricLines(told, style).slice(-4)).toEqual([
      '  lag of n5   applied 60 entries',
      '  lag of n3   sent 3, applied 50 entries',
      '  lag of n4   applied 40 entries',
      '              and 2 more nodes',
    ]);
  });

  it('is not told of a node that is alone', () => {
    expect(rows(lagging({ n1: 500 }), 'lag of')).toEqual([]);
  });
});
