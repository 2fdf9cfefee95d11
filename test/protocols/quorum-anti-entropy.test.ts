/** Anti-entropy alone, without hints and read repair, makes replicas equal, whatever was written and deleted on whichever side. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { beginComparing } from '../../src/databases/quorum/anti-entropy/compare.js';
import { quorum } from '../../src/databases/quorum/family.js';
import { firstRing, listsFor, replicasIn } from '../../src/databases/quorum/membership/ring.js';
import type { QuorumOptions } from '../../src/databases/quorum/options/schema.js';
import { quorumDeclaration } from '../../src/databases/quorum/schema.js';
import { changeCell, emptyCell, mergeCells, type Cell } from '../../src/databases/versions/cell.js';
import { mergeElements } from '../../src/databases/versions/collection.js';
import { contextOf } from '../../src/databases/versions/context.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';
import { Bench, Talk } from '../support/quorum.js';

const schemes = ['wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'] as const;
const scheme = fc.constantFrom(...schemes);

const runs = fc.readConfigureGlobal().numRuns ?? 100;

interface Split {
  readonly nodes: number;
  readonly replicas: number;
  readonly cut: number;
  readonly versions: (typeof schemes)[number];
  readonly depth: number;
  readonly deletes: number;
  readonly workload: 'register' | 'append';
  readonly crash: boolean;
}

const split: fc.Arbitrary<Split> = fc.record({
  nodes: fc.integer({ min: 2, max: 6 }),
  replicas: fc.integer({ min: 2, max: 3 }),
  cut: fc.integer({ min: 1, max: 5 }),
  versions: scheme,
  depth: fc.integer({ min: 1, max: 10 }),
  deletes: fc.constantFrom(0, 0.3, 0.7),
  workload: fc.constantFrom('register', 'append'),
  crash: fc.boolean(),
});

/** Both sides of a partition go on writing by themselves, and nobody but anti-entropy tells the other side. */
function splitScenario({ nodes, replicas, cut, crash, ...rest }: Split) {
  const { versions, depth, deletes, workload } = rest;
  const names = Array.from({ length: nodes }, (_, place) => `n${place + 1}`);
  const group = cut % nodes === 0 ? 1 : cut % nodes;
  const partition = [names.slice(0, group), names.slice(group)];
  const described = {
    name: 'split',
    database: {
      ...{ kind: 'quorum', nodes, replicas: Math.min(replicas, nodes), versions },
      ...{ readLevel: 'one', writeLevel: 'one', timeout: '50ms', suspect: '200ms' },
      ...{ hints: 'none', readRepair: { mode: 'none' }, antiEntropy: { every: '700ms', depth } },
    },
    network: { latency: '1ms..5ms' },
    hosts: { disk: { flush: '1ms' } },
    clients: [{ name: 'app', count: 3, rate: '60/s', keys: 12, deletes, workload, reads: '20%' }],
    duration: '4s',
    faults: [
      { at: '100ms', clock: 'n2', jump: '20ms' },
      { at: '500ms', partition, for: '4s' },
      ...(crash ? [{ at: '1s', crash: 'n1', for: '1s' }] : []),
    ],
  };
  return scenario(described as unknown as ScenarioInput, { declarations: [quorumDeclaration] });
}

test.prop([split, fc.nat()], { numRuns: Math.ceil(runs / 2) })(
  'all replicas of each key are equal once a partition is over and all have been compared',
  (drawn, seed) => {
    const described = splitScenario(drawn);
    const options = described.spec.database as unknown as QuorumOptions;
    const { chronicle, notes } = simulate(described, { seed, databases: [quorum] });
    expect(chronicle.settledAt).not.toBeNull();
    expect(notes.get('anti-entropy') ?? 0).toBeGreaterThan(0);
    const ring = firstRing(options, () => null);
    const served = new Map(chronicle.finalContents.map(({ node, versions }) => [node, versions]));
    for (const { key } of chronicle.operations) {
      const [first, ...others] = replicasIn(ring, key).map((id) => served.get(id)?.get(key) ?? []);
      for (const other of others) expect(other).toEqual(first);
    }
  },
);

/** What two nodes do with a few keys, each by itself but for now and then, when it hears what the other one has. */
type Step = readonly [
  node: 0 | 1,
  key: number,
  action: 'write' | 'append' | 'delete' | 'hear',
  sees: boolean,
];

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(
    fc.constantFrom(0 as const, 1 as const),
    fc.nat(11),
    fc.constantFrom('write' as const, 'append' as const, 'delete' as const, 'hear' as const),
    fc.boolean(),
  ),
  { maxLength: 40, size: 'max' },
);

/** The cells that two nodes end up with. */
function cellsAfter(
  all: readonly Step[],
  versions: (typeof schemes)[number],
): readonly [Map<string, Cell>, Map<string, Cell>] {
  const stores = [new Map<string, Cell>(), new Map<string, Cell>()] as const;
  for (const [place, [index, number, action, sees]] of all.entries()) {
    const key = `k${number}`;
    const held = stores[index].get(key) ?? emptyCell;
    if (action === 'hear') {
      const other = stores[1 - index]?.get(key) ?? emptyCell;
      const { cell } = mergeCells(versions, held, other);
      if (other !== emptyCell) stores[index].set(key, cell);
      continue;
    }
    const write = place + 1;
    if (action === 'append') {
      const elements = mergeElements(held.elements, [write]);
      stores[index].set(key, { ...held, elements });
      continue;
    }
    const context = sees ? contextOf(versions, held).vector : [];
    const stamp = { time: write, counter: 0 };
    const isTombstone = action === 'delete';
    const what = { write, isTombstone, node: `n${index + 1}`, context, stamp, least: write };
    const { cell } = changeCell(versions, held, { ...what, elements: held.elements });
    stores[index].set(key, cell);
  }
  return stores;
}

describe('two nodes that compare', () => {
  const drawn = { versions: scheme, depth: fc.integer({ min: 1, max: 8 }) };
  const others = fc.record({ ...drawn, nodes: fc.integer({ min: 2, max: 5 }) });

  test.prop([steps, others], { numRuns: runs })(
    'have what both together had of all keys that both hold, and then compare in two messages',
    (all, { versions, depth, nodes }) => {
      const input = { nodes, replicas: 2, versions, antiEntropy: { every: '1s', depth } };
      const [ours, theirs] = cellsAfter(all, versions);
      const one = new Bench('n1', input).holds(Object.fromEntries(ours));
      const other = new Bench('n2', input).holds(Object.fromEntries(theirs));
      const talk = () => {
        const words = new Talk([one, other]);
        return words.follow('n1', one.act(beginComparing, 'n2')).kinds;
      };
      talk();
      for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
        const [mine, yours] = [ours.get(key), theirs.get(key)];
        const { cell } = mergeCells(versions, mine ?? emptyCell, yours ?? emptyCell);
        const holders = listsFor(one.state, key).flat();
        const isShared = holders.includes('n1') && holders.includes('n2');
        expect(one.state.cells.get(key)).toEqual(isShared ? cell : mine);
        expect(other.state.cells.get(key)).toEqual(isShared ? cell : yours);
      }
      expect(one.state.comparisons.size).toBe(0);
      expect(talk()).toEqual(['compare', 'compared']);
    },
  );
});
