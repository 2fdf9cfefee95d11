/** The front door: seeds, limits, errors, and what a run leaves behind. */
import { describe, expect, it } from 'vitest';
import { SimulatorError } from '../../src/kernel/errors.js';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { beacon } from '../support/beacon.js';
import { primaryReplica } from '../support/families.js';
import { probe, probed } from '../support/probe.js';

const plain: ScenarioInput = {
  name: 'plain',
  database: { kind: 'single-node' },
  clients: [{ name: 'app', rate: '100/s', arrivals: 'poisson' }],
  duration: '1s',
};

describe('a seed', () => {
  const digest = (seed?: string | number, own?: string): string => {
    const described = scenario({ ...plain, ...(own === undefined ? {} : { seed: own }) });
    return simulate(described, seed === undefined ? {} : { seed }).digest;
  };

  it('gives the same run again, another one another run', () => {
    expect(digest('7')).toBe(digest('7'));
    expect(digest('7')).not.toBe(digest('8'));
  });

  it('is text: the number is the same', () => {
    expect(digest(7)).toBe(digest('7'));
  });

  it('is the one given, else that of the scenario, else 1', () => {
    expect(digest('3', '5')).toBe(digest('3'));
    expect(digest(undefined, '5')).toBe(digest('5'));
    expect(digest()).toBe(digest('1'));
    expect(simulate(scenario(plain)).seed).toBe('1');
  });
});

describe('a run that would not end', () => {
  it('is stopped after so many events, while clients run or while it settles', () => {
    const described = scenario(plain);
    const { events } = simulate(described);
    for (const maxEvents of [50, events - 5]) {
      const run = simulate(described, { maxEvents });
      expect(run.events).toBe(maxEvents);
      expect(run.stoppedEarly).toBe(`stopped after ${maxEvents} events`);
      expect(report(run).operations.invoked).toBeGreaterThan(10);
    }
    expect(simulate(described, { maxEvents: events }).stoppedEarly).toBeNull();
    expect(simulate(described).stoppedEarly).toBeNull();
  });

  it('is stopped although operations take no time and nobody waits between them', () => {
    const run = simulate(
      scenario({ ...plain, clients: [{ name: 'app', script: [{ do: 'read', key: 'a' }] }] }),
      { maxEvents: 20_000 },
    );
    expect(run.stoppedEarly).toBe('stopped after 20000 events');
    expect(run.chronicle.operations.at(-1)?.invokedAt).toBeGreaterThan(1000);
  });

  it('is stopped when virtual time stands still', () => {
    const retry = { times: 1_000_000_000, backoff: '0s' };
    const run = probed(
      {
        database: { answers: ['refused'] },
        clients: [{ name: 'app', retry, operations: 1 }],
      },
      { trace: false },
    );
    expect(run.stoppedEarly).toContain('virtual time stood still');
    expect(run.endedAt).toBe(0);
  });
});

it('a family that nobody knows is refused', () => {
  const input = { ...plain, database: { kind: 'probe' } };
  const described = scenario(input, { declarations: [probe.declaration] });
  expect(() => simulate(described)).toThrow(SimulatorError);
  expect(() => simulate(described)).toThrow('no database family of kind probe');
  expect(simulate(described, { databases: [probe] }).events).toBeGreaterThan(100);
});

it('a node that sends to somebody who does not exist makes a mistake', () => {
  const lost = {
    ...probe,
    start(...given: Parameters<typeof probe.start>): unknown {
      given[1].send('app', { kind: 'tick' });
      return probe.start(...given);
    },
  };
  const wrong = (): Run => probed({}, { databases: [lost] });
  expect(wrong).toThrow(SimulatorError);
  expect(wrong).toThrow('there is no node app');
});

describe('what a run leaves', () => {
  const run = simulate(primaryReplica.rough, { record: { from: 0, to: 1_000_000 } });

  it('is plain data that can be cloned', () => {
    expect(structuredClone(run)).toEqual(run);
    const told = report(run);
    expect(structuredClone(told)).toEqual(told);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
  });

  it('shares nothing with another run', () => {
    const again = simulate(primaryReplica.rough, { record: { from: 0, to: 1_000_000 } });
    expect(again).toEqual(run);
    expect(again.chronicle.operations[0]).not.toBe(run.chronicle.operations[0]);
  });

  /** How many things are in a run, however deep. */
  function sizeOf(value: unknown): number {
    if (typeof value !== 'object' || value === null) return 1;
    const held: readonly unknown[] =
      value instanceof Map
        ? [...value.keys(), ...(value.values() as Iterable<unknown>)]
        : Object.values(value);
    return held.reduce<number>((sum, part) => sum + sizeOf(part), 1);
  }

  it('does not grow with the number of events, only with the history', () => {
    const beating = (duration: string, operations: number): Run =>
      simulate(
        scenario(
          {
            name: 'beating',
            database: { kind: 'beacon', nodes: 5, every: '20ms' },
            clients: [{ name: 'app', rate: '100/s', operations }],
            duration,
          },
          { declarations: [beacon.declaration] },
        ),
        { databases: [beacon] },
      );
    const [short, long, busy] = [beating('2s', 50), beating('40s', 50), beating('2s', 150)];
    expect(long.events).toBeGreaterThan(15 * short.events);
    const { replication, ...rest } = long;
    const { replication: other, ...shortRest } = short;
    expect(sizeOf(rest)).toBe(sizeOf(shortRest));
    expect(replication.at).toHaveLength(other.at.length);
    expect(sizeOf(busy)).toBeGreaterThan(sizeOf(short) + 1000);
  });
});
