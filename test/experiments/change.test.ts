/** Scenarios that differ in one thing, and runs that are equal up to it. */
import { describe, expect, it } from 'vitest';
import { withoutFaults, withOverrides } from '../../src/experiments/change.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';
import { secondBehind } from '../support/planted-faults.js';

const database = { kind: 'primary-replica', nodes: 3 } as const;
const input: ScenarioInput = {
  ...secondBehind,
  database,
  clients: [{ name: 'app', count: 3, keys: 5, rate: '50/s', read: 'any' }],
  faults: [
    { at: '2s', loss: '20%', for: '1s' },
    { at: '4s', crash: 'random', for: '500ms' },
    { at: '6s', loss: '20%', for: '1s' },
  ],
};
const original = scenario(input);

describe('a scenario without some of its faults', () => {
  it('keeps the ids of the others, and says the same in both spellings', () => {
    const [first = '', second = '', third = ''] = original.spec.faults.map(({ id }) => id);
    const changed = withoutFaults(original, [first]);
    expect(changed.spec.faults.map(({ id }) => id)).toEqual([second, third]);
    expect(changed.digest).not.toBe(original.digest);
    expect(scenario(changed.input as ScenarioInput).digest).toBe(changed.digest);
  });

  it('runs as before until the fault would have struck', () => {
    const [, crash] = original.spec.faults;
    const changed = simulate(withoutFaults(original, [crash?.id ?? '']));
    const told = (run: typeof changed) =>
      run.chronicle.operations
        .filter(({ completedAt }) => completedAt !== null && completedAt < 4_000_000)
        .map(({ client, key, write, versions, completedAt }) => {
          return { client, key, write, versions, completedAt };
        });
    expect(told(changed)).toEqual(told(simulate(original)));
    expect(told(changed).length).toBeGreaterThan(100);
    expect(changed.digest).not.toBe(simulate(original).digest);
  });
});

describe('a scenario with another setting', () => {
  const changed = (path: string, value: string) => withOverrides(original, [{ path, value }], []);

  it('is a scenario like any other', () => {
    const other = changed('database.acknowledge', 'any 1');
    expect(other?.spec.database).toMatchObject({ acknowledge: { kind: 'any', count: 1 } });
    expect(other?.spec.faults).toEqual(original.spec.faults);
  });

  it.each([
    ['database.acknowledge', 'primary', 'it stands so already'],
    ['database.acknowledge', 'any 7', 'there are not so many replicas'],
    ['database.commit', 'applied', 'nobody waits for any level'],
    ['database.kind.more', '1', 'there is no such part'],
    ['clients.nobody.read', 'primary', 'there is no such group'],
  ])('is none with %s: %s, because %s', (path, value) => {
    expect(changed(path, value)).toBeNull();
  });

  it('may be warned of for what was there before', () => {
    const settings = { ...database, tooFew: 'refuse' as const };
    const warned = scenario({ ...input, database: settings });
    const overrides = [{ path: 'database.failover.fencing', value: 'lease' }];
    expect(withOverrides(warned, overrides, [])).not.toBeNull();
  });
});
