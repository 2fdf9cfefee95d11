/** PACELC: well-known configurations get the class that they are known for, with evidence that adds up. */
import { describe, expect, it } from 'vitest';
import { pacelc } from '../../src/experiments/pacelc.js';
import { pacelcName } from '../../src/report/pacelc.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

type Database = Extract<ScenarioInput['database'], { kind?: 'primary-replica' }>;

function configured(database: Partial<Database>, asking: object = {}) {
  return scenario({
    name: 'A configuration',
    database: { kind: 'primary-replica', nodes: 3, ...database },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', rate: '10/s', ...asking }],
    duration: '1s',
    faults: [{ at: '500ms', crash: 'primary' }],
    expect: { lostWrites: '> 5' },
  });
}

function classes(
  database: Partial<Database>,
  asking: object = {},
  seed: number | string = 1,
): readonly string[] {
  const { whole, writes, reads } = pacelc(configured(database, asking), { seed });
  return [whole, writes, reads].map(pacelcName);
}

describe('a configuration gives up', () => {
  it('consistency for availability and latency: asynchronous, reads anywhere', () => {
    const asking = { read: 'any' };
    expect(classes({ acknowledge: 'primary' }, asking)).toEqual(['PA/EL', 'PA/EL', 'PA/EL']);
  });

  it.each([1, 2, 3])(
    'nothing of consistency: majority, a lease, reads at the primary of what a majority has (seed %i)',
    (seed) => {
      const database = { acknowledge: 'majority', failover: { fencing: 'lease' } } as const;
      const asking = { level: 'majority' };
      expect(classes(database, asking, seed)).toEqual(['PC/EC', 'PC/EC', 'PC/EC']);
    },
  );

  // Whether a read meets a write that waits in vain is luck: not with every seed.
  it('only what was never acknowledged: majority, a lease, reads at the primary of what it has', () => {
    const database = { acknowledge: 'majority', failover: { fencing: 'lease' } } as const;
    expect(classes(database)).toEqual(['PA/EC', 'PC/EC', 'PA/EC']);
    const { partitioned } = pacelc(configured(database));
    expect(partitioned).toMatchObject({ lostWrites: 0, staleReads: 0, dirtyReads: 2 });
  });

  it('only the freshness of reads: majority, reads anywhere', () => {
    const database = { acknowledge: 'majority', failover: { fencing: 'lease' } } as const;
    expect(classes(database, { read: 'any' })).toEqual(['PA/EL', 'PC/EC', 'PA/EL']);
  });

  it('latency only: asynchronous, reads at the primary, nobody is promoted', () => {
    const database = { acknowledge: 'primary', failover: 'none' } as const;
    expect(classes(database)).toEqual(['PC/EL', 'PC/EL', 'PC/EC']);
  });

  it('nothing but answers for those who are cut off: a single node', () => {
    const alone = scenario({
      name: 'Alone',
      database: { kind: 'single-node' },
      clients: [{ name: 'app', rate: '10/s' }],
      duration: '1s',
    });
    const { whole, partitioned } = pacelc(alone);
    expect(pacelcName(whole)).toBe('PC/EC');
    const [near, far] = partitioned.sides;
    expect(near?.writes.ok).toBe(near?.writes.tried);
    expect(far?.writes.ok).toBe(0);
  });
});

describe('the evidence', () => {
  const { partitioned, calm, seed } = pacelc(configured({ acknowledge: 'primary' }));

  it('comes from the probing clients, not from the clients, faults and length of the scenario', () => {
    expect(seed).toBe('1');
    expect(partitioned.summary).toBe('partition n1 near | n2 n3 far');
    expect(partitioned.length).toBe(20_000_000);
    expect(partitioned.sides.map(({ name }) => name)).toEqual(['near', 'far']);
  });

  it('names the probing clients otherwise where something else is called like them', () => {
    const { partitioned: renamed } = pacelc(
      scenario({
        name: 'Taken names',
        database: { kind: 'primary-replica', nodes: ['near', 'near-2', 'n3'] },
        network: { latency: '1ms..5ms', zones: { far: ['n3'] } },
        clients: [{ name: 'app', rate: '10/s' }],
        duration: '1s',
      }),
    );
    expect(renamed.summary).toBe('partition near near-3 | near-2 n3 far-2');
    expect(renamed.sides.map(({ name }) => name)).toEqual(['near-3', 'far-2']);
    expect(renamed.sides[0]?.writes.ok).toBeGreaterThan(50);
  });

  it('counts all that the old primary acknowledged alone as lost', () => {
    const [near] = partitioned.sides;
    expect(partitioned.lostWrites).toBeGreaterThanOrEqual(near?.writes.ok ?? Infinity);
    expect(near?.writes.ok).toBeGreaterThan(50);
  });

  it('shows every write acknowledged early, and no read stale at the primary', () => {
    expect(calm.earlyWrites).toBe(calm.acknowledgedWrites);
    expect(calm.staleReads).toBe(0);
    expect(calm.writeLatency).toBe(1000);
  });
});
