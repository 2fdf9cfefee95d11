/** Counters of leaderless replicas: whatever partitions and crashes do, all add up to the same, and no acknowledged add is missing. */
import { fc, test } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import { firstRing, replicasIn } from '../../src/databases/quorum/membership/ring.js';
import type { QuorumOptions } from '../../src/databases/quorum/options/schema.js';
import type { Chronicle } from '../../src/history/chronicle.js';
import { sumOf } from '../../src/history/counters.js';
import { finalReader, observedHistory } from '../../src/history/observed.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';

interface Drawn {
  readonly nodes: number;
  readonly replicas: number;
  readonly database: object;
  /** By group: what it adds, one after the other. */
  readonly amounts: readonly (readonly number[])[];
  readonly retry: string;
  readonly partition: { readonly cut: number; readonly at: number; readonly length: number };
  readonly crashes: readonly { readonly node: number; readonly at: number }[];
}

const amount = fc.integer({ min: -100, max: 100 }).filter((one) => one !== 0);
const instant = fc.integer({ min: 200, max: 3000 });

const drawn: fc.Arbitrary<Drawn> = fc.record({
  nodes: fc.integer({ min: 3, max: 5 }),
  replicas: fc.integer({ min: 2, max: 3 }),
  database: fc.record({
    versions: fc.constantFrom('wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'),
    writeLevel: fc.constantFrom('any', 'one', 'quorum'),
    readLevel: fc.constantFrom('one', 'quorum'),
    sloppy: fc.boolean(),
    digests: fc.boolean(),
  }),
  amounts: fc.array(fc.array(amount, { minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 4,
  }),
  retry: fc.constantFrom('none', 'once'),
  partition: fc.record({
    cut: fc.integer({ min: 1, max: 4 }),
    at: instant,
    length: fc.integer({ min: 100, max: 3000 }),
  }),
  crashes: fc.array(fc.record({ node: fc.integer({ min: 1, max: 3 }), at: instant }), {
    maxLength: 3,
  }),
});

/** Each group adds to one of two counters and reads it, step by step, while nodes come and go. */
function described(given: Drawn, repairs: object = { antiEntropy: { every: '500ms' } }): Scenario {
  const { nodes, replicas, database, amounts, retry, partition, crashes } = given;
  const names = Array.from({ length: nodes }, (_, place) => `n${place + 1}`);
  const cut = Math.min(partition.cut, nodes - 1);
  const byNode = new Map(crashes.map(({ node, at }) => [node, at]));
  return scenario({
    name: 'counters',
    database: {
      ...{ kind: 'quorum', nodes, replicas, timeout: '60ms', suspect: '200ms' },
      ...database,
      ...repairs,
    },
    network: { latency: '1ms..20ms' },
    hosts: { disk: { flush: '1ms..5ms' } },
    clients: amounts.map((own, place) => ({
      ...{ name: `group-${place + 1}`, repeat: 1, timeout: '300ms', patience: '100ms', retry },
      script: own.flatMap((one) => {
        const key = place % 2 === 0 ? 'even' : 'odd';
        return [{ do: 'add', key, amount: one }, { do: 'read', key }, { wait: '200ms' }];
      }),
    })),
    duration: '5s',
    faults: [
      {
        at: `${partition.at}ms`,
        partition: [names.slice(0, cut), names.slice(cut)],
        for: `${partition.length}ms`,
      },
      ...[...byNode].map(([node, at]) => ({ at: `${at}ms`, crash: `n${node}`, for: '700ms' })),
    ],
  } as unknown as ScenarioInput);
}

/** The sums that the replicas of each key would show. */
function sumsHeld({ finalContents, writes, finalReads }: Chronicle, { spec }: Scenario) {
  const ring = firstRing(spec.database as unknown as QuorumOptions, () => null);
  const held = new Map(finalContents.map(({ node, versions }) => [node, versions]));
  return [...finalReads.keys()].map((key) =>
    replicasIn(ring, key).map((node) => sumOf(held.get(node)?.get(key) ?? [], writes)),
  );
}

test.prop([drawn, fc.nat()])(
  'all replicas hold the same sum: of what was acknowledged, and of some that nobody knows of',
  (given, seed) => {
    const built = described(given);
    const { chronicle } = simulate(built, { seed });
    const { operations, finalReads } = chronicle;
    expect(chronicle.settledAt).not.toBeNull();
    const seen = observedHistory(chronicle).operations.filter(
      ({ session }) => session === finalReader,
    );
    sumsHeld(chronicle, built).forEach((sums, place) => {
      expect(new Set(sums)).toEqual(new Set([seen[place]?.output]));
    });
    for (const [key, { versions }] of finalReads) {
      const counted = new Set(versions);
      expect(counted.size).toBe(versions?.length);
      let sum = 0;
      for (const { key: own, write, amount: added, outcome } of operations) {
        if (own !== key || added === null) continue;
        if (outcome === 'ok') expect(counted).toContain(write);
        if (outcome === 'fail') expect(counted).not.toContain(write);
        if (counted.has(write)) sum += added;
      }
      expect(seen.find((read) => read.key === key)?.output).toBe(sum);
    }
  },
);

it('they hold different sums where nobody repairs', () => {
  const given: Drawn = {
    ...{ nodes: 3, replicas: 3, retry: 'none', crashes: [] },
    database: { writeLevel: 'one', readLevel: 'one' },
    amounts: [[5, 6, 7, 8, 9, 10]],
    partition: { cut: 1, at: 500, length: 2000 },
  };
  const built = described(given, { hints: 'none', readRepair: { mode: 'none' } });
  const { chronicle } = simulate(built);
  const [sums] = sumsHeld(chronicle, built);
  expect(new Set(sums).size).toBeGreaterThan(1);
});
