/** What is judged of counters: the ledger by adds, consistency by sums, and by adds where that is enough. */
import { describe, expect, it } from 'vitest';
import type { AskedFor } from '../../src/checkers/asked-for.js';
import { check } from '../../src/checkers/check.js';
import { judge } from '../../src/checkers/consistency/judge.js';
import { observedHistory } from '../../src/history/observed.js';
import { simulate } from '../../src/simulation/simulate.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';
import { bundledScenario } from '../support/scenarios.js';

const nodes = ['n1'];
const levels = ['linearizable', 'sequential', 'causallyConvergent', 'causal'] as const;
const also: ReadonlySet<AskedFor> = new Set(levels);

/** Verdict and methods of each level. */
function judged(story: ChronicleBuilder): readonly string[] {
  const { consistency } = check(story.chronicle(), { also });
  return (consistency?.results ?? []).map(
    ({ level, verdict, scope }) => `${level} ${verdict}: ${scope.methods.join(', ')}`,
  );
}

const open = ['causallyConvergent unknown: bad patterns', 'causal unknown: bad patterns'] as const;

describe('a run with counters', () => {
  it('is judged without a search where single adds explain it', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.add('x', 5, 10, 30), story.add('x', -5, 10, 30, { client: 'app.2' })];
    story.read('x', 12, 13, [two], { client: 'app.3' });
    story.read('x', 40, 41, [one, two]).final('x', [one, two]);
    expect(judged(story)).toEqual([
      'linearizable valid: one pass',
      'sequential valid: bad patterns, saturation, search',
      'causallyConvergent valid: bad patterns',
      'causal valid: bad patterns',
    ]);
  });

  it('may have sums that are right although adds are missing', () => {
    const story = chronicleOf({ nodes });
    const [one, two, both] = [
      story.add('x', 5, 10, 11),
      story.add('x', -5, 20, 21),
      story.add('x', 7, 30, 31),
    ];
    story.read('x', 40, 41, [both], { client: 'app.2' }).final('x', [both]);
    story.stored(one, 'n1', 10).stored(two, 'n1', 20).stored(both, 'n1', 30);
    story.left('rolled-back', one, 'n1', 35).left('rolled-back', two, 'n1', 35);
    expect(judged(story)).toEqual([
      'linearizable valid: search',
      'sequential valid: bad patterns, saturation, search',
      ...open,
    ]);
    const { lostWrites, inversions, verdicts } = check(story.chronicle(), { also });
    expect(lostWrites.map(({ operation }) => operation.amount)).toEqual([5, -5]);
    expect([inversions, verdicts.noLostWrites]).toEqual([[], 'invalid']);
  });

  it('is not linearizable where a sum is wrong', () => {
    const story = chronicleOf({ nodes });
    const [one, two] = [story.add('x', 5, 10, 11), story.add('x', 6, 20, 21)];
    story.read('x', 30, 31, [two], { client: 'app.2' }).final('x', [one, two]);
    expect(judged(story)[0]).toBe('linearizable invalid: search');
  });

  it('counts an unknown add that somebody saw, and none that nobody saw', () => {
    const unknown = { outcome: 'info', client: 'app.2' } as const;
    const seen = chronicleOf({ nodes });
    const ids = [seen.add('x', 5, 10, 500, unknown), seen.add('x', 6, 20, 21)];
    seen.read('x', 30, 31, ids).final('x', ids);
    expect(judged(seen)[0]).toBe('linearizable valid: one pass');
    const unseen = chronicleOf({ nodes });
    unseen.add('x', 5, 10, 500, unknown);
    const known = unseen.add('x', 6, 20, 21);
    unseen.read('x', 30, 31, [known]).final('x', [known]);
    expect(judged(unseen)[0]).toBe('linearizable valid: one pass');
  });

  it('may not count one twice', () => {
    const story = chronicleOf({ nodes });
    const one = story.add('x', 5, 10, 20, { attempts: 2 });
    story.stored(one, 'n1', 11).stored(one, 'n1', 15).read('x', 30, 31, [one, one]);
    story.final('x', [one, one]);
    expect(judged(story)[0]).toBe('linearizable invalid: search');
    expect(check(story.chronicle()).duplicateWrites).toHaveLength(1);
  });

  it('is told wrong about its registers by the same verdict', () => {
    const story = chronicleOf({ nodes });
    const [old, fresh] = [story.write('r', 10, 11), story.write('r', 20, 21)];
    const add = story.add('x', 5, 30, 31);
    story.read('r', 40, 41, [old], { client: 'app.2' }).read('x', 50, 51, [add]);
    const { consistency } = check(story.final('r', [fresh]).final('x', [add]).chronicle(), {
      also,
    });
    const [linearizable] = consistency?.results ?? [];
    expect(linearizable?.violations.map(({ key }) => key)).toEqual(['r']);
    expect(linearizable?.verdict).toBe('invalid');
  });
});

describe('in the textbook', () => {
  const finals = (name: string): readonly unknown[] => {
    const { operations } = observedHistory(simulate(bundledScenario(name)).chronicle);
    return operations.flatMap(({ action, output }) => (action === 'read' ? [output] : []));
  };

  it('a balance of 150 is 150 after -50 on one side and +50 on the other', () => {
    expect(finals('161-a-balance-in-a-counter')).toEqual([100, 200, 150, 150]);
  });

  it('a balance that clients write back is the one that was written later', () => {
    // Both compute from 1, west writes 2, east writes 3.
    expect(finals('160-a-balance-in-a-register')).toEqual([1, 2, 1, 3, 3, 3]);
  });

  it('counters of other databases are known by their answers', () => {
    const { operations } = observedHistory(
      simulate(bundledScenario('161-a-balance-in-a-counter')).chronicle,
    );
    const [result] = judge({ operations, model: null }, { levels: ['linearizable'] });
    expect(result).toMatchObject({ verdict: 'invalid', scope: { methods: ['search'] } });
  });
});
