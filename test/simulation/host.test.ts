/** The life of a node: boots, crashes and pauses, however they overlap, and what they take. */
import { describe, expect, it } from 'vitest';
import type { AnyFamily } from '../../src/databases/database.js';
import { provenanceEntry, type ProvenanceEntry } from '../../src/history/provenance.js';
import { SimulatorError } from '../../src/kernel/errors.js';
import type { Run } from '../../src/simulation/run.js';
import { eventsOf, ignored, probe, probed, timesOf, type ProbeInput } from '../support/probe.js';

type Faults = NonNullable<ProbeInput['faults']>;

/** Ten seconds of a node on which nobody but these faults acts. */
function idle(...faults: Faults): Run {
  const clients = [{ name: 'app', script: [{ do: 'read', key: 'a' }], repeat: 1, timeout: '5ms' }];
  return probed({ clients, duration: '10s', faults });
}

/** When the only node went down and came up again, in seconds; its first boot left out. */
function ups(run: Run): { readonly down: readonly number[]; readonly up: readonly number[] } {
  const seconds = (event: string): number[] => timesOf(run, event).map((at) => at / 1000);
  return { down: seconds('crashed'), up: seconds('restarted') };
}

function ledgerOf({ chronicle }: Run): readonly ProvenanceEntry[] {
  return chronicle.provenance.kind.map((_, row) => provenanceEntry(chronicle.provenance, row));
}

describe('a crash', () => {
  it('takes a node down until it ends', () => {
    expect(ups(idle({ at: '1s', crash: 'n1', for: '2s' }))).toEqual({ down: [1], up: [3] });
  });

  it('that does not end takes it down for good', () => {
    const run = idle({ at: '1s', crash: 'n1' });
    expect(ups(run)).toEqual({ down: [1], up: [] });
    expect(run.finalViews.get('n1')).toBeNull();
    expect(run.chronicle.finalContents).toEqual([{ node: 'n1', versions: null }]);
  });

  it.each<[string, Faults, { down: number[]; up: number[] }]>([
    [
      'that begins before another one ends',
      [
        { at: '1s', crash: 'n1', for: '2s' },
        { at: '2s', crash: 'n1', for: '3s' },
      ],
      { down: [1], up: [5] },
    ],
    [
      'that lies within another one',
      [
        { at: '1s', crash: 'n1', for: '5s' },
        { at: '2s', crash: 'n1', for: '1s' },
      ],
      { down: [1], up: [6] },
    ],
    [
      'over one that stays',
      [
        { at: '1s', crash: 'n1' },
        { at: '2s', crash: 'n1', for: '1s' },
      ],
      { down: [1], up: [] },
    ],
    [
      'that begins at the instant at which another one ends',
      [
        { at: '1s', crash: 'n1', for: '2s' },
        { at: '3s', crash: 'n1', for: '2s' },
      ],
      { down: [1], up: [5] },
    ],
    [
      'that begins when the node is about to boot',
      [
        { at: '1s', crash: 'n1', for: '2s' },
        { at: '1s', crash: 'n1', for: '1s', every: '2s', times: 2 },
      ],
      { down: [1], up: [4] },
    ],
  ])('%s keeps the node down until the last one ends', (_how, faults, expected) => {
    expect(ups(idle(...faults))).toEqual(expected);
  });

  it('repeats', () => {
    const run = idle({ at: '1s', crash: 'n1', for: '500ms', every: '2s', times: 3 });
    expect(ups(run)).toEqual({ down: [1, 3, 5], up: [1.5, 3.5, 5.5] });
  });

  it('is over when the node is restarted, whatever its length, and does not come back', () => {
    const run = idle(
      { at: '1s', crash: 'n1', for: '6s' },
      { at: '2s', crash: 'n1' },
      { at: '3s', restart: 'n1' },
      { at: '5s', crash: 'n1', for: '4s' },
    );
    expect(ups(run)).toEqual({ down: [1, 5], up: [3, 9] });
  });

  it('of a node that is up is what a restart does not do', () => {
    expect(ups(idle({ at: '1s', restart: 'n1' }))).toEqual({ down: [], up: [] });
  });

  it('gives each boot an event and an incarnation of its own', () => {
    const run = idle({ at: '1s', crash: 'n1', for: '1s' });
    const boots = eventsOf(run, 'start');
    expect(boots.map(({ at, input }) => [at, input])).toEqual([
      [0, { kind: 'start', node: 'n1', incarnation: 1 }],
      [2_000_000, { kind: 'start', node: 'n1', incarnation: 2 }],
    ]);
    const ends = eventsOf(run, 'fault').at(-1);
    expect(boots[1]?.cause).toBe(ends?.number);
  });
});

describe('a pause', () => {
  it.each<[string, Faults, number]>([
    ['ends', [{ at: '1s', pause: 'n1', for: '2s' }], 3],
    [
      'of which the last ends',
      [
        { at: '1s', pause: 'n1', for: '2s' },
        { at: '2s', pause: 'n1', for: '3s' },
      ],
      5,
    ],
    [
      'that holds another one ends',
      [
        { at: '1s', pause: 'n1', for: '5s' },
        { at: '2s', pause: 'n1', for: '1s' },
      ],
      6,
    ],
  ])('keeps what comes waiting until it %s', (_how, faults, end) => {
    const run = probed({
      clients: [{ name: 'app', operations: 1, from: '1.5s', timeout: '9s' }],
      duration: '10s',
      faults,
    });
    expect(run.chronicle.operations[0]?.completedAt).toBe(end * 1_000_000);
  });

  it.each<[string, Faults, { down: number[]; up: number[] }]>([
    [
      'a crash within it',
      [
        { at: '1s', pause: 'n1', for: '4s' },
        { at: '2s', crash: 'n1', for: '1s' },
      ],
      { down: [2], up: [5] },
    ],
    [
      'a crash that began before it',
      [
        { at: '1s', crash: 'n1', for: '2s' },
        { at: '2s', pause: 'n1', for: '4s' },
      ],
      { down: [1], up: [6] },
    ],
    [
      'a restart within it',
      [
        { at: '1s', crash: 'n1' },
        { at: '2s', pause: 'n1', for: '4s' },
        { at: '3s', restart: 'n1' },
      ],
      { down: [1], up: [6] },
    ],
    [
      'a crash that outlasts it',
      [
        { at: '1s', pause: 'n1', for: '2s' },
        { at: '2s', crash: 'n1', for: '5s' },
      ],
      { down: [2], up: [7] },
    ],
  ])('lets nothing run before both have ended: %s', (_how, faults, expected) => {
    expect(ups(idle(...faults))).toEqual(expected);
  });

  it('does not hold up the disk: what it finishes is durable, though the node has not heard', () => {
    const run = probed({
      hosts: { disk: { flush: '50ms' } },
      clients: [{ name: 'app', reads: 0, operations: 1 }],
      faults: [
        { at: '10ms', pause: 'n1', for: '500ms' },
        { at: '60ms', crash: 'n1', for: '10ms' },
      ],
    });
    expect([...(run.chronicle.finalContents[0]?.versions?.values() ?? [])]).toEqual([[1]]);
    expect(ledgerOf(run).map(({ kind }) => kind)).toEqual(['stored']);
  });
});

describe('what a crash takes', () => {
  const writes = { name: 'app', reads: 0, rate: '100/s', operations: 10, keys: 1 };

  it('is what waited for a busy node', () => {
    const run = probed({
      hosts: { service: '30ms' },
      clients: [{ ...writes, timeout: '300ms' }],
      faults: [{ at: '65ms', crash: 'n1', for: '1ms' }],
    });
    const outcomes = run.chronicle.operations.map(({ outcome }) => outcome).join();
    expect(outcomes).toBe('ok,ok,info,info,info,info,info,ok,ok,ok');
    expect(ignored(run)).toContain('request for operation 3: the node has crashed since');
    // The last flush finds a node that has nothing else to do, so it does not wait.
    expect(eventsOf(run, 'flushed').filter(({ at }) => at === 161_000)).toHaveLength(1);
  });

  it('is what was not flushed: the ledger calls it erased', () => {
    const run = probed({
      hosts: { disk: { flush: '35ms' } },
      clients: [writes],
      faults: [{ at: '52ms', crash: 'n1', for: '5s' }],
    });
    const erased = ledgerOf(run).filter(({ kind }) => kind === 'erased');
    expect(erased.map(({ write, at }) => [write, at])).toEqual([
      [3, 52_000],
      [4, 52_000],
      [5, 52_000],
      [6, 52_000],
    ]);
    expect(ignored(run)).toContain('flush 3: the node is down');
    expect(run.chronicle.finalContents[0]?.versions?.get('k1')).toEqual([1, 2]);
  });

  it.each([
    ['up', []],
    ['already down', [{ at: '200ms', crash: 'n1', for: '200ms' }]],
  ] as const)('is everything when the disk of a node that is %s is wiped', (_state, faults) => {
    const run = probed({
      hosts: { disk: { flush: '35ms' } },
      clients: [writes],
      faults: [...faults, { at: '300ms', crash: 'n1', disk: 'wiped', for: '300ms' }],
    });
    const erased = ledgerOf(run).filter(({ kind }) => kind === 'erased');
    expect(erased.map(({ write }) => write)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(erased.every(({ at }) => at === 300_000)).toBe(true);
    expect(run.chronicle.finalContents[0]?.versions?.size).toBe(0);
    expect(timesOf(run, 'restarted').at(-1)).toBe(600);
  });

  it('is told in the trace', () => {
    const run = probed({
      hosts: { disk: { flush: '35ms' } },
      clients: [{ ...writes, operations: 1 }],
      faults: [{ at: '5ms', crash: 'n1', for: '5ms' }],
    });
    const [begins] = eventsOf(run, 'fault');
    expect(begins?.effects).toEqual([
      { kind: 'provenance', what: 'erased', node: 'n1', write: 1, others: [] },
    ]);
  });
});

describe('a rule that throws', () => {
  function failing(change: Partial<AnyFamily>): () => Run {
    return () => probed({}, { databases: [{ ...probe, ...change }] });
  }

  function mistake(): never {
    throw new TypeError('oops');
  }

  it.each<[string, () => Run]>([
    [
      'node n2 failed on command fail in event',
      () =>
        probed({
          database: { nodes: 2 },
          faults: [{ at: '5ms', command: 'fail', node: 'n2' }],
        }),
    ],
    ['node n1 failed on boot in event 1: oops', failing({ start: mistake })],
    ['node n1 failed on request for operation 1', failing({ request: mistake })],
    ['node n1 failed on flush 1', failing({ flushed: mistake })],
    [
      'client app.1 failed on receive',
      failing({ driver: { ...probe.driver, receive: mistake } as AnyFamily['driver'] }),
    ],
    [
      'client app.1 failed on invoke',
      failing({ driver: { ...probe.driver, invoke: mistake } as AnyFamily['driver'] }),
    ],
    [
      'client app.1 failed on open',
      failing({ driver: { ...probe.driver, open: mistake } as AnyFamily['driver'] }),
    ],
  ])('is a mistake of the protocol: %s', (message, run) => {
    let thrown: unknown = null;
    try {
      run();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(SimulatorError);
    expect((thrown as Error).message).toContain(`probe: ${message}`);
    expect((thrown as Error).cause).toBeInstanceOf(Error);
  });
});
