/** Visibility of whole scenarios, where it can be told beforehand. */
import { describe, expect, it } from 'vitest';
import { visibility } from '../../../src/experiments/visibility/visibility.js';
import { scenario } from '../../../src/scenario/build.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';

function asynchronous(client: object, more: object = {}) {
  const input = {
    name: 'Asynchronous replicas',
    database: { kind: 'primary-replica', nodes: 3 },
    network: { latency: '5ms' },
    hosts: { disk: { flush: '1ms' } },
    clients: [{ name: 'app', ...client }],
    duration: '1s',
    ...more,
  };
  return scenario(input as ScenarioInput);
}

describe('asynchronous replicas behind links of 5 ms', () => {
  // Acknowledged and sent after a flush of 1 ms, there after 5 ms and another flush.
  const result = visibility(asynchronous({ read: 'replica' }), { reads: 3000 });

  it('have a write 6 ms after the acknowledgement', () => {
    expect(result.curve.map(({ wait }) => wait)).toContain(4700);
    for (const { wait, share } of result.curve) expect(share).toBe(wait < 6000 ? 0 : 1);
    const [half] = result.reached;
    expect(half).toMatchObject({ percent: 50, low: 4700, high: 6800 });
    expect(half?.wait).toBeGreaterThan(4700);
  });

  it('are five versions behind a writer that never pauses', () => {
    expect(result.versions.map(({ within, share }) => [within, share])).toEqual([
      ...[1, 2, 3, 4, 5].map((within) => [within, 0]),
    ]);
  });

  it('answer at once, and writes after a flush', () => {
    expect(result.latency.write).toMatchObject({ p50: 1000, p99: 1000, p999: 1000 });
    expect(result.latency.read).toMatchObject({ p50: 0, p999: 0 });
    expect(result.unanswered).toEqual({ writes: 0, reads: 0 });
  });
});

describe('reads at the primary', () => {
  const result = visibility(asynchronous({}), { reads: 2000, seed: 'x' });

  it('are fresh at once, and nothing else is asked', () => {
    expect(result.seed).toBe('x');
    expect(result.curve).toMatchObject([{ wait: 1, reads: 1800, fresh: 1800, share: 1 }]);
    expect(result.versions[0]).toMatchObject({ within: 1, reads: 200, share: 1 });
    // None of 1,800 was stale: enough for 99 %, not for 99.9 %.
    expect(result.reached.map(({ wait, high }) => [wait, high])).toEqual([
      ...[50, 90, 99].map(() => [1, 1]),
      [1, null],
    ]);
  });
});

it('says that nothing is known where nobody answers', () => {
  const cut = asynchronous({ acknowledge: 'all', timeout: '1ms' });
  const { curve, reached, versions, unanswered } = visibility(cut, { reads: 200 });
  expect([curve, reached, versions]).toEqual([[], [], []]);
  expect(unanswered.writes).toBeGreaterThan(200);
});

it('is the same for the same seed, and hears how far it is', () => {
  const spread = asynchronous({ read: 'any' }, { network: { latency: '1ms..9ms' } });
  const done: number[] = [];
  const measureAgain = () =>
    visibility(spread, { reads: 500, seed: 5, onDone: (share) => done.push(share) });
  expect(measureAgain()).toEqual(measureAgain());
  expect(done).toEqual([1, 1]);
  expect(visibility(spread, { reads: 500, seed: 6 })).not.toEqual(measureAgain());
});
