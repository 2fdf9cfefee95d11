/** Sweeps on worker threads, as the package has them: the same counts whatever the number of threads. */
import { describe, expect, it } from 'vitest';
import { RunFailure, runSweep } from '../../dist/experiments/node/index.js';
import { sweepFile } from '../../dist/experiments/sweep/file.js';
import {
  beginSweep,
  noLimits,
  onlyShard,
  type SweepPlan,
} from '../../dist/experiments/sweep/sweep.js';
import { scenario, type AnyFamily } from '../../dist/index.js';

const lossy = scenario({
  name: 'Now and then',
  database: { kind: 'primary-replica', nodes: 2, failover: { detect: '1s' } },
  network: { latency: '1ms..40ms' },
  clients: [{ name: 'app', rate: '20/s', keys: 500, reads: 0 }],
  duration: '5s',
  faults: [{ id: 'crash', at: '2.02s', crash: 'n1', inFlight: 'drop' }],
  expect: { lostWrites: 0 },
});

function plan(seeds = { from: 1, to: 24 }, extra: Partial<SweepPlan> = {}): SweepPlan {
  const variants = [{ name: 'lossy', scenario: lossy }];
  return { variants, seeds: [seeds], shard: onlyShard, also: [], maxEvents: null, ...extra };
}

/** So that workers begin at once. */
const patience = 0;

describe('a sweep on worker threads', () => {
  it('counts the same with any number of them', async () => {
    const files = [];
    for (const jobs of [1, 2, 3]) {
      const sweep = beginSweep(plan());
      await runSweep(sweep, { jobs, patience });
      files.push(JSON.stringify(sweepFile(sweep, noLimits, '1')));
    }
    expect(new Set(files).size).toBe(1);
  });

  it.each([
    ['at once', 0],
    ['after some runs here', 1],
    ['never', 60_000],
  ])('counts the same when they take over %s', async (_when, milliseconds) => {
    const [alone, shared] = [beginSweep(plan()), beginSweep(plan())];
    await runSweep(alone);
    await runSweep(shared, { jobs: 2, patience: milliseconds });
    expect(sweepFile(shared, noLimits, '1')).toEqual(sweepFile(alone, noLimits, '1'));
  });

  it('stops at the same failure', async () => {
    const ends = [];
    for (const jobs of [1, 3]) {
      const sweep = beginSweep(plan());
      await runSweep(sweep, { jobs, patience, limits: { untilFailure: true, events: null } });
      ends.push([sweep.stopped, sweep.done, sweep.tallies[0]?.digest]);
    }
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]?.[0]).toBe('failure');
  });

  it('ends at a signal, with what is counted, and goes on', async () => {
    const sweep = beginSweep(plan());
    const controller = new AbortController();
    const onCounted = ({ done }: { readonly done: number }): void => {
      if (done === 7) controller.abort('interrupted');
    };
    await runSweep(sweep, { jobs: 2, patience, signal: controller.signal, onCounted });
    expect([sweep.done, sweep.stopped]).toEqual([7, 'interrupted']);
    await runSweep(sweep, { jobs: 2, patience });
    expect([sweep.done, sweep.stopped]).toEqual([24, null]);
  });

  it('knows families of the user, and names the seed of a run that throws', async () => {
    const example = new URL('../../examples/last-write-wins.js', import.meta.url).href;
    const broken = `import { databases as all } from '${example}';`;
    const contents = 'contents() { throw new Error("broken on purpose"); }';
    const text = `${broken} export const databases = all.map((one) => ({ ...one, ${contents} }));`;
    const modules = { right: example, broken: `data:text/javascript,${encodeURIComponent(text)}` };
    const ends: unknown[] = [];
    for (const module of [modules.right, modules.broken]) {
      const { databases } = (await import(module)) as { databases: readonly AnyFamily[] };
      const own = scenario(
        {
          name: 'Of my own',
          database: { kind: 'last-write-wins', nodes: 2 },
          clients: [{ name: 'app', rate: '10/s' }],
          duration: '1s',
        },
        { declarations: databases.map(({ declaration }) => declaration) },
      );
      for (const jobs of [1, 2]) {
        const variants = [{ name: 'own', scenario: own }];
        const sweep = beginSweep(plan({ from: 3, to: 9 }, { variants }));
        await runSweep(sweep, { jobs, patience, databases, modules: [module] }).then(
          () => ends.push(sweep.done),
          (error: unknown) => ends.push(error instanceof RunFailure ? `seed ${error.seed}` : error),
        );
      }
    }
    expect(ends).toEqual([7, 7, 'seed 3', 'seed 3']);
  });
});
