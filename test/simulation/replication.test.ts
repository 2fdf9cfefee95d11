/** Positions as time series: what the sampler sees of families that show stages, and of others. */
import { describe, expect, it } from 'vitest';
import type { AnyFamily, NodeView } from '../../src/databases/database.js';
import type { ReplicationSamples } from '../../src/simulation/run.js';
import { probe, probed, type ProbeInput } from '../support/probe.js';

/** What a probe shows, made of what it has seen. */
type Show = (requests: number, reigns: number) => Partial<NodeView>;

/** A run of a second with ten requests to n1, one each 100 ms, by nodes that show positions like this. */
function sampled(show: Show, input: ProbeInput = {}): ReplicationSamples {
  const family: AnyFamily = {
    ...probe,
    view(state): NodeView {
      const view = probe.view(state);
      const requests = view.positions['applied'] ?? 0;
      return { ...view, ...show(requests, view.text.split('crown').length - 1) };
    },
  };
  const clients = [{ name: 'app', rate: '10/s', reads: 0 }];
  const run = probed({ database: { nodes: 3 }, clients, ...input }, { databases: [family] });
  return run.replication;
}

const stages: Show = (requests, epoch) => ({
  epoch,
  positions: { written: requests, flushed: requests - 1 },
  sent: { n1: 10 + epoch, n2: requests - 2, n3: 0 },
});

describe('the series of a run', () => {
  it('holds two hundred samples of every position of every node', () => {
    const { at, interval, newest, sent, positions, behind } = sampled(stages);
    expect([at.length, interval, at[0], at.at(-1)]).toEqual([200, 5_000, 5_000, 1_000_000]);
    const own = positions.get('n1');
    expect([...(own?.keys() ?? [])].sort()).toEqual(['flushed', 'written']);
    const all = [newest, ...sent.values(), ...behind.values(), ...(own?.values() ?? [])];
    expect(all.map((series) => series.length)).toEqual(all.map(() => 200));
    expect(own?.get('written')?.[98]).toBe(5);
    expect(own?.get('flushed')?.[98]).toBe(4);
    expect(positions.get('n2')?.get('written')?.[98]).toBe(0);
  });

  it('knows how far the log was sent from the primary of the highest epoch', () => {
    const crowned = [{ at: '500ms', command: 'crown', node: 'n2' }] as const;
    const { at, sent } = sampled(stages, { faults: crowned.map((fault) => ({ ...fault })) });
    const before = at.findIndex((instant) => instant === 400_000);
    const after = at.findIndex((instant) => instant === 600_000);
    const seen = [before, after].map((index) => ['n1', 'n2'].map((id) => sent.get(id)?.[index]));
    // n1 is primary in epoch 0 and has had five requests; then n2 is, in epoch 1, and has had none.
    expect(seen).toEqual([
      [10, 3],
      [11, -2],
    ]);
  });

  it('does not know how far the log was sent without a primary that says so', () => {
    const silent = sampled((requests) => ({ positions: { written: requests } }));
    const headless = sampled((requests) => ({ ...stages(requests, 0), role: 'replica' }));
    for (const { sent } of [silent, headless]) {
      expect([...sent.keys()]).toEqual(['n1', 'n2', 'n3']);
      expect(new Set([...sent.values()].flat())).toEqual(new Set([null]));
    }
  });

  it('counts the furthest position that anybody showed or had been sent as the newest', () => {
    const shown = sampled((requests) => ({ positions: { log: requests + 7, applied: requests } }));
    expect(shown.newest[98]).toBe(12);
    expect(sampled(stages).newest[98]).toBe(10);
    const hidden = sampled(() => ({ positions: {} }));
    expect(new Set(hidden.newest)).toEqual(new Set([null]));
  });

  it('has gaps where a node was down, and where it did not show a position', () => {
    const faults = [{ at: '200ms', crash: 'n1', for: '300ms' }];
    const show: Show = (requests) => {
      return { positions: requests < 3 ? { applied: requests } : { applied: requests, late: 1 } };
    };
    const { at, positions, behind } = sampled(show, { faults });
    const own = positions.get('n1');
    const wasDown = at.map((instant) => instant >= 200_000 && instant < 500_000);
    expect(own?.get('applied')?.map((position) => position === null)).toEqual(wasDown);
    expect(behind.get('n1')?.map((entries) => entries === null)).toEqual(wasDown);
    const late = own?.get('late') ?? [];
    expect(late).toHaveLength(200);
    expect(late[0]).toBeNull();
    expect(late.at(-1)).toBe(1);
    expect(positions.get('n2')?.has('late')).toBe(false);
  });

  it('measures `behind` by what was applied, whatever else nodes show', () => {
    const { behind } = sampled((requests) => ({
      positions: { written: 100, applied: requests },
    }));
    expect(['n1', 'n2'].map((id) => behind.get(id)?.[98])).toEqual([0, 5]);
    expect(new Set(sampled(stages).behind.get('n1'))).toEqual(new Set([null]));
  });
});
