/** What sessions do next: how workloads draw their operations, and how sessions walk through scripts. */
import { describe, expect, it } from 'vitest';
import { randomSource, type RandomStream } from '../../src/kernel/random.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { Script } from '../../src/simulation/clients/script.js';
import type { ClientSpec, StepSpec } from '../../src/simulation/clients/schema.js';
import { Workload, type Intent } from '../../src/simulation/clients/workload.js';
import { simulate } from '../../src/simulation/simulate.js';

type GroupInput = ScenarioInput['clients'][number];

function specOf(group: Partial<GroupInput>): ClientSpec {
  const { spec } = scenario({
    name: 'a workload',
    database: { kind: 'primary-replica', nodes: 3 },
    clients: [{ name: 'app', ...group }],
    duration: '1s',
  });
  return spec.clients[0] as ClientSpec;
}

function drawn(group: Partial<GroupInput>, count: number, seed = '1'): readonly Intent[] {
  const workload = new Workload(specOf(group), null);
  const random = randomSource(seed).stream('test');
  return Array.from({ length: count }, () => workload.next(random));
}

function keysOf(intents: readonly Intent[]): readonly string[] {
  return intents.map(({ key }) => key);
}

/** Pearson's measure of how far draws of k1, k2, … are from their shares. */
function distance(keys: readonly string[], shares: readonly number[]): number {
  return shares.reduce((sum, share, index) => {
    const count = keys.filter((key) => key === `k${index + 1}`).length;
    const meant = share * keys.length;
    return sum + (count - meant) ** 2 / meant;
  }, 0);
}

/** With ten keys, one sample in 10,000 is farther off. */
const far = 33.72;
const even = Array.from({ length: 10 }, () => 0.1);

function zipfShares(exponent: number): readonly number[] {
  const weights = even.map((_, index) => 1 / (index + 1) ** exponent);
  const sum = weights.reduce((whole, weight) => whole + weight);
  return weights.map((weight) => weight / sum);
}

describe('keys', () => {
  it('are chosen uniformly, and no more evenly than chance does', () => {
    const off = distance(keysOf(drawn({ keys: 10 }, 10_000)), even);
    expect(off).toBeLessThan(far);
    expect(off).toBeGreaterThan(0.5);
  });

  it.each([0.5, 0.99, 2])('follow the law of Zipf with exponent %d', (exponent) => {
    const keys = keysOf(drawn({ keys: { choose: 'zipf', count: 10, exponent } }, 10_000));
    expect(distance(keys, zipfShares(exponent))).toBeLessThan(far);
    expect(distance(keys, even)).toBeGreaterThan(10 * far);
  });

  it('come in turn, reads and writes alike', () => {
    const intents = drawn({ keys: { choose: 'in-turn', count: 3 } }, 8);
    expect(keysOf(intents)).toEqual(['k1', 'k2', 'k3', 'k1', 'k2', 'k3', 'k1', 'k2']);
    expect(new Set(intents.map(({ kind }) => kind)).size).toBe(2);
  });

  it('are fresh for every write; reads take the newest one', () => {
    let newest = 0;
    for (const { kind, key } of drawn({ keys: { choose: 'fresh' } }, 100)) {
      if (kind !== 'read') newest += 1;
      expect(key).toBe(`app-${Math.max(1, newest)}`);
    }
    expect(newest).toBeGreaterThan(20);
  });

  it('take turns over all sessions of a group', () => {
    const { chronicle } = simulate(
      scenario({
        name: 'in turn',
        database: { kind: 'single-node' },
        clients: [{ name: 'app', count: 3, keys: { choose: 'in-turn', count: 5 } }],
        duration: '1s',
      }),
    );
    chronicle.operations.forEach(({ key }, index) => {
      expect(key).toBe(`k${(index % 5) + 1}`);
    });
    expect(new Set(chronicle.operations.map(({ client }) => client)).size).toBe(3);
  });
});

describe('reads', () => {
  it.each([0.1, 0.5, 0.93])('have their share of %d', (reads) => {
    const count = drawn({ reads }, 10_000).filter(({ kind }) => kind === 'read').length;
    expect(Math.abs(count - 10_000 * reads)).toBeLessThan(4 * Math.sqrt(10_000 * reads));
  });

  it.each([
    [0, 'write'],
    [1, 'read'],
  ] as const)('with a share of %d need no chance', (reads, kind) => {
    const touched: RandomStream = {
      fraction: () => expect.unreachable(),
      below: () => expect.unreachable(),
      pick: () => expect.unreachable(),
    };
    expect(new Workload(specOf({ reads, keys: 1 }), null).next(touched).kind).toBe(kind);
  });
});

describe('deletes', () => {
  it.each(['register', 'append', 'update'] as const)(
    'have their share of what does not read: %s',
    (workload) => {
      const kinds = drawn({ workload, reads: 0.5, deletes: 0.2 }, 10_000).map(({ kind }) => kind);
      const count = kinds.filter((kind) => kind === 'delete').length;
      expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(1000));
      expect(new Set(kinds).size).toBe(3);
    },
  );

  it('change no other draw where there are none', () => {
    expect(drawn({ deletes: 0 }, 100)).toEqual(drawn({}, 100));
  });

  it('are all there is besides reads with a share of one', () => {
    const kinds = drawn({ reads: 0, deletes: 1 }, 10).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['delete']));
  });
});

it.each([
  ['register', 'write'],
  ['append', 'append'],
  ['counter', 'add'],
  ['update', 'update'],
] as const)('the workload %s consists of reads and %ss', (workload, write) => {
  const kinds = new Set(drawn({ workload }, 100).map(({ kind }) => kind));
  expect(kinds).toEqual(new Set(['read', write]));
});

it('the workload counter adds 1, and draws what append draws', () => {
  const adds = drawn({ workload: 'counter', reads: 0.3 }, 1000);
  expect(adds.filter(({ kind }) => kind === 'add')).not.toHaveLength(1000);
  for (const { kind, amount } of adds) expect(amount).toBe(kind === 'add' ? 1 : null);
  const appends = drawn({ workload: 'append', reads: 0.3 }, 1000);
  expect(keysOf(adds)).toEqual(keysOf(appends));
});

describe('a script', () => {
  const options = { read: 'any' };

  function walk(steps: readonly StepSpec[], repeat: number | undefined, count: number) {
    const script = new Script(steps, repeat, 'app.1', options);
    return Array.from({ length: count }, () => {
      const next = script.next();
      return next === null ? null : [next.wait, next.intent.kind, next.intent.key];
    });
  }

  const writeNew: StepSpec = { do: 'write', key: '$new' };
  const readLast: StepSpec = { do: 'read', key: '$last' };

  it('names keys that nobody used before, and the last one again', () => {
    expect(walk([writeNew, readLast, writeNew, readLast], 1, 5)).toEqual([
      [0, 'write', 'app.1-1'],
      [0, 'read', 'app.1-1'],
      [0, 'write', 'app.1-2'],
      [0, 'read', 'app.1-2'],
      null,
    ]);
  });

  it('adds 1 unless it says how much', () => {
    const steps: StepSpec[] = [
      { do: 'add', key: 'a' },
      { do: 'add', key: 'a', amount: -7 },
      { do: 'append', key: 'b' },
    ];
    const script = new Script(steps, 1, 'app.1', options);
    const intents = steps.map(() => script.next()?.intent);
    expect(intents).toEqual([
      { kind: 'add', key: 'a', amount: 1, options },
      { kind: 'add', key: 'a', amount: -7, options },
      { kind: 'append', key: 'b', amount: null, options },
    ]);
  });

  it('takes a key by name as the last one, too', () => {
    expect(walk([{ do: 'write', key: 'a' }, readLast], 1, 2)).toEqual([
      [0, 'write', 'a'],
      [0, 'read', 'a'],
    ]);
  });

  it('adds up its waits, over the end and the beginning', () => {
    expect(walk([{ wait: 1 }, { wait: 20 }, writeNew, { wait: 300 }], 2, 3)).toEqual([
      [21, 'write', 'app.1-1'],
      [321, 'write', 'app.1-2'],
      null,
    ]);
  });

  it('goes on for ever when nothing says how often', () => {
    expect(walk([writeNew], undefined, 1000).at(-1)).toEqual([0, 'write', 'app.1-1000']);
  });

  it('without an operation does nothing', () => {
    expect(walk([{ wait: 5 }], undefined, 1)).toEqual([null]);
  });

  function readers(group: Partial<GroupInput>): readonly string[] {
    const { chronicle } = simulate(
      scenario({
        name: 'script',
        database: { kind: 'primary-replica', nodes: 2, failover: 'none' },
        clients: [{ name: 'app', ...group }],
        duration: '1s',
      }),
    );
    return chronicle.operations.map(({ answeredBy }) => answeredBy ?? '');
  }

  it('takes the options of its group for what a step does not say', () => {
    const script: GroupInput['script'] = [
      { do: 'read', key: 'a' },
      { do: 'read', key: 'a', read: 'primary' },
    ];
    expect(readers({ read: 'replica', script, repeat: 2 })).toEqual(['n2', 'n1', 'n2', 'n1']);
    expect(readers({ script, repeat: 1 })).toEqual(['n1', 'n1']);
  });

  it('is walked through by each session on its own, at the instants that it says', () => {
    const { chronicle } = simulate(
      scenario({
        name: 'script',
        database: { kind: 'single-node' },
        clients: [
          {
            name: 'app',
            count: 2,
            from: '5ms',
            script: [{ wait: '10ms' }, { do: 'append', key: '$new' }, { do: 'read', key: '$last' }],
            repeat: 2,
          },
        ],
        duration: '1s',
      }),
    );
    const told = chronicle.operations.filter(({ client }) => client === 'app.2');
    // A write takes the 1 ms of its flush, a read nothing; what follows comes a microsecond later.
    expect(told.map(({ kind, key, invokedAt }) => [kind, key, invokedAt])).toEqual([
      ['append', 'app.2-1', 15_000],
      ['read', 'app.2-1', 16_001],
      ['append', 'app.2-2', 26_001],
      ['read', 'app.2-2', 27_002],
    ]);
    expect(told.map(({ versions }) => versions?.length ?? null)).toEqual([null, 1, null, 1]);
    expect(chronicle.operations).toHaveLength(8);
  });
});
