/** Adds through each family, from the step of a script to the sum that clients saw. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { judge } from '../../src/checkers/consistency/judge.js';
import { sumOf } from '../../src/history/counters.js';
import type { ObservedOperation } from '../../src/history/history.js';
import { observedHistory } from '../../src/history/observed.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { oneOfEach } from '../support/families.js';

type Database = ScenarioInput['database'];
type Group = ScenarioInput['clients'][number];

const databases = [
  ...oneOfEach,
  ['quorum with vectors', { kind: 'quorum', nodes: 5, versions: 'dotted', digests: true }],
] as const;

function runOf(database: Database, group: Partial<Group>, rest: Partial<ScenarioInput> = {}): Run {
  return simulate(
    scenario({
      name: 'counters',
      database,
      network: { latency: '1ms..5ms' },
      clients: [{ name: 'app', timeout: '5s', from: '1s', ...group }],
      duration: '4s',
      ...rest,
    } as ScenarioInput),
  );
}

/** What was asked of a key and answered, the final read among it. */
function seenOf({ chronicle }: Run, key: string): readonly unknown[] {
  const { operations } = observedHistory(chronicle);
  return operations
    .filter((one) => one.key === key)
    .map(({ action, input, output }: ObservedOperation) => (action === 'read' ? output : input));
}

describe.each(databases)('%s', (_name, database) => {
  it('adds and takes away, and answers the sum, 0 at first', () => {
    const run = runOf(database, {
      repeat: 1,
      script: [
        { do: 'read', key: 'balance' },
        { do: 'add', key: 'balance', amount: 150 },
        { do: 'add', key: 'balance', amount: -50 },
        { do: 'read', key: 'balance' },
        { do: 'add', key: 'balance', amount: 50 },
        { do: 'add', key: 'visits' },
      ],
    });
    expect(seenOf(run, 'balance')).toEqual([0, 150, -50, 100, 50, 150]);
    expect(seenOf(run, 'visits')).toEqual([1, 1]);
    const { operations } = run.chronicle;
    expect(new Set(operations.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    expect(operations.map(({ kind, amount }) => [kind, amount])).toContainEqual(['append', -50]);
  });

  it('loses nothing, and is linearizable and causal, while nothing goes wrong', () => {
    const { chronicle } = runOf(database, {
      ...{ count: 4, keys: 3, rate: '200/s', workload: 'counter' },
    });
    const findings = check(chronicle, {
      also: new Set(['linearizable', 'sequential', 'causallyConvergent', 'causal']),
    });
    const { verdicts, duplicateWrites } = findings;
    expect(duplicateWrites).toEqual([]);
    expect({ ...verdicts, live: 'valid' }).toEqual(
      Object.fromEntries([...Object.keys(verdicts), 'live'].map((name) => [name, 'valid'])),
    );
    const added = chronicle.operations.filter(({ amount }) => amount !== null).length;
    const sums = [...chronicle.finalReads.values()].map(({ versions }) =>
      sumOf(versions ?? [], chronicle.writes),
    );
    expect(sums.reduce((whole, sum) => whole + sum, 0)).toBe(added);
  });
});

describe('an add', () => {
  it('that is lost is missing from the sum, and its clients can tell', () => {
    const { chronicle } = runOf(
      { kind: 'primary-replica', nodes: 3, acknowledge: 'primary', failover: { detect: '600ms' } },
      {
        repeat: 1,
        from: '0s',
        script: [
          { do: 'add', key: 'a', amount: 7 },
          { wait: '1s' },
          { do: 'add', key: 'a', amount: 5 },
          { wait: '5s' },
          { do: 'read', key: 'a' },
        ],
      },
      {
        ...{ duration: '8s', network: { latency: '10ms' } },
        faults: [{ at: '900ms', isolate: 'primary', for: '3s' }],
      },
    );
    const { lostWrites, verdicts } = check(chronicle, { also: new Set(['linearizable']) });
    expect(lostWrites.map(({ operation, kind }) => [operation.amount, kind])).toEqual([
      [5, 'rolled back'],
    ]);
    expect(seenOf({ chronicle } as Run, 'a')).toEqual([7, 5, 7, 7]);
    expect(verdicts.linearizable).toBe('invalid');
  });

  it('that is sent twice counts twice in a log, and once in a set', () => {
    const retried: Partial<Group> = {
      ...{ repeat: 1, from: '5s', timeout: '30s', patience: '1s' },
      retry: { times: 1, backoff: '4s', unanswered: true },
      script: [{ do: 'add', key: 'a', amount: 5 }],
    };
    // Whoever is asked first crashes between replication and reply.
    const crash = {
      ...{ duration: '15s', network: { latency: '1ms' }, hosts: { disk: { flush: '0ms' } } },
      faults: [{ at: '5001500us', crash: 'n1', for: '1s' }],
    };
    const log = runOf({ kind: 'raft', nodes: 3 }, retried, crash);
    expect(seenOf(log, 'a')).toEqual([5, 10]);
    expect(check(log.chronicle).duplicateWrites).toHaveLength(1);
    const set = runOf({ kind: 'quorum', nodes: 3 }, { ...retried, coordinator: 'n1' }, crash);
    expect(set.chronicle.operations[0]).toMatchObject({ attempts: 2, outcome: 'ok' });
    expect(seenOf(set, 'a')).toEqual([5, 5]);
    expect(check(set.chronicle).duplicateWrites).toEqual([]);
  });
});

describe('what two sides of a partition add', () => {
  const partition = {
    duration: '9s',
    faults: [{ at: '2s', partition: [['n1'], ['n2', 'n3']], for: '3s' }],
  } as const;

  function sides(first: object, then: (amount: number) => object): Run {
    const group = { repeat: 1, timeout: '5s' };
    const read = { do: 'read', key: 'balance' };
    const clients = [
      { ...group, name: 'opening', from: '1s', script: [first] },
      { ...group, name: 'west', from: '3s', coordinator: 'n1', script: [then(-50), read] },
      { ...group, name: 'east', from: '3500ms', coordinator: 'n2', script: [then(50), read] },
      { ...group, name: 'later', from: '8s', coordinator: 'n3', script: [read] },
    ];
    const database = { kind: 'quorum', nodes: 3, readLevel: 'one', writeLevel: 'one' } as const;
    return runOf(database, {}, { ...partition, clients } as unknown as Partial<ScenarioInput>);
  }

  it('is the sum of both, in the end', () => {
    const add = (amount: number) => ({ do: 'add', key: 'balance', amount });
    const run = sides(add(150), add);
    expect(seenOf(run, 'balance')).toEqual([150, -50, 100, 50, 200, 150, 150]);
    const also = new Set(['linearizable', 'sequential', 'causallyConvergent'] as const);
    const { verdicts, fates } = check(run.chronicle, { also });
    expect([...fates.values()]).toEqual(['present', 'present', 'present']);
    expect(verdicts).toMatchObject({
      noLostWrites: 'valid',
      converged: 'valid',
      linearizable: 'invalid',
      sequential: 'invalid',
      causallyConvergent: 'valid',
    });
  });

  it('tells by its sums less than by its adds, which a run knows', () => {
    const add = (amount: number) => ({ do: 'add', key: 'balance', amount });
    const { chronicle } = sides(add(150), add);
    const history = observedHistory(chronicle);
    const [causal] = judge(history, { levels: ['causal'] });
    expect(causal).toMatchObject({
      verdict: 'unknown',
      undecided: [{ part: 'balance', reason: 'a sum does not tell which adds it holds' }],
    });
  });

  it('is the change of one of them where clients write back what they computed', () => {
    const write = (word: string) => ({ do: word, key: 'balance' });
    const run = sides(write('write'), () => write('update'));
    const { lostWrites } = check(run.chronicle);
    expect(lostWrites.map(({ operation, kind }) => [operation.group, kind])).toEqual([
      ['west', 'conflict'],
    ]);
    expect(run.chronicle.finalReads.get('balance')?.versions).toEqual([3]);
  });
});
