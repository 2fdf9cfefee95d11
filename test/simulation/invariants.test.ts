/** Invariants are asked over all states, and over those of the check before, as far as anybody can know them. */
import { describe, expect, it } from 'vitest';
import type { AnyFamily } from '../../src/databases/database.js';
import type { Run, SimulateOptions } from '../../src/simulation/run.js';
import { TableCluster } from '../support/cluster.js';
import { probe, probed, type ProbeInput } from '../support/probe.js';

interface State {
  readonly requests: number;
}

type States = ReadonlyMap<string, State>;

interface Check {
  readonly states: States;
  readonly before: States | null;
  /** What each state said when it was looked at. */
  readonly then: string;
}

const inWords = (states: States): string =>
  [...states].map(([node, { requests }]) => `${node} ${requests}`).join(', ');

/** A run of the probe with an invariant that remembers what it was asked. */
function watched(options: SimulateOptions, input: ProbeInput = {}): [readonly Check[], Run] {
  const checks: Check[] = [];
  const family: AnyFamily = {
    ...probe,
    invariants: {
      watching(states: States, before: States | null) {
        checks.push({ states, before, then: inWords(states) });
        return null;
      },
    },
  };
  const clients = [{ name: 'app', rate: '20/s', reads: 0 }];
  const run = probed(
    { clients, database: { nodes: 2 }, ...input },
    { ...options, databases: [family] },
  );
  return [checks, run];
}

describe('the states before', () => {
  it('are those of the previous check, as they were then, in a recorded run', () => {
    const [checks] = watched({ record: true });
    expect(checks.length).toBeGreaterThan(200);
    expect(checks[0]?.before).toBeNull();
    checks.slice(1).forEach(({ before }, index) => {
      expect(before).toBe(checks[index]?.states);
    });
    // Nothing that was kept has changed since.
    expect(checks.map(({ states }) => inWords(states))).toEqual(checks.map(({ then }) => then));
    expect(new Set(checks.map(({ then }) => then)).size).toBeGreaterThan(20);
  });

  it('are unknown in a plain run, whose states change in place', () => {
    const [checks] = watched({});
    expect(checks.length).toBe(201);
    expect(checks.filter(({ before }) => before !== null)).toEqual([]);
  });

  it('are known from the second check within a recorded window to the first one after it', () => {
    const [checks] = watched({ record: { from: 300_000, to: 600_000 } });
    const known = checks.flatMap(({ before }, index) => (before === null ? [] : [index]));
    const [first = 0, last = 0] = [known[0], known.at(-1)];
    expect(known).toEqual(Array.from({ length: last - first + 1 }, (_, index) => first + index));
    expect(first).toBeGreaterThan(50);
    expect(last).toBeLessThan(checks.length - 50);
    for (const index of known) {
      const { before } = checks[index] as Check;
      expect(inWords(before ?? new Map())).toBe(checks[index - 1]?.then);
    }
  });

  it('hold no node that has booted since, and the last state of one that has crashed', () => {
    const faults = [{ at: '476ms', crash: 'n1', for: '1ms' }];
    const [checks] = watched({ record: true }, { faults });
    const names = (states: States | null): string => [...(states?.keys() ?? [])].join(' ');
    const seen = checks.map(({ states, before }) => `${names(before)} -> ${names(states)}`);
    const steps = [...new Set(seen)];
    // n1 boots a millisecond after its crash, and nobody looks in between.
    expect(steps).toEqual([' -> n1 n2', 'n1 n2 -> n1 n2', 'n2 -> n1 n2']);
    const longer = [{ at: '476ms', crash: 'n1', for: '100ms' }];
    const [others] = watched({ record: true }, { faults: longer });
    const slower = others.map(({ states, before }) => `${names(before)} -> ${names(states)}`);
    expect([...new Set(slower)]).toEqual([
      ...[' -> n1 n2', 'n1 n2 -> n1 n2', 'n1 n2 -> n2', 'n2 -> n2', 'n2 -> n1 n2'],
    ]);
  });
});

it('a step that must not be is found, once', () => {
  const family: AnyFamily = {
    ...probe,
    invariants: {
      'no node takes another request'(states: States, before: States | null) {
        const went = [...states].find(([node, { requests }]) => {
          return requests > (before?.get(node)?.requests ?? requests);
        });
        return went === undefined ? null : `${went[0]} went on to ${went[1].requests}`;
      },
    },
  };
  const run = probed({}, { databases: [family], record: true });
  expect(run.invariantViolations).toMatchObject([{ message: 'n1 went on to 2' }]);
});

it('the cluster on the table asks with copies of what was before, without nodes that have booted', () => {
  const asked: string[] = [];
  const family: AnyFamily = {
    ...probe,
    invariants: {
      watching(states: States, before: States | null) {
        asked.push(`${before === null ? 'nothing' : inWords(before)} -> ${inWords(states)}`);
        return null;
      },
    },
  };
  const cluster = new TableCluster<State>(family, { nodes: 2 });
  cluster.request('n1');
  cluster.request('n1');
  cluster.crash('n1');
  cluster.boot('n1');
  cluster.request('n2');
  expect(asked).toEqual([
    'nothing -> n1 1, n2 0',
    'n1 1, n2 0 -> n1 2, n2 0',
    'n2 0 -> n1 0, n2 1',
  ]);
});
