/** The probing scenario: whose reads and writes it makes, and what it counts. */
import { describe, expect, it } from 'vitest';
import { measure, nothingMeasured, withinOf } from '../../../src/experiments/visibility/measure.js';
import { probeFor, type Probing } from '../../../src/experiments/visibility/probe.js';
import { HOUR, MILLISECOND } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/scenario/build.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import { simulate } from '../../../src/simulation/simulate.js';

const input: ScenarioInput = {
  name: 'Writers and readers',
  database: { kind: 'primary-replica', nodes: ['n1', 'n2', 'probe'] },
  network: { latency: '5ms', zones: { eu: ['n1'], us: ['n2', 'probe'] } },
  hosts: { disk: { flush: '1ms' } },
  clients: [
    {
      name: 'readers',
      zone: 'us',
      reads: '100%',
      read: 'nearest',
      token: { timeout: '1s' },
      rate: '1/s',
    },
    { name: 'writers', zone: 'eu', reads: 0, acknowledge: 'any 1', rate: '1/s' },
    { name: 'others', reads: '100%', read: 'n2', sticky: '1s', rate: '1/s' },
  ] as ScenarioInput['clients'],
  duration: '1s',
  faults: [{ at: '500ms', crash: 'n1' }],
  expect: { lostWrites: '> 5' },
};

const probing: Probing = { versions: 1, wait: 3 * MILLISECOND, sessions: 1, keys: 2 };

function probe(more: Partial<ScenarioInput> = {}, group?: string, probings = [probing]) {
  const options = { declarations: [], ...(group === undefined ? {} : { group }) };
  const changed = { ...input, ...more } as ScenarioInput;
  return probeFor(scenario(changed), probings, HOUR, options);
}

describe('the probing clients', () => {
  it('write as those who write and read as those who read, from where these are', () => {
    const { clients, faults, expect: expected } = probe().scenario.spec;
    expect(clients.map(({ name }) => name)).toEqual(['probe-2']);
    expect(clients[0]).toMatchObject({ zone: 'us', count: 1, repeat: 2 });
    const [write, wait, read] = clients[0]?.script ?? [];
    expect(write).toEqual({
      do: 'write',
      key: '$new',
      acknowledge: { kind: 'any', count: 1, of: null },
    });
    expect(wait).toEqual({ wait: 3000 });
    expect(read).toEqual({ do: 'read', key: '$last', read: 'nearest' });
    expect([faults, expected]).toEqual([[], {}]);
  });

  it('read as the group that is named', () => {
    const [group] = probe({}, 'others').scenario.spec.clients;
    expect(group?.zone).toBeUndefined();
    expect(group?.script?.at(-1)).toEqual({ do: 'read', key: '$last', read: 'n2' });
  });

  it('do as the steps of a script do', () => {
    const script = [
      { do: 'append', key: 'a', acknowledge: 'all' },
      { wait: '1s' },
      { do: 'read', key: 'a', read: 'n2' },
    ] as const;
    const clients: ScenarioInput['clients'] = [
      { name: 'app', read: 'any', workload: 'append', script },
    ] as unknown as ScenarioInput['clients'];
    const [group] = probe({ clients }).scenario.spec.clients;
    const [write, , read] = group?.script ?? [];
    expect(write).toMatchObject({ do: 'append', acknowledge: { kind: 'all' } });
    expect(read).toMatchObject({ do: 'read', read: 'n2' });
  });

  it('add to counters where those who write do', () => {
    const wordsOf = (clients: readonly object[]): readonly unknown[] => {
      const [group] = probe({ clients: clients as ScenarioInput['clients'] }).scenario.spec.clients;
      return (group?.script ?? []).map((step) => ('do' in step ? step.do : 'wait'));
    };
    expect(wordsOf([{ name: 'app', workload: 'counter' }])).toEqual(['add', 'wait', 'read']);
    const steps = { name: 'steps', script: [{ do: 'add', key: 'a', amount: 5 }] };
    expect(wordsOf([{ name: 'app', reads: '100%' }, steps])).toEqual(['write', 'wait', 'read']);
  });

  it('begin one after the other, and are as many as they should be', () => {
    const { scenario: probed, groups } = probe({}, undefined, [{ ...probing, sessions: 50 }]);
    const { clients } = probed.spec;
    expect(clients.length).toBe(20);
    expect(clients.reduce((sum, { count }) => sum + count, 0)).toBe(50);
    expect(new Set(clients.map(({ from }) => from)).size).toBe(20);
    expect([...groups.keys()]).toEqual(clients.map(({ name }) => name));
  });
});

/** How many of the reads were how many versions behind. */
function seenBy(probings: readonly Probing[], more: Partial<ScenarioInput> = {}) {
  const { scenario: probed, groups } = probe(more, undefined, [...probings]);
  const measured = nothingMeasured();
  measure(measured, simulate(probed, { seed: 1 }), groups);
  return measured;
}

describe('what is counted', () => {
  const alone: Partial<ScenarioInput> = {
    // Acknowledged and sent after a flush of 1 ms; read on n2 after 5 ms on the way and another flush.
    clients: [{ name: 'app', read: 'n2', acknowledge: 'primary' }],
  };

  it('is how many reads were fresh after each wait', () => {
    const waits = [1, 5999, 6000, 7000];
    const { seen } = seenBy(
      waits.map((wait) => ({ ...probing, wait })),
      alone,
    );
    expect(seen.map(({ wait, reads }) => [wait, reads])).toEqual(waits.map((wait) => [wait, 2]));
    expect(seen.map((one) => withinOf(one, 1))).toEqual([0, 0, 2, 2]);
  });

  it('is how many versions old they are', () => {
    // A version every 1.001 ms: when the eighth is acknowledged, n2 has the first two.
    const { seen } = seenBy([{ ...probing, versions: 8, wait: 1 }], alone);
    expect(seen).toMatchObject([{ reads: 2, behind: [0, 0, 0, 0, 0, 0, 2, 0, 0] }]);
  });

  it('is what operations took, and what was not answered', () => {
    const { writeLatencies, readLatencies, unanswered } = seenBy([probing], alone);
    expect([writeLatencies, readLatencies]).toEqual([
      [1000, 1000],
      [0, 0],
    ]);
    expect(unanswered).toEqual({ writes: 0, reads: 0 });
    const never = { ...alone, clients: [{ name: 'app', acknowledge: 'all', timeout: '2ms' }] };
    const measured = seenBy([probing], never);
    expect(measured.unanswered.writes).toBe(2);
    expect(measured.seen).toEqual([]);
  });
});
