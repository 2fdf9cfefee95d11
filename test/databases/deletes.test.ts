/** A delete through each family, from the step of a script to the strong read at the end. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { oneOfEach } from '../support/families.js';

type Database = ScenarioInput['database'];
type Group = ScenarioInput['clients'][number];

function runOf(database: Database, group: Partial<Group>, rest: Partial<ScenarioInput> = {}): Run {
  return simulate(
    scenario({
      name: 'deletes',
      database,
      clients: [{ name: 'app', timeout: '5s', ...group }],
      duration: '4s',
      ...rest,
    } as ScenarioInput),
  );
}

describe.each(oneOfEach)('%s', (_name, database) => {
  it('serves nothing of a deleted key, and of a list what was appended since', () => {
    const { chronicle } = runOf(database, {
      repeat: 1,
      from: '1s',
      script: (
        ['write', 'read', 'delete', 'read', 'append', 'append', 'read', 'delete'] as const
      ).map((step) => ({ do: step, key: 'a' })),
    });
    const reads = chronicle.operations.filter(({ kind }) => kind === 'read');
    expect(reads.map(({ versions }) => versions)).toEqual([[1], [], [3, 4]]);
    expect(chronicle.operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
    expect(chronicle.finalReads.get('a')?.versions).toEqual([]);
    for (const { versions } of chronicle.finalContents)
      expect(versions?.get('a') ?? []).toEqual([]);
  });

  it('loses nothing and is linearizable while nothing goes wrong', () => {
    const group = { count: 4, keys: 3, deletes: 0.4, rate: '200/s' };
    const { chronicle } = runOf(database, group);
    const findings = check(chronicle, { also: new Set(['linearizable']) });
    const { verdicts, inversions, dirtyReads, duplicateWrites } = findings;
    expect([inversions, dirtyReads, duplicateWrites]).toEqual([[], [], []]);
    expect({ ...verdicts, live: 'valid' }).toEqual(
      Object.fromEntries([...Object.keys(verdicts), 'live'].map((name) => [name, 'valid'])),
    );
    const fates = chronicle.writes.map((write) => findings.fates.get(write?.write ?? 0));
    expect(new Set(fates.slice(1))).toEqual(new Set(['present', 'superseded']));
  });
});

describe.each(oneOfEach.filter(([, { kind }]) => kind === 'raft'))('%s', (_name, database) => {
  it('keeps its deletes over crashes and elections', () => {
    const { chronicle } = runOf(
      database,
      { count: 4, keys: 2, deletes: 0.4, rate: '100/s', workload: 'append' },
      {
        duration: '12s',
        network: { latency: '1ms..10ms' },
        faults: [
          { at: '2s', crash: 'leader', for: '1s', every: '4s', times: 2 },
          { at: '4s', isolate: 'random', for: '1s' },
        ],
      },
    );
    const findings = check(chronicle, { also: new Set(['linearizable']) });
    expect(findings.lostWrites).toEqual([]);
    expect(findings.verdicts.linearizable).toBe('valid');
    expect(findings.sessionViolations).toEqual([]);
    expect(
      chronicle.operations.some(({ kind, outcome }) => kind === 'delete' && outcome === 'ok'),
    ).toBe(true);
  });
});

it('loses the deletes of a primary that fails before they have travelled', () => {
  const { chronicle } = runOf(
    { kind: 'primary-replica', nodes: 3, acknowledge: 'primary', failover: { detect: '500ms' } },
    {
      repeat: 1,
      script: [
        { do: 'write', key: 'a' },
        { wait: '1s' },
        { do: 'delete', key: 'a' },
        { wait: '3s' },
        { do: 'read', key: 'a' },
      ],
    },
    {
      duration: '8s',
      network: { latency: '10ms' },
      faults: [{ at: '900ms', isolate: 'primary', for: '3s' }],
    },
  );
  const { lostWrites } = check(chronicle);
  expect(lostWrites.map(({ operation, kind }) => [operation.kind, kind])).toEqual([
    ['delete', 'rolled back'],
  ]);
  expect(chronicle.finalReads.get('a')?.versions).toEqual([1]);
});
