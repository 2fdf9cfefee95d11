/** What happens after the clients have stopped: waiting for quiet, looking at the replicas, reading back. */
import { describe, expect, it } from 'vitest';
import type { AnyFamily } from '../../src/databases/database.js';
import { scenario } from '../../src/scenario/build.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { probe, probed, type ProbeInput } from '../support/probe.js';

const writer = { name: 'app', reads: 0, keys: 3, rate: '20/s', timeout: '50ms' };

function run(input: ProbeInput = {}, family: AnyFamily = probe): Run {
  return probed({ clients: [writer], settle: '10s', ...input }, { databases: [family] });
}

describe('waiting for quiet', () => {
  it('ends soon when nothing happens any more', () => {
    const { chronicle, endedAt } = run();
    expect(chronicle.settledAt).toBe(1_000_000);
    expect(endedAt).toBeLessThan(1_300_000);
  });

  it('says since when it has been quiet', () => {
    const { chronicle } = run({
      faults: [{ at: '900ms', pause: 'n1', for: '2345ms' }],
    });
    expect(chronicle.settledAt).toBe(3_245_000);
  });

  it('waits for operations that are under way', () => {
    const { chronicle, endedAt } = run({
      database: { answers: ['silence'] },
      clients: [{ ...writer, timeout: '3s' }],
    });
    expect(chronicle.operations.every(({ outcome }) => outcome === 'info')).toBe(true);
    expect(endedAt).toBeGreaterThan(3_950_000);
  });

  it('waits for what is still on its way to a disk', () => {
    const { chronicle } = run({ hosts: { disk: { flush: '2s' } } });
    const [contents] = chronicle.finalContents;
    const held = [...(contents?.versions?.values() ?? [])].flat();
    expect(held).toHaveLength(chronicle.operations.length);
  });

  it('waits for what a busy node has still to do', () => {
    const { chronicle } = run({ hosts: { service: '200ms' } });
    expect(chronicle.operations.filter(({ outcome }) => outcome === 'info').length).toBeGreaterThan(
      15,
    );
    const held = [...(chronicle.finalContents[0]?.versions?.values() ?? [])].flat();
    expect(held).toHaveLength(chronicle.operations.length);
  });

  it('waits for a replica that is still applying what it has', () => {
    const described = scenario({
      name: 'a slow applier',
      database: {
        kind: 'primary-replica',
        nodes: 2,
        apply: { each: '300ms' },
        heartbeat: '20ms',
        failover: 'none',
      },
      clients: [{ name: 'app', reads: 0, keys: 3, rate: '30/s' }],
      duration: '1s',
    });
    const { finalContents, settledAt } = simulate(described).chronicle;
    const [primary, replica] = finalContents.map(({ versions }) => versions);
    expect(settledAt).toBeGreaterThan(9_000_000);
    expect(replica).toEqual(primary);
  });

  it('gives up when the settle time has run out', () => {
    const { chronicle, endedAt } = run({ database: { tick: '50ms' }, settle: '2s' });
    expect(chronicle.settledAt).toBeNull();
    expect(endedAt).toBeGreaterThanOrEqual(3_000_000);
    expect([...chronicle.finalReads.values()].every(({ versions }) => versions !== null)).toBe(
      true,
    );
  });

  it('takes no time when it has none, and reads back all the same', () => {
    const { chronicle } = run({ settle: '0s' });
    expect(chronicle.settledAt).toBeNull();
    expect([...chronicle.finalReads.keys()].sort()).toEqual(['k1', 'k2', 'k3']);
    expect([...chronicle.finalReads.values()].every(({ versions }) => versions !== null)).toBe(
      true,
    );
  });

  it('waits as long as the family says that it may look idle', () => {
    const patient = { ...probe, patience: () => 4_000_000 };
    expect(run({}, patient).endedAt).toBeGreaterThan(5_000_000);
    expect(run({}, patient).chronicle.settledAt).toBe(1_000_000);
    expect(run({ settle: '3s' }, patient).chronicle.settledAt).toBeNull();
  });
});

describe('reading back', () => {
  it('reads every key that was written, once, and no other', () => {
    const { chronicle, trace } = run({
      clients: [
        { ...writer, keys: 100 },
        { name: 'reader', reads: 1, keys: 200 },
      ],
    });
    const written = new Set(
      chronicle.operations.flatMap(({ kind, key }) => (kind === 'read' ? [] : [key])),
    );
    expect(new Set(chronicle.finalReads.keys())).toEqual(written);
    const reads = (trace ?? []).flatMap(({ effects }) =>
      effects.flatMap((effect) =>
        effect.kind === 'invoke' && effect.client.startsWith('$reader') ? [effect.summary] : [],
      ),
    );
    expect(reads.sort()).toEqual([...written].map((key) => `read ${key}`).sort());
  });

  it('asks through the strongest read, again until somebody answers', () => {
    const { chronicle } = run({
      database: { nodes: 3 },
      faults: [{ at: '990ms', crash: ['n1', 'n2'] }],
    });
    for (const { versions } of chronicle.finalReads.values()) expect(versions).toEqual([]);
    expect(chronicle.finalReads.size).toBe(3);
  });

  it('goes on asking after refusals', () => {
    const { chronicle } = run({
      database: { answers: [...Array.from({ length: 30 }, () => 'refused'), 'ok'] },
    });
    expect(chronicle.operations.every(({ outcome }) => outcome === 'fail')).toBe(true);
    expect(chronicle.finalReads.get('k1')?.versions?.length).toBeGreaterThan(0);
  });

  it('leaves keys unknown that nobody serves, and comes to an end', () => {
    const { chronicle, endedAt } = run({ faults: [{ at: '990ms', crash: 'n1' }] });
    expect(chronicle.finalReads.size).toBe(3);
    for (const { versions } of chronicle.finalReads.values()) expect(versions).toBeNull();
    expect(endedAt).toBeLessThanOrEqual(22_000_000);
  });

  it('reads more keys than it has sessions', () => {
    const { chronicle } = run({ clients: [{ ...writer, rate: '900/s', keys: 500 }] });
    expect(chronicle.finalReads.size).toBeGreaterThan(300);
    for (const { versions } of chronicle.finalReads.values()) expect(versions).not.toEqual([]);
  });

  it('comes after the contents were looked at: a read may repair what it finds', () => {
    const forgetful: AnyFamily = {
      ...probe,
      request(state: { store: Map<string, unknown> }, request: { kind: string }, client, node) {
        probe.request(state, request as never, client, node);
        if (request.kind === 'read') state.store.clear();
      },
    };
    const { chronicle, finalViews } = run({}, forgetful);
    expect(chronicle.finalContents[0]?.versions?.size).toBe(3);
    expect([...chronicle.finalReads.values()].some(({ versions }) => versions?.length === 0)).toBe(
      true,
    );
    expect(finalViews.get('n1')?.role).toBe('primary');
  });
});
