/** How traces, headlines, stories and lanes speak of counters: by amounts and sums. */
import { describe, expect, it } from 'vitest';
import { lanes } from '../../src/report/consistency/lanes.js';
import { consistencyRow } from '../../src/report/consistency/rows.js';
import { judge } from '../../src/checkers/consistency/judge.js';
import { observedHistory } from '../../src/history/observed.js';
import { explain } from '../../src/report/explain.js';
import { sequenceOf } from '../../src/report/export/sequence.js';
import { report } from '../../src/report/report.js';
import type { FindingKind } from '../../src/report/schema.js';
import { withSymbols, type Style } from '../../src/report/style.js';
import { effectText } from '../../src/report/trace-text.js';
import { scenario } from '../../src/scenario/build.js';
import { describeOperation } from '../../src/simulation/clients/narrate.js';
import { simulate } from '../../src/simulation/simulate.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';
import { runOf } from '../support/run.js';
import { stepsOf, storyOf } from './stories.js';

const nodes = ['n1', 'n2'];

/** 150 on both nodes, and then -50 that only the first one has. */
function balance(): { readonly story: ChronicleBuilder; readonly taken: number } {
  const story = chronicleOf({ nodes });
  const first = story.add('x', 150, 10, 12);
  const taken = story.add('x', -50, 20, 22);
  story.stored(first, 'n1', 11).stored(first, 'n2', 12).stored(taken, 'n1', 21, [first]);
  return { story, taken };
}

describe('headlines', () => {
  const { story, taken } = balance();
  story.read('x', 30, 31, [1, 2], { client: 'app.2' });
  story.read('x', 40, 41, [1], { by: 'n2' }).read('x', 50, 51, [1], { client: 'app.2', by: 'n2' });
  const later = story.add('x', 7, 60, 62);
  story.stored(later, 'n2', 61, [1]).left('rolled-back', taken, 'n1', 70);
  story.read('x', 80, 81, [1, later], { client: 'app.3', by: 'n2' }).final('x', [1, later]);
  const run = runOf(story.chronicle());
  const { findings } = report(run, { also: ['divergenceIntervals'] });

  const headlinesOf = (kind: FindingKind): readonly (string | undefined)[] => {
    const { items } = findings[kind] as { items: { headline?: string }[] };
    return items.map(({ headline }) => headline);
  };

  it.each<[FindingKind, readonly string[]]>([
    [
      'lostWrites',
      [
        'Add x −50 (2) by app.1 was acknowledged by n1 at 0.022 s and is gone from 0.070 s on: rolled back on n1.',
      ],
    ],
    [
      'dirtyReads',
      ['Read of x by app.2 at 0.030 s got −50 (2) from n1, which was rolled back later.'],
    ],
    [
      'sessionViolations',
      [
        'Session app.1 read x = 150 from n2 at 0.040 s after it had added −50 (2).',
        'Session app.2 read x = 150 from n2 at 0.050 s after it had read −50 (2).',
        'Session app.3 read x = 157 from n2 at 0.080 s without −50 (2), which app.1 had added before it added +7 (3).',
      ],
    ],
  ])('of %s', (kind, headlines) => {
    expect(headlinesOf(kind)).toEqual(headlines);
  });

  it('of stale reads and of reads that went back', () => {
    expect(headlinesOf('staleReads')[0]).toBe(
      'Read of x by app.1 at 0.040 s was answered by n2 with 150 although −50 (2) had been acknowledged: 1 version and 18 ms behind.',
    );
    expect(headlinesOf('inversions')[0]).toBe(
      'Session app.1 read x = 150 from n2 at 0.040 s although app.2 had read −50 (2) by 0.031 s.',
    );
  });

  it('of nodes that differ', () => {
    expect(headlinesOf('divergenceIntervals').join(' ')).toContain(
      'held different states of x from 0.021 s to the end: n1 100 and n2 150.',
    );
  });

  it('have stories in the same words', () => {
    const stale = storyOf(run, 'staleReads');
    expect(stepsOf(stale)).toContain('41 n2 answers 150: it does not have −50 (2).');
    expect(stale.contradiction).toBeNull();
    const lost = explain(run, report(run), { write: taken });
    expect(stepsOf(lost).at(-1)).toContain(
      'A strong read of x at the end returns 157: 2 is not there.',
    );
  });
});

describe('the trace', () => {
  it('says how much was added, and what that makes', () => {
    const operations = balance().story.read('x', 30, 31, [1, 2]).chronicle().operations;
    expect(operations.map((one) => describeOperation(one, 100))).toEqual([
      'add x +150 (1)',
      'add x −50 (2)',
      'read x → 100',
    ]);
  });

  const run = simulate(
    scenario({
      name: 'sums',
      database: { kind: 'single-node' },
      clients: [
        {
          ...{ name: 'app', repeat: 1 },
          script: [
            { do: 'read', key: 'a' },
            { do: 'add', key: 'a', amount: -5 },
            { do: 'read', key: 'a' },
            { do: 'add', key: 'a', amount: 5 },
            { do: 'read', key: 'a' },
            { do: 'append', key: 'b' },
            { do: 'read', key: 'b' },
          ],
        },
      ],
      duration: '1s',
    }),
    { trace: true },
  );

  it('is that of the run', () => {
    const ends = (run.trace ?? []).flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'complete' ? [effectText(effect)] : [])),
    );
    expect(ends.filter((text) => text.startsWith('app'))).toEqual([
      'app.1 ends operation 1 ok: read a → nothing',
      'app.1 ends operation 2 ok: add a −5 (1)',
      'app.1 ends operation 3 ok: read a → -5',
      'app.1 ends operation 4 ok: add a +5 (2)',
      'app.1 ends operation 5 ok: read a → 0',
      'app.1 ends operation 6 ok: append b = 3',
      'app.1 ends operation 7 ok: read b → 3',
    ]);
  });

  it('has the same words in diagrams', () => {
    const texts = [...sequenceOf(run, null)].map(({ text }) => text);
    expect(texts).toContain('add a −5 (1)');
    expect(texts).toContain('append b + 3');
  });

  it('depends on amounts', () => {
    const one = (amount: number): string =>
      simulate(
        scenario({
          ...{ name: 'one', database: { kind: 'single-node' }, duration: '1s' },
          clients: [{ name: 'app', repeat: 1, script: [{ do: 'add', key: 'a', amount }] }],
        }),
      ).digest;
    expect(one(5)).not.toBe(one(-5));
    expect(one(5)).toBe(one(5));
  });
});

describe('lanes', () => {
  const style: Style = {
    paint: ((same) => ({
      ...{ good: same, bad: same, warning: same, dim: same, strong: same, accent: same },
    }))((text: string) => text),
    unicode: false,
    width: 80,
  };

  it('show amounts with their signs, and only those of counters', () => {
    const story = balance().story.read('x', 30, 31, [1]);
    const history = observedHistory(story.chronicle());
    const [result] = judge(history, { levels: ['linearizable'] });
    expect(result?.verdict).toBe('invalid');
    if (result === undefined) return;
    const row = consistencyRow(result, history, { items: 1 });
    const shown = row.violations.items[0]?.operations ?? [];
    expect(lanes(shown, 0).map((cells) => cells[2])).toEqual(['add +150', 'add −50', 'read → 150']);
    const asSet = shown.map((one) => (one.action === 'read' ? { ...one, output: [150] } : one));
    expect(lanes(asSet, 0).map((cells) => cells[2])).toEqual([
      'add 150',
      'add -50',
      'read → [150]',
    ]);
    expect(withSymbols(lanes(shown, 0).flat().join(' '), style)).toContain('add -50');
  });
});
