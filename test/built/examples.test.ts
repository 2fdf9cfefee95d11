/** The example that shows users how to write a family of their own keeps the contract, and runs from the command line. */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { databases } from '../../examples/last-write-wins.js';
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

test('the example scenario runs as expected from the command line', () => {
  const words = ['--import', './examples/last-write-wins.js', 'examples/last-write-wins.yaml'];
  const { status, stdout } = spawnSync(process.execPath, ['dist/bin/quorate.js', 'run', ...words], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('clobbered');
  expect(status).toBe(0);
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
