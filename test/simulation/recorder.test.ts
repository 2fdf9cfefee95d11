/** The trace and the recorded states: which events they hold, that patches lead from state to state, and that nothing changes later. */
import { current, Immer, isDraft, type Patch } from 'immer';
import { describe, expect, it } from 'vitest';
import type { AnyFamily } from '../../src/databases/database.js';
import type { TraceEvent, TraceInput } from '../../src/kernel/trace.js';
import type { Run, SimulateOptions, Window } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { primaryReplica } from '../support/families.js';
import { probe, probed } from '../support/probe.js';

const immer = new Immer({ autoFreeze: false });

/** Everything that can happen to nodes, in a second. */
function eventful(options: SimulateOptions): Run {
  return probed(
    {
      database: { nodes: 3, tick: '40ms', alarm: '30ms', answers: ['ok 7ms', 'ok', 'refused'] },
      network: { latency: '1ms..9ms', loss: '2%', duplicate: '5%', order: 'none' },
      hosts: { service: '1ms', disk: { flush: '2ms..20ms' } },
      clients: [
        { name: 'app', count: 3, keys: 4, rate: '100/s', ask: 'next', timeout: '60ms' },
        { name: 'quorum', keys: 4, ask: 'every', needs: 2, patience: '20ms', timeout: '50ms' },
      ],
      faults: [
        { at: '100ms', crash: ['n1', 'n2'], for: '50ms', inFlight: 'drop' },
        { at: '200ms', pause: ['n1', 'n3'], for: '70ms' },
        { at: '230ms', crash: 'n1', for: '100ms', disk: 'wiped' },
        { at: '300ms', partition: [['n1'], ['n2', 'n3']], inFlight: 'hold', for: '100ms' },
        { at: '420ms', command: 'say', node: ['n1', 'n2', 'n3'], every: '100ms' },
        { at: '450ms', crash: 'n3', for: '300ms' },
      ],
      settle: '2s',
    },
    { trace: false, ...options },
  );
}

function traceOf(run: Run): readonly TraceEvent[] {
  expect(run.trace?.length).toBeGreaterThan(0);
  return run.trace ?? [];
}

const whole = eventful({ trace: true });

describe('the trace', () => {
  it('holds every event, in order, without gaps', () => {
    const numbers = traceOf(whole).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: whole.events }, (_, index) => index + 1));
    const rough = simulate(primaryReplica.rough, { trace: true });
    expect(rough.trace).toHaveLength(rough.events);
    expect(rough.trace?.at(-1)?.number).toBe(rough.events);
  });

  it('knows the cause of every event, which came before it', () => {
    for (const { number, cause } of traceOf(whole)) expect(cause).toBeLessThan(number);
    const uncaused = traceOf(whole).filter(({ cause }) => cause === 0);
    // What stood in the scenario, what boots first, and the reading at the end.
    for (const { input } of uncaused) {
      expect(['start', 'client', 'fault']).toContain(input.kind);
    }
  });

  it('shows every kind of input', () => {
    const kinds = new Set(traceOf(whole).map(({ input }) => input.kind));
    const all: readonly TraceInput['kind'][] = [
      ...(['start', 'message', 'request', 'reply', 'timer', 'flushed'] as const),
      ...(['command', 'client', 'fault', 'ignored'] as const),
    ];
    expect([...kinds].sort()).toEqual([...all].sort());
  });

  it('carries no states unless they are recorded', () => {
    expect(traceOf(whole).every((event) => !('state' in event))).toBe(true);
    expect(whole.initialStates).toBeNull();
  });

  it('is nothing unless somebody asks', () => {
    expect(eventful({}).trace).toBeNull();
    expect(eventful({ trace: false, record: false }).trace).toBeNull();
  });

  const busy = traceOf(whole).find(({ at }) => at > 500_000)?.at ?? 0;

  it.each<[string, Window]>([
    ['inside the run', { from: 123_456, to: 456_789 }],
    ['whose ends are instants at which something happens', { from: 100_000, to: busy }],
    ['of one such instant', { from: busy, to: busy }],
    ['of the first instant', { from: 0, to: 0 }],
    ['from the beginning', { from: 0, to: 50_000 }],
    ['that lies before the beginning', { from: -5, to: 50_000 }],
    ['to the end, and beyond', { from: 900_000, to: Infinity }],
    ['after the clients have stopped', { from: 1_000_001, to: 1_200_000 }],
  ])('of a window %s holds exactly its events, both ends included', (_which, window) => {
    const inside = traceOf(whole).filter(({ at }) => at >= window.from && at <= window.to);
    expect(inside.length).toBeGreaterThan(0);
    expect(eventful({ trace: window }).trace).toEqual(inside);
  });

  it('of a window after the end is empty', () => {
    expect(eventful({ trace: { from: 9e9, to: 9e9 + 1 } }).trace).toEqual([]);
  });

  it('may be wider than the window of recording', () => {
    const { trace, initialStates } = eventful({
      trace: true,
      record: { from: 300_000, to: 400_000 },
    });
    expect(trace).toHaveLength(whole.events);
    const recorded = (trace ?? []).filter((event) => 'state' in event).map(({ at }) => at);
    expect(Math.min(...recorded)).toBeGreaterThanOrEqual(300_000);
    expect(Math.max(...recorded)).toBeLessThanOrEqual(400_000);
    expect(initialStates?.size).toBe(2);
  });

  it.each<Window>([
    { from: 5, to: 4 },
    { from: 0.5, to: 4 },
    { from: 0, to: 4.5 },
    { from: NaN, to: 4 },
    { from: 0, to: NaN },
    { from: Infinity, to: Infinity },
  ])('refuses a window that is none: $from to $to', (window) => {
    expect(() => eventful({ trace: window })).toThrow(RangeError);
    expect(() => eventful({ record: window })).toThrow(RangeError);
  });
});

/** The node whose state an event may change. */
function nodeOf({ input }: TraceEvent): string | null {
  switch (input.kind) {
    case 'start':
    case 'message':
    case 'request':
    case 'timer':
    case 'flushed':
    case 'command':
      return input.node;
    case 'reply':
    case 'client':
    case 'fault':
    case 'ignored':
      return null;
  }
}

function isWaiting({ effects }: TraceEvent): boolean {
  return effects.some(
    ({ kind, ...rest }) => kind === 'note' && 'text' in rest && rest.text.startsWith('waits'),
  );
}

/** Follows the states of each node through a recorded run. */
function checkPatches(run: Run): void {
  const states = new Map(run.initialStates);
  for (const event of traceOf(run)) {
    if (!('state' in event)) continue;
    const node = nodeOf(event) ?? '';
    const before = states.get(node) as object;
    if (event.input.kind !== 'start') {
      const after = immer.applyPatches(before, event.patches as readonly Patch[]);
      expect(after).toEqual(event.state);
      expect(immer.applyPatches(after, event.inversePatches as readonly Patch[])).toEqual(before);
    }
    states.set(node, event.state);
  }
}

describe('a recorded run', () => {
  const recorded = eventful({ record: true });

  it('is the same run', () => {
    expect(recorded.digest).toBe(whole.digest);
    const events = traceOf(recorded).map(({ number, at, cause, input, effects }) => {
      return { number, at, cause, input, effects };
    });
    expect(events).toEqual(whole.trace);
  });

  it('carries the state of a node at every event of that node, and at no other', () => {
    for (const event of traceOf(recorded)) {
      expect('state' in event).toBe(nodeOf(event) !== null && !isWaiting(event));
    }
  });

  it('has patches that lead from each state to the next one and back', () => {
    checkPatches(recorded);
    checkPatches(simulate(primaryReplica.rough, { record: { from: 0, to: 3_000_000 } }));
  });

  it('of a window begins with the states of the nodes that are up', () => {
    const window = { from: 240_000, to: 600_000 };
    const part = eventful({ record: window });
    checkPatches(part);
    // n1 is down from 230 ms on.
    expect([...(part.initialStates?.keys() ?? [])]).toEqual(['n2', 'n3']);
    for (const [node, state] of part.initialStates ?? []) {
      const before = traceOf(recorded).filter(
        (event) => 'state' in event && event.at < window.from && nodeOf(event) === node,
      );
      expect(state).toEqual(before.at(-1)?.state);
    }
    expect(part.trace).toEqual(
      traceOf(recorded).filter(({ at }) => at >= window.from && at <= window.to),
    );
  });

  it('keeps every state as it was at its event, whatever happens later', () => {
    const seen: string[] = [];
    const remember = (state: unknown): void => {
      seen.push(asText(isDraft(state) ? current(state as object) : state));
    };
    const rules = ['receive', 'request', 'expire', 'flushed', 'command'] as const;
    const watched: AnyFamily = {
      ...probe,
      start(...given) {
        const state: unknown = probe.start(...given);
        remember(state);
        return state;
      },
      ...Object.fromEntries(
        rules.map((rule) => [
          rule,
          (...given: [unknown, never, never, never]) => {
            probe[rule](...given);
            remember(given[0]);
          },
        ]),
      ),
    };
    const run = eventful({ record: true, databases: [watched] });
    const kept = traceOf(run).filter((event) => 'state' in event);
    expect(kept.map(({ state }) => asText(state))).toEqual(seen);
  });
});

function asText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part instanceof Map || part instanceof Set ? [...part] : part,
  );
}
