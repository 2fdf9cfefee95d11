/** When faults begin and end: at a time, for a time, again and again, or when something happens. */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/simulation/run.js';
import { probed, seenBy, timesOf, type ProbeInput } from '../support/probe.js';

type Faults = NonNullable<ProbeInput['faults']>;

/** One second of three nodes with these faults, and ten writes from 5 ms on, one each 100 ms. */
function run(faults: Faults, rest: ProbeInput = {}): Run {
  return probed({
    database: { nodes: 3 },
    clients: [{ name: 'app', reads: 0, rate: '10/s', from: '5ms', ask: 'next', timeout: '50ms' }],
    faults,
    settle: '5s',
    ...rest,
  });
}

/** From when to when each occurrence lasted, in milliseconds; null for ever. */
function spans({ chronicle }: Run, id?: string): readonly (readonly [number, number | null])[] {
  return chronicle.faults
    .filter(({ fault }) => id === undefined || fault === id)
    .map(({ beganAt, endedAt }) => [beganAt / 1000, endedAt === null ? null : endedAt / 1000]);
}

/** When the occurrences of a fault began, in milliseconds. */
function begins(of: Run, id?: string): readonly number[] {
  return spans(of, id).map(([begin]) => begin);
}

describe('a fault with a time', () => {
  it('begins then, and ends after its length', () => {
    expect(spans(run([{ at: '200ms', pause: 'n1', for: '100ms' }]))).toEqual([[200, 300]]);
  });

  it('without a length stays', () => {
    expect(spans(run([{ at: '200ms', isolate: 'n1' }]))).toEqual([[200, null]]);
  });

  it('without a beginning holds from the start', () => {
    expect(spans(run([{ slow: 'n1', by: '1ms' }]))).toEqual([[0, null]]);
  });

  it.each<Faults[number]>([
    { id: 'x', at: '200ms', command: 'say', node: 'n1' },
    { id: 'x', at: '200ms', restart: 'n1' },
  ])('that is an act is over at once: %o', (act) => {
    expect(spans(run([act]))).toEqual([[200, 200]]);
  });

  it('is told in the trace, in words, when it begins and when it ends', () => {
    const { trace } = run([{ id: 'nap', at: '200ms', pause: 'n1', for: '100ms' }]);
    const told = (trace ?? []).filter(({ input }) => input.kind === 'fault');
    expect(told.map(({ at, input }) => [at / 1000, input])).toEqual([
      [200, { kind: 'fault', fault: 'nap', phase: 'begins', summary: 'pause n1' }],
      [300, { kind: 'fault', fault: 'nap', phase: 'ends', summary: 'pause n1' }],
    ]);
  });
});

describe('a repeating fault', () => {
  it('begins so often', () => {
    const often = run([{ at: '100ms', pause: 'n1', for: '10ms', every: '200ms', times: 3 }]);
    expect(spans(often)).toEqual([
      [100, 110],
      [300, 310],
      [500, 510],
    ]);
  });

  it('begins until the clients stop, and not at that instant any more', () => {
    const forever = run([{ at: '100ms', pause: 'n1', for: '10ms', every: '300ms' }]);
    expect(begins(forever)).toEqual([100, 400, 700]);
    expect(begins(run([{ at: '0s', restart: 'n1', every: '250ms' }]))).toEqual([0, 250, 500, 750]);
  });

  it('is one fault with one id, and several occurrences', () => {
    const { chronicle } = run([{ at: '100ms', pause: 'n1', for: '10ms', every: '300ms' }]);
    expect(new Set(chronicle.faults.map(({ fault, index }) => `${index} ${fault}`))).toEqual(
      new Set(['0 pause-n1-at-100ms']),
    );
  });
});

describe('a fault that waits for something', () => {
  const crash: Faults[number] = { id: 'crash', at: '100ms', crash: 'n2', for: '200ms' };

  it.each<[string, number]>([
    ['started', 0],
    ['crashed', 100],
    ['restarted', 300],
    ['acknowledged', 5],
    ['said', 400],
  ])('begins when it has happened: %s', (event, at) => {
    const say: Faults[number] = { at: '400ms', command: 'say', node: 'n3' };
    const waiting: Faults[number] = { id: 'w', when: event, pause: 'n3', for: '1ms' };
    expect(spans(run([crash, say, waiting]), 'w')).toEqual([[at, at + 1]]);
  });

  it('begins once, though it happens again', () => {
    expect(begins(run([{ id: 'w', when: 'acknowledged', pause: 'n3', for: '1ms' }]))).toEqual([5]);
  });

  it('counts, and waits a while more', () => {
    const when = { event: 'acknowledged', count: 4, after: '17ms' };
    expect(begins(run([{ when, pause: 'n3', for: '1ms' }]))).toEqual([322]);
  });

  it('may repeat from then on', () => {
    const waiting: Faults = [{ when: 'crashed', pause: 'n3', for: '1ms', every: '300ms' }];
    expect(begins(run([crash, ...waiting])).slice(1)).toEqual([100, 400, 700]);
  });

  it.each<[string | string[], readonly number[]]>([
    ['n1', [200]],
    ['n2', [100]],
    [['n1', 'n3'], [200]],
    ['n3', []],
    ['all', [100]],
    ['replica', [100]],
  ])('counts only what happens on %o', (on, expected) => {
    const other: Faults[number] = { at: '200ms', crash: 'n1', for: '10ms' };
    const waiting: Faults[number] = {
      id: 'w',
      when: { event: 'crashed', on },
      pause: 'n3',
      for: '1ms',
    };
    expect(begins(run([crash, other, waiting]), 'w')).toEqual(expected);
  });

  it('hears of the crash of a node in the role that the node had', () => {
    const faults: Faults = [
      { at: '100ms', crash: 'n1', for: '10ms' },
      { id: 'w', when: { event: 'crashed', on: 'primary' }, pause: 'n3', for: '1ms' },
    ];
    expect(begins(run(faults), 'w')).toEqual([100]);
  });

  it('hears of an acknowledgement where it was given', () => {
    const faults: Faults = [
      { at: '0s', crash: 'n1', for: '900ms' },
      { id: 'w', when: { event: 'acknowledged', on: 'n2' }, pause: 'n3', for: '1ms' },
    ];
    const clients = [
      { name: 'app', reads: 0, rate: '10/s', from: '5ms', ask: 'next', timeout: '50ms' },
    ];
    const { chronicle } = run(faults, { clients });
    const first = chronicle.operations.find(({ answeredBy }) => answeredBy === 'n2');
    expect(chronicle.faults.at(-1)?.beganAt).toBe(first?.completedAt);
  });

  it('can be waited for by the next one', () => {
    const chain: Faults = [
      { at: '100ms', crash: 'n1', for: '50ms' },
      { when: { event: 'restarted', on: 'n1', after: '20ms' }, crash: 'n2', for: '50ms' },
      { when: { event: 'restarted', on: 'n2', after: '20ms' }, crash: 'n3', for: '50ms' },
    ];
    const ran = run(chain);
    expect(spans(ran)).toEqual([
      [100, 150],
      [170, 220],
      [240, 290],
    ]);
    expect(timesOf(ran, 'crashed', 'n3')).toEqual([240]);
  });

  it('that never happens never begins', () => {
    expect(spans(run([{ when: 'said', pause: 'n1' }]))).toEqual([]);
  });
});

describe('a command', () => {
  it('reaches the family with its own fields, in an event of its own', () => {
    const ran = run([{ at: '200ms', command: 'say', node: ['n1', 'n3'], text: 'hello' }]);
    expect(seenBy(ran, 'n1')).toContain('say hello');
    expect(seenBy(ran, 'n3')).toContain('say hello');
    expect(seenBy(ran, 'n2')).not.toContain('say hello');
    const told = (ran.trace ?? []).filter(({ input }) => input.kind === 'command');
    expect(told.map(({ at, input }) => [at / 1000, input])).toEqual([
      [200, { kind: 'command', node: 'n1', body: { kind: 'say', text: 'hello' } }],
      [200, { kind: 'command', node: 'n3', body: { kind: 'say', text: 'hello' } }],
    ]);
    const fault = (ran.trace ?? []).find(({ input }) => input.kind === 'fault');
    expect(told.map(({ cause }) => cause)).toEqual([fault?.number, fault?.number]);
  });

  it('to a node that is down is lost; one to a paused node waits', () => {
    const ran = run([
      { at: '100ms', crash: 'n1', for: '200ms' },
      { at: '100ms', pause: 'n2', for: '200ms' },
      { at: '200ms', command: 'say', node: ['n1', 'n2'] },
    ]);
    expect(timesOf(ran, 'said', 'n1')).toEqual([]);
    expect(timesOf(ran, 'said', 'n2')).toEqual([300]);
  });
});

describe('slow nodes, slow disks and clocks', () => {
  /** How long writes took that began at these instants, in milliseconds. */
  function latencies(faults: Faults, hosts: ProbeInput['hosts']): readonly number[] {
    const { chronicle } = run(faults, {
      database: { nodes: 1 },
      hosts,
      clients: [{ name: 'app', reads: 0, rate: '10/s', timeout: '900ms' }],
    });
    return chronicle.operations.map(
      ({ invokedAt, completedAt }) => ((completedAt ?? NaN) - invokedAt) / 1000,
    );
  }

  it('are slow while it lasts, overlapping ones together', () => {
    const faults: Faults = [
      { at: '150ms', slow: 'n1', factor: 3, for: '400ms' },
      { at: '350ms', slow: 'n1', by: '10ms', for: '400ms' },
    ];
    expect(latencies(faults, { service: '2ms' })).toEqual([2, 2, 6, 6, 16, 16, 12, 12, 2, 2]);
  });

  it('flush as the fault says while it lasts; the latest that lasts counts', () => {
    const { trace } = run(
      [
        { at: '150ms', slowDisk: 'n1', flush: '20ms', for: '400ms' },
        { at: '350ms', slowDisk: 'n1', flush: '5ms', for: '400ms' },
      ],
      { clients: [{ name: 'app', reads: 0, rate: '10/s' }] },
    );
    const flushes = (trace ?? []).flatMap(({ at, effects }) =>
      effects.flatMap((effect) => (effect.kind === 'flush' ? [(effect.at - at) / 1000] : [])),
    );
    expect(flushes).toEqual([1, 1, 20, 20, 5, 5, 5, 5, 1, 1]);
  });

  it('drift while it lasts; the latest that lasts counts, and nothing is left over', () => {
    const { chronicle } = run(
      [
        { at: '50ms', clock: 'n1', drift: '25%', for: '500ms' },
        { at: '350ms', clock: 'n1', drift: '100%', for: '400ms' },
      ],
      { database: { tick: '100ms' } },
    );
    const ticks = chronicle.milestones.filter(({ event, at }) => event === 'ticked' && at <= 1e6);
    // 100 ms on a clock that runs 5/4 as fast are 80 ms, on one that runs twice as fast 50 ms.
    expect(ticks.map(({ at }) => at / 1000)).toEqual([
      ...[90, 170, 250, 330],
      ...[387.5, 437.5, 487.5, 537.5, 587.5, 637.5, 687.5, 737.5],
      ...[825, 925],
    ]);
  });
});

describe('after the clients have stopped', () => {
  it('faults with an end run to it, and settling waits for them', () => {
    const ran = run([{ at: '900ms', crash: 'n1', for: '2s' }]);
    expect(timesOf(ran, 'restarted')).toEqual([2900]);
    expect(ran.chronicle.settledAt).toBe(2_900_000);
    expect(ran.chronicle.finalContents[0]?.versions).not.toBeNull();
  });

  it('those without one stay', () => {
    const { chronicle } = run([{ at: '900ms', crash: 'n1' }]);
    expect(chronicle.finalContents.map(({ versions }) => versions === null)).toEqual([
      true,
      false,
      false,
    ]);
    expect(chronicle.settledAt).toBe(1_000_000);
  });

  it('none begins', () => {
    const ran = run([
      { id: 'late', when: { event: 'crashed', after: '200ms' }, crash: 'n2', for: '1s' },
      { at: '900ms', crash: 'n1', for: '500ms' },
      { id: 'latest', when: { event: 'crashed', after: '100ms' }, crash: 'n3', for: '1s' },
      { id: 'later', when: { event: 'restarted', on: 'n1' }, crash: 'n3', for: '1s' },
    ]);
    expect(ran.chronicle.faults.map(({ fault }) => fault)).toEqual(['crash-n1-at-900ms']);
    expect(ran.chronicle.settledAt).toBe(1_400_000);
  });

  it('a restart may still come: it ends a crash', () => {
    const crash: Faults[number] = { at: '900ms', crash: ['n1', 'n2'] };
    const ran = run([
      crash,
      { at: '2s', restart: 'n1' },
      { when: { event: 'crashed', on: 'n2', after: '3s' }, restart: 'n2' },
    ]);
    expect(timesOf(ran, 'restarted', 'n1')).toEqual([2000]);
    expect(timesOf(ran, 'restarted', 'n2')).toEqual([3900]);
    expect(ran.chronicle.settledAt).toBe(3_900_000);
  });
});

it('warns of a fault that waited in vain', () => {
  const { warnings } = probed({
    database: { nodes: 2 },
    faults: [{ id: 'late', when: { event: 'crashed', count: 2 }, pause: 'n1', for: '1ms' }],
  });
  expect(warnings).toEqual([
    {
      code: 'W202',
      message: 'fault late never began: crashed happened 0 of 2 times',
      path: ['faults', 0],
    },
  ]);
});
