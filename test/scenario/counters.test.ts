/** Counters and what else is done to their keys: judged before anything runs. */
import { describe, expect, it } from 'vitest';
import { scenario } from '../../src/scenario/build.js';
import { ScenarioError } from '../../src/scenario/problem.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

type Group = ScenarioInput['clients'][number];

/** What is wrong with these clients: path, code and message. */
function problemsWith(...clients: readonly Group[]): readonly string[] {
  try {
    scenario({
      ...{ name: 'counters', database: { kind: 'single-node' }, duration: '1s' },
      clients: [...clients],
    });
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.problems.map(({ path, code, message }) => `${path.join('.')} ${code}: ${message}`);
  }
}

const counting: Group = { name: 'counting', workload: 'counter', keys: 3 };

const only = 'and a counter is only added to';

function steps(name: string, ...all: readonly (readonly [string, string])[]): Group {
  return { name, script: all.map(([step, key]) => ({ do: step, key })) } as Group;
}

describe('the key of a counter', () => {
  it.each<[string, Group]>([
    ['adds to it as well', { ...counting, name: 'others', keys: 10 }],
    ['adds to it step by step', steps('others', ['add', 'k1'], ['read', 'k1'])],
    ['only reads it', { name: 'others', reads: '100%', workload: 'append' }],
    ['has keys of its own', { name: 'others', keys: { choose: 'fresh' } }],
    ['writes other keys', steps('others', ['write', 'k4'], ['append', 'k01'], ['delete', 'k1x'])],
  ])('is for everybody who %s', (_who, others) => {
    expect(problemsWith(counting, others)).toEqual([]);
    expect(problemsWith(others, counting)).toEqual([]);
  });

  it.each<[string, Group, string]>([
    ['writes', { name: 'others' }, 'write'],
    [
      'appends',
      { name: 'others', workload: 'append', keys: { choose: 'in-turn', count: 1 } },
      'append',
    ],
    ['updates', { name: 'others', workload: 'update' }, 'update'],
    ['writes it in a step', steps('others', ['write', 'k3']), 'write'],
    ['deletes it in a step', steps('others', ['read', 'k3'], ['delete', '$last']), 'delete'],
    ['inserts it', steps('others', ['insert', 'k2']), 'insert'],
  ])('is for nobody who %s', (_who, others, word) => {
    const complaint = `E409: others does ${word} on the same key, ${only}`;
    expect(problemsWith(counting, others)).toEqual([`clients.0.workload ${complaint}`]);
    expect(problemsWith(others, counting)).toEqual([`clients.1.workload ${complaint}`]);
  });

  it('is not deleted by who adds to it', () => {
    expect(problemsWith({ ...counting, deletes: '10%' })).toEqual([
      `clients.0.workload E409: counting does delete on the same key, ${only}`,
    ]);
    expect(problemsWith({ ...counting, deletes: '100%' })).toEqual([]);
    expect(problemsWith({ ...counting, deletes: '10%', reads: '100%' })).toEqual([]);
  });

  it('may be made by a step, and is known by it', () => {
    const complaint = (place: number, word: string): string =>
      `clients.0.script.${place}.do E409: app does ${word} on the same key, ${only}`;
    expect(problemsWith(steps('app', ['add', '$new'], ['write', '$new']))).toEqual([]);
    expect(problemsWith(steps('app', ['add', '$new'], ['write', '$last']))).toEqual([
      complaint(0, 'write'),
    ]);
    expect(problemsWith(steps('app', ['write', 'a'], ['read', 'b'], ['add', '$last']))).toEqual([]);
    // Over the end of the script and its beginning.
    expect(problemsWith(steps('app', ['append', '$last'], ['write', 'a'], ['add', 'b']))).toEqual([
      complaint(2, 'append'),
    ]);
    expect(problemsWith(steps('app', ['add', '$last'], ['write', '$last']))).toEqual([
      complaint(0, 'write'),
    ]);
  });

  it('may be one of the fresh keys of a group', () => {
    const fresh: Group = { ...counting, keys: { choose: 'fresh' } };
    expect(problemsWith(fresh, steps('others', ['write', 'counting-17']))).toHaveLength(1);
    expect(problemsWith(fresh, steps('others', ['write', 'counting-0']))).toEqual([]);
    expect(problemsWith(fresh, { name: 'others', keys: { choose: 'fresh' } })).toEqual([]);
  });
});

describe('an amount', () => {
  function withAmount(word: string, amount: number): readonly string[] {
    return problemsWith({ name: 'app', script: [{ do: word, key: 'a', amount }] } as Group);
  }

  it.each([1, -1, 150, -1_000_000_000])('can be %d', (amount) => {
    expect(withAmount('add', amount)).toEqual([]);
  });

  it.each([0, 1_000_000_001, -1_000_000_001, 0.5])('cannot be %d', (amount) => {
    expect(withAmount('add', amount)).toHaveLength(1);
  });

  it('is told to be nothing when it is 0, and to mean nothing beside other steps', () => {
    expect(withAmount('add', 0)).toEqual([
      'clients.0.script.0.amount E206: whoever adds 0 adds nothing',
    ]);
    expect(withAmount('append', 5)).toEqual([
      'clients.0.script.0.amount E405: append has no amount',
    ]);
  });
});
