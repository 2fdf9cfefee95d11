/** Faults of links in whole runs: who is cut off from whom, who is not, and what filters do together. */
import { describe, expect, it } from 'vitest';
import { scenario, type CustomScenarioInput } from '../../src/scenario/build.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { beacon, beatsOf, pulsesOf, type Sent } from '../support/beacon.js';

type Faults = NonNullable<CustomScenarioInput['faults']>;
type Fault = Faults[number];

/** Every node beats each 100 ms; two groups of clients ask n1 and n3, one every 100 ms, from 50 ms on. */
function run(faults: Faults, rest: Partial<CustomScenarioInput> = {}): Run {
  const clients = [
    { name: 'near', rate: '10/s', from: '50ms', to: 'n1', zone: 'eu' },
    { name: 'far', rate: '10/s', from: '50ms', to: 'n3', zone: 'us' },
  ];
  const described = scenario(
    {
      name: 'links',
      database: { kind: 'beacon', nodes: 4 },
      network: { latency: '10ms', zones: { eu: ['n1', 'n2'], us: ['n3'] } },
      clients: clients.map((group) => ({ timeout: '30ms', count: 2, ...group })),
      duration: '1s',
      settle: '0s',
      faults,
      ...rest,
    },
    { declarations: [beacon.declaration] },
  );
  return simulate(described, { databases: [beacon], trace: true });
}

/** The links whose beats of this instant (in milliseconds) did not arrive: `1>2 2>1`. */
function silent(faults: Faults, at = 500): string {
  return beatsOf(run(faults))
    .filter(({ sentAt, arrivedAt }) => sentAt === at * 1000 && arrivedAt.length === 0)
    .map(({ from, to }) => `${from}>${to}`.replaceAll('n', ''))
    .join(' ');
}

/** The groups of clients that heard nothing during a cut from 400 to 600 ms. */
function unheard({ chronicle }: Run): string {
  const during = chronicle.operations.filter(
    ({ invokedAt }) => invokedAt > 400_000 && invokedAt < 600_000,
  );
  expect(new Set(during.map(({ group }) => group)).size).toBe(2);
  const lost = during.filter(({ outcome }) => outcome === 'info').map(({ group }) => group);
  return [...new Set(lost)].sort().join(' ');
}

const cut = { at: '400ms', for: '200ms' } as const;

describe('a partition', () => {
  it.each<readonly [string, Extract<Fault, { partition: unknown }>['partition'], string]>([
    ['two groups', [['n1'], ['n2', 'n3', 'n4']], '1>2 1>3 1>4 2>1 3>1 4>1'],
    ['groups that leave a node out', [['n1'], ['n3']], '1>3 3>1'],
    ['three groups', [['n1'], ['n2'], ['n3', 'n4']], '1>2 1>3 1>4 2>1 2>3 2>4 3>1 3>2 4>1 4>2'],
    ['zones', [['eu'], ['us']], '1>3 2>3 3>1 3>2'],
    ['one direction', { from: 'n1', to: ['n2', 'n3'] }, '1>2 1>3'],
  ])('of %s cuts those links and no others', (_, partition, links) => {
    expect(silent([{ partition, ...cut }])).toBe(links);
  });

  it('lasts from its beginning to its end', () => {
    const faults: Faults = [{ partition: [['n1'], ['n2']], ...cut }];
    expect([300, 400, 500, 600, 700].map((at) => silent(faults, at))).toEqual([
      ...['', '1>2 2>1', '1>2 2>1', '', ''],
    ]);
  });

  it('that begins while another one lasts outlives it', () => {
    const faults: Faults = [
      { id: 'a', partition: [['n1'], ['n2']], ...cut },
      { id: 'b', partition: [['n1'], ['n2', 'n3']], at: '450ms', for: '400ms' },
    ];
    expect([400, 500, 600, 800, 900].map((at) => silent(faults, at))).toEqual([
      ...['1>2 2>1', '1>2 1>3 2>1 3>1', '1>2 1>3 2>1 3>1', '1>2 1>3 2>1 3>1', ''],
    ]);
  });

  it('is named in the trace', () => {
    const beats = beatsOf(run([{ id: 'storm', partition: [['n1'], ['n2']], ...cut }]));
    const decided = beats.filter(({ from, to }) => from === 'n1' && to === 'n2');
    expect(decided.map(({ disposition }) => disposition)).toEqual([
      ...[null, null, null, 'dropped by storm', 'dropped by storm'],
      ...[null, null, null, null, null],
    ]);
  });
});

describe('isolate', () => {
  it('cuts a node off from all others, in both directions', () => {
    expect(silent([{ isolate: 'n2', ...cut }])).toBe('1>2 2>1 2>3 2>4 3>2 4>2');
  });

  it('of several nodes cuts them off from each other too', () => {
    expect(silent([{ isolate: ['n3', 'n4'], ...cut }])).toBe(
      '1>3 1>4 2>3 2>4 3>1 3>2 3>4 4>1 4>2 4>3',
    );
  });
});

describe('clients', () => {
  it.each<readonly [string, Fault, string]>([
    ['a partition of nodes', { partition: [['n1'], ['n2', 'n3', 'n4']], ...cut }, ''],
    ['an isolated node', { isolate: 'n1', ...cut }, ''],
    ['loss', { loss: '100%', ...cut }, ''],
    ['a partition that names all clients', { partition: [['n1'], ['clients']], ...cut }, 'near'],
    ['a partition that names a group', { partition: [['n1', 'n3'], ['far']], ...cut }, 'far'],
    ['a partition of zones', { partition: [['eu'], ['us']], ...cut }, ''],
    ['a cut of requests', { partition: { from: 'clients', to: ['n1', 'n3'] }, ...cut }, 'far near'],
    ['a cut of replies', { partition: { from: 'n3', to: 'clients' }, ...cut }, 'far'],
  ])('and %s', (_, fault, groups) => {
    expect(unheard(run([fault]))).toBe(groups);
  });

  it('are cut off with their zone', () => {
    const crossing = run([{ partition: [['us'], ['eu', 'n4']], ...cut }], {
      clients: [
        { name: 'near', rate: '10/s', from: '50ms', to: 'n3', zone: 'eu', timeout: '30ms' },
        { name: 'far', rate: '10/s', from: '50ms', to: 'n3', zone: 'us', timeout: '30ms' },
      ],
    });
    expect(unheard(crossing)).toBe('near');
  });

  it('are as far away as their group says, there and back', () => {
    const latencyOf = (latency: string): readonly number[] => {
      const { operations } = run([], {
        network: { zones: { eu: ['n1'], us: ['n3'] }, roundTrip: { eu: { us: '24ms' } } },
        clients: [{ name: 'a', rate: '10/s', to: 'n3', zone: 'eu', latency }],
      }).chronicle;
      return [...new Set(operations.map((one) => (one.completedAt ?? 0) - one.invokedAt))];
    };
    expect(latencyOf('7ms')).toEqual([14_000]);
    expect(latencyOf('zones')).toEqual([24_000]);
  });
});

/** What n1 sent to n2, as text: instants of sending and arriving in milliseconds. */
function fromFirstToSecond(pulses: readonly Sent[]): readonly string[] {
  return pulses
    .filter(({ from, to }) => from === 'n1' && to === 'n2')
    .filter(({ sentAt }) => sentAt >= 300_000 && sentAt <= 600_000)
    .map(({ sentAt, arrivedAt }) => {
      const arrivals = arrivedAt.map((at) => String(at / 1000)).join(' ');
      return `${String(sentAt / 1000)}: ${arrivals}`;
    });
}

describe('messages on their way', () => {
  const partition = (inFlight: 'drop' | 'hold' | 'deliver', messages: 'drop' | 'hold'): Faults => [
    { partition: [['n1'], ['n2']], at: '305ms', for: '250ms', inFlight, messages },
  ];

  it.each([
    ['deliver', 'drop', ['300: 310', '400: ', '500: ', '600: 610']],
    ['drop', 'drop', ['300: ', '400: ', '500: ', '600: 610']],
    ['hold', 'drop', ['300: 555', '400: ', '500: ', '600: 610']],
    ['deliver', 'hold', ['300: 310', '400: 565', '500: 565', '600: 610']],
    ['hold', 'hold', ['300: 555', '400: 565', '500: 565', '600: 610']],
  ] as const)('%s, sent meanwhile: %s', (inFlight, messages, expected) => {
    expect(fromFirstToSecond(beatsOf(run(partition(inFlight, messages))))).toEqual(expected);
  });

  it('arrive because the fault ended, when it held them', () => {
    const { trace } = run(partition('hold', 'hold'));
    const ends = trace?.find(({ input }) => input.kind === 'fault' && input.phase === 'ends');
    const released = trace?.filter(({ at, input, cause }) => {
      const late = at === 555_000 || at === 565_000;
      return late && input.kind === 'message' && cause === ends?.number;
    });
    // Both directions, beat and report: one each on its way, two each sent meanwhile.
    expect(released).toHaveLength(12);
  });

  it('go down with their sender, when the crash says so', () => {
    const crash = (inFlight: 'drop' | 'deliver'): readonly string[] =>
      fromFirstToSecond(beatsOf(run([{ crash: 'n1', at: '305ms', for: '10ms', inFlight }])));
    expect(crash('deliver')[0]).toBe('300: 310');
    expect(crash('drop')[0]).toBe('300: ');
  });
});

describe('faults on links', () => {
  const on = { from: 'n1', to: 'n2' } as const;
  const beat = { ...on, kind: 'beat' } as const;

  const fifth = { ...beat, nth: 5 } as const;

  it.each<readonly [string, Fault, string]>([
    ['lag adds to the latency', { lag: '33ms', on, at: '450ms' }, '500: 543'],
    ['lag of another kind does not', { lag: '33ms', kind: 'report', at: '450ms' }, '500: 510'],
    ['loss of everything', { loss: '100%', kind: 'beat', at: '450ms' }, '500: '],
    ['duplication', { duplicate: '100%', on, at: '450ms' }, '500: 510 510'],
    ['bandwidth, for one beat of 100 bytes', { bandwidth: '10kB/s', on, at: '450ms' }, '500: 520'],
    ['the fifth beat is dropped', { message: fifth, do: 'drop' }, '500: '],
    ['the fifth beat since 450 ms', { message: fifth, do: 'drop', at: '450ms' }, '500: 510'],
    [
      'three are doubled',
      { message: { ...beat, nth: 4, count: 3 }, do: 'duplicate' },
      '500: 510 510',
    ],
    ['the fifth beat is late', { message: fifth, do: { delay: '7ms' } }, '500: 517'],
    ['the fifth beat is held', { message: fifth, do: 'hold', at: '0s', for: '580ms' }, '500: 590'],
  ])('%s', (_, fault, expected) => {
    expect(fromFirstToSecond(beatsOf(run([fault])))).toContain(expected);
  });

  it('combine whatever their order in the scenario', () => {
    const faults: Faults = [
      { id: 'lag', lag: '30ms..40ms', at: '250ms' },
      { id: 'rain', loss: '40%', at: '250ms' },
      { id: 'echo', duplicate: '40%', at: '250ms' },
      { id: 'cut', partition: [['n1'], ['n2']], at: '450ms', for: '100ms' },
    ];
    const zones = { eu: ['n1'], us: ['n3'] };
    const network = { latency: '5ms..15ms', order: 'none' as const, zones };
    const seen = (list: Faults): readonly Sent[] => pulsesOf(run(list, { network }));
    const pulses = seen(faults);
    expect(seen(faults.toReversed())).toEqual(pulses);
    expect(fromFirstToSecond(pulses)).toContain('500: ');
    expect(pulses.some(({ arrivedAt }) => arrivedAt.length === 2)).toBe(true);
    expect(pulses.some(({ disposition }) => disposition === 'lost')).toBe(true);
  });
});
