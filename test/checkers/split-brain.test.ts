/** Split brain: two nodes that acknowledge writes as primary at once. Times are in milliseconds. */
import { readFileSync } from 'node:fs';
import { it as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fate } from '../../src/checkers/fates.js';
import { failoverEvents } from '../../src/checkers/incidents.js';
import { splitBrains, timeOfSplitBrain, type SplitBrain } from '../../src/checkers/split-brain.js';
import type { WriteId } from '../../src/history/operation.js';
import { inMilliseconds } from '../../src/kernel/time.js';
import { report } from '../../src/report/report.js';
import type { Report } from '../../src/report/schema.js';
import { readScenario } from '../../src/scenario/read.js';
import { simulate } from '../../src/simulation/simulate.js';
import { chronicleOf, type ChronicleBuilder } from '../support/chronicle.js';

const nodes = ['n1', 'n2', 'n3'];

/** Writes that a node acknowledged, one at each time. */
function acknowledged(story: ChronicleBuilder, by: string, ...times: readonly number[]): WriteId[] {
  return times.map((at) => story.write('x', at - 1, at, { by }));
}

function found(story: ChronicleBuilder, lost: readonly WriteId[] = []): readonly SplitBrain[] {
  const fates = new Map(lost.map((write): [WriteId, Fate] => [write, 'rolled back']));
  return splitBrains(story.chronicle(), fates, failoverEvents);
}

/** `20..30 n1 2 (1 lost), n2 1` */
function inWords({ from, to, sides }: SplitBrain): string {
  const [start, end] = [from, to].map(({ completedAt }) => inMilliseconds(completedAt ?? -1));
  const accounts = sides.map(({ node, acknowledged: count, lost }) => {
    return `${node} ${count}${lost === 0 ? '' : ` (${lost} lost)`}`;
  });
  return `${start}..${end} ${accounts.join(', ')}`;
}

describe('a split brain', () => {
  it('lasts from the first acknowledgement of the new primary to the last of the old one', () => {
    const story = chronicleOf({ nodes }).milestone('promoted', 'n2', 15);
    acknowledged(story, 'n1', 10, 22);
    const [last = 0] = acknowledged(story, 'n1', 30);
    acknowledged(story, 'n2', 20, 28, 40);
    const [only, ...others] = found(story, [last]);
    expect(only === undefined ? null : inWords(only)).toBe('20..30 n1 2 (1 lost), n2 2');
    expect(only?.sides.map(({ promotion }) => promotion?.at ?? null)).toEqual([null, 15_000]);
    expect([only?.from.answeredBy, only?.to.answeredBy]).toEqual(['n2', 'n1']);
    expect(others).toEqual([]);
  });

  it('is one even when the new primary acknowledges nothing but a single write', () => {
    const story = chronicleOf({ nodes }).milestone('promoted', 'n2', 15);
    acknowledged(story, 'n1', 10, 30);
    acknowledged(story, 'n2', 20);
    expect(found(story).map(inWords)).toEqual(['20..20 n1 0, n2 1']);
    expect(timeOfSplitBrain(found(story))).toBe(0);
  });

  it('is none when one reign follows the other', () => {
    const story = chronicleOf({ nodes }).milestone('promoted', 'n2', 15);
    acknowledged(story, 'n1', 10, 14);
    acknowledged(story, 'n2', 20, 30);
    expect(found(story)).toEqual([]);
  });

  it('is none when a node comes back to office: its reigns are apart', () => {
    const story = chronicleOf({ nodes })
      .milestone('promoted', 'n2', 15)
      .milestone('promoted', 'n1', 35);
    acknowledged(story, 'n1', 10, 14, 40, 50);
    acknowledged(story, 'n2', 20, 30);
    expect(found(story)).toEqual([]);
  });

  it('is not made by reads, nor by writes that failed or that nobody heard of', () => {
    const story = chronicleOf({ nodes }).milestone('promoted', 'n2', 15);
    acknowledged(story, 'n1', 10);
    story.read('x', 24, 25, [], { by: 'n1' });
    story.write('x', 24, 25, { by: 'n1', outcome: 'fail' });
    story.write('x', 24, 25, { by: 'n1', outcome: 'info' });
    story.write('x', 24, null, { by: 'n1' });
    acknowledged(story, 'n2', 20, 30);
    expect(found(story)).toEqual([]);
  });

  it('of three nodes is one of each pair, and time that several share counts once', () => {
    const story = chronicleOf({ nodes })
      .milestone('promoted', 'n2', 15)
      .milestone('promoted', 'n3', 25);
    acknowledged(story, 'n1', 10, 50);
    acknowledged(story, 'n2', 20, 40);
    acknowledged(story, 'n3', 30, 60);
    expect(found(story).map(inWords)).toEqual([
      '20..40 n1 0, n2 2',
      '30..50 n1 1, n3 1',
      '30..40 n2 1, n3 1',
    ]);
    expect(timeOfSplitBrain(found(story))).toBe(30_000);
  });

  it('needs a role that is meant for one node, and a promotion', () => {
    const told = (roles: readonly string[], event: string): number => {
      const story = chronicleOf({ nodes, roles }).milestone(event, 'n2', 15);
      acknowledged(story, 'n1', 10, 30);
      acknowledged(story, 'n2', 20, 40);
      return found(story).length;
    };
    expect(told(['primary', 'replica'], 'promoted')).toBe(1);
    expect(told(['leader', 'follower'], 'promoted')).toBe(1);
    expect(told(['node'], 'promoted')).toBe(0);
    expect(told(['primary', 'replica'], 'restarted')).toBe(0);
  });
});

interface Planned {
  readonly node: string;
  readonly at: number;
}

interface PlannedWrite extends Planned {
  readonly isLost: boolean;
}

const node = fc.constantFrom(...nodes);
const at = fc.integer({ min: 1, max: 25 });
const writes = fc.array(fc.record({ node, at, isLost: fc.boolean() }), { maxLength: 14 });
const promotions = fc.array(fc.record({ node, at }), { minLength: 1, maxLength: 5 });

/** Every acknowledged write against every other one, as the definition reads. */
function byBruteForce(planned: readonly PlannedWrite[], promoted: readonly Planned[]): string[] {
  const reignOf = (write: PlannedWrite): string => {
    const before = promoted.filter((one) => one.node === write.node && one.at < write.at);
    return `${write.node} ${before.length}`;
  };
  const reigns = [...new Set(planned.map(reignOf))].sort();
  return reigns.flatMap((one, index) =>
    reigns.slice(index + 1).flatMap((other): string[] => {
      const [own, foreign] = [one, other].map((reign) => {
        return planned.filter((write) => reignOf(write) === reign);
      });
      const times = [own ?? [], foreign ?? []].map((list) => list.map((write) => write.at));
      const from = Math.max(...times.map((list) => Math.min(...list)));
      const to = Math.min(...times.map((list) => Math.max(...list)));
      if (from > to || own?.[0]?.node === foreign?.[0]?.node) return [];
      const accounts = [own ?? [], foreign ?? []].map((list) => {
        const within = list.filter((write) => from <= write.at && write.at <= to);
        const lost = within.filter(({ isLost }) => isLost).length;
        return `${list[0]?.node ?? ''} ${within.length}${lost === 0 ? '' : ` (${lost} lost)`}`;
      });
      return [`${from}..${to} ${accounts.sort().join(', ')}`];
    }),
  );
}

describe('the checker agrees with brute force', () => {
  property.prop([writes, promotions], { numRuns: 2000 })(
    'on every overlap',
    (planned, promoted) => {
      const story = chronicleOf({ nodes });
      for (const one of promoted) story.milestone('promoted', one.node, one.at);
      const lost = planned.flatMap((one) => {
        const own = acknowledged(story, one.node, one.at);
        return one.isLost ? own : [];
      });
      const overlaps = found(story, lost);
      const told = overlaps.map((one) => {
        const [earlier, later] = one.sides;
        const sides = earlier.node < later.node ? one.sides : ([later, earlier] as const);
        return inWords({ ...one, sides });
      });
      const expected = byBruteForce(planned, promoted);
      expect([...told].sort()).toEqual(expected.sort());
      const slots = Array.from({ length: 26 }, (_, slot) => slot);
      const covered = slots.filter((slot) =>
        expected.some((text) => {
          const [from = 0, to = 0] = text.split(' ')[0]?.split('..').map(Number) ?? [];
          return from <= slot && slot < to;
        }),
      );
      expect(inMilliseconds(timeOfSplitBrain(overlaps))).toBe(covered.length);
    },
  );
});

describe('in a run of 15-split-brain', () => {
  const text = readFileSync('scenarios/15-split-brain.yaml', 'utf8');

  function findingsOf(acknowledge: string): Report['findings'] {
    const set = [{ path: 'database.acknowledge', value: acknowledge }];
    const { scenario } = readScenario(text, { file: null, set });
    if (scenario === null) throw new Error('it is not a scenario');
    return report(simulate(scenario)).findings;
  }

  it('two nodes acknowledge behind the partition, and what the old primary did is lost', () => {
    const { splitBrain } = findingsOf('primary');
    expect(splitBrain.count).toBe(1);
    const [only] = splitBrain.items;
    const [old, next] = only?.sides ?? [];
    expect([old?.node, next?.node]).toEqual(['n1', 'n2']);
    expect(old?.acknowledged).toBeGreaterThan(0);
    expect(old?.lost).toBe(old?.acknowledged);
    expect(next?.acknowledged).toBeGreaterThan(0);
    expect(next?.lost).toBe(0);
    // Within the partition, which begins at 5 s and lasts for 10 s.
    expect(only?.fromMs).toBeGreaterThan(5_000);
    expect(only?.toMs).toBeLessThan(15_100);
  });

  it('an old primary that waits for a replica acknowledges nothing', () => {
    const { splitBrain } = findingsOf('any 1');
    expect(splitBrain).toMatchObject({ count: 0, totalMs: 0, items: [] });
    // It takes itself for the primary all the same, and its readers believe it.
    expect(splitBrain.believedCount).toBe(1);
    expect(splitBrain.servingMs).toBeGreaterThan(8_000);
  });
});
