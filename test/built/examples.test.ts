/**
 * The examples that show users how to write a family and a model of their own: they keep the contracts,
 * and run from the command line.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { databases } from '../../examples/last-write-wins.js';
import { lock } from '../../examples/own-model.js';
import { judge } from '../../src/checkers/consistency/judge.js';
import { misfits } from '../../src/checkers/consistency/misfits.js';
import { pacelc } from '../../src/experiments/pacelc.js';
import { readHistory } from '../../src/history/formats/read-history.js';
import type { AnyFamily } from '../../src/databases/database.js';
import { scenario } from '../../src/scenario/build.js';
import type { CustomScenarioInput } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { conforms } from '../support/conformance.js';

const [family] = databases as unknown as [AnyFamily];

function described(change: Partial<CustomScenarioInput>): Scenario {
  return scenario(
    {
      name: 'last write wins',
      database: { kind: 'last-write-wins', nodes: 2 },
      network: { latency: '1ms..5ms' },
      // One session on one node: nobody contradicts it, so nothing may be lost.
      clients: [{ name: 'app', keys: 5, rate: '50/s' }],
      duration: '6s',
      ...change,
    },
    { declarations: [family.declaration] },
  );
}

describe('the example family', () => {
  conforms({
    family,
    calm: described({}),
    rough: described({
      clients: [{ name: 'app', keys: 5, rate: '50/s', timeout: '10s' }],
      faults: [{ at: '2s', crash: 'all', for: '200ms', every: '1s', times: 2 }],
    }),
  });
});

test('a partition that tells the class of a family with several leaders parts them', () => {
  const { partitioned } = pacelc(described({}), { databases: [family] });
  expect(partitioned.summary).toBe('partition n1 near | n2 far');
  for (const { writes } of partitioned.sides) expect(writes.ok).toBeGreaterThan(1_000);
});

test('the example scenario runs as expected from the command line', () => {
  const words = ['--import', './examples/last-write-wins.js', 'examples/last-write-wins.yaml'];
  const { status, stdout } = spawnSync(process.execPath, ['dist/bin/quorate.js', 'run', ...words], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('clobbered');
  expect(status).toBe(0);
});

describe('the example model', () => {
  const text = readFileSync('examples/own-model.jsonl', 'utf8');

  test('finds who was given a lock that another one held', () => {
    const reading = readHistory([text]);
    if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
    const { history } = reading;
    expect(misfits(history, lock)).toEqual([]);
    const [result] = judge(history, { levels: ['linearizable'], model: lock });
    expect(result).toMatchObject({ verdict: 'invalid', scope: { keys: 2, operations: 6 } });
    expect(result?.violations).toMatchObject([{ key: 'backup', operations: [0, 3] }]);
  });

  test('accepts the history in which the lock was given back in time', () => {
    const lines = text.trimEnd().split('\n');
    const inTime = [
      ...lines.slice(0, 7),
      ...lines.slice(9, 11),
      ...lines.slice(7, 9),
      ...lines.slice(11),
    ]
      .join('\n')
      .replaceAll('4500000', '3500000')
      .replaceAll('4502000', '3502000');
    const mended = readHistory([inTime]);
    if (mended.kind === 'problems') throw new Error(JSON.stringify(mended.problems));
    const [result] = judge(mended.history, { levels: ['linearizable'], model: lock });
    expect(result).toMatchObject({ verdict: 'valid' });
  });

  test('refuses what is no holder', () => {
    expect(lock.refuses?.('acquire', 7)).toBe('acquire takes the name of a holder');
    expect(lock.refuses?.('holder', null)).toBe(null);
  });

  test('judges from the command line', () => {
    const words = ['check', '--import', './examples/own-model.js', 'examples/own-model.jsonl'];
    const { status, stdout } = spawnSync(process.execPath, ['dist/bin/quorate.js', ...words], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('B is not possible next: the state is held by worker 1.');
    expect(status).toBe(1);
  });
});

test.each([
  ['./nowhere.js', 'cannot be loaded'],
  ['./package.json', 'cannot be loaded'],
  ['./eslint.config.js', 'must export databases'],
])('a module that has no databases is a mistake of usage: %s', (module, complaint) => {
  const words = ['run', '--import', module, '01'];
  const { status, stderr } = spawnSync(process.execPath, ['dist/bin/quorate.js', ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toContain(complaint);
  expect(stderr).not.toContain(process.cwd());
  expect(status).toBe(64);
});
