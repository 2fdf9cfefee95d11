/** What must not keep a healthy majority from serving: old hints, voters without a timer, reads, retries, and load. */
import { describe, expect, it } from 'vitest';
import { serveRead } from '../../../src/databases/raft/reading/read.js';
import { report } from '../../../src/report/report.js';
import { scenario } from '../../../src/scenario/build.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';
import { simulate } from '../../../src/simulation/simulate.js';
import { armed } from '../../support/effects.js';
import { append, change, follower, requestOf, settledLeader } from '../../support/raft.js';

function reportOf(input: Partial<ScenarioInput>) {
  const base = {
    name: 'Raft comes back',
    network: { latency: '1ms' },
    hosts: { disk: { flush: '0ms' } },
    duration: '10s',
  };
  return report(simulate(scenario({ ...base, ...input } as ScenarioInput)));
}

const election = { timeout: '1s..1.1s' };

describe('a learner that gets a vote', () => {
  const learner = { members: { n3: { role: 'learner' } } };

  it('misses its leader from then on, even if it never hears one again', () => {
    const bench = follower('n3', 'n1', 1, [], learner);
    const effects = bench.receive(append(1, [0, 0], [change(1, 'n1 n2 n3')]), 'n1');
    expect(armed(effects)).toEqual({ election: expect.any(Number) as number });
  });

  it('has no timer before', () => {
    const bench = follower('n3', 'n1', 1, [], learner);
    const effects = bench.receive(append(1, [0, 0], [change(1, 'n1 n2 | learn n3')]), 'n1');
    expect(armed(effects)).toEqual({});
  });
});

describe('reads', () => {
  it('begin a round, and do not put off the next heartbeat', () => {
    const bench = settledLeader('n1', 1, []);
    bench.clock.now += 1000;
    const effects = bench.act(serveRead, requestOf('read'), 1);
    expect(armed(effects)).toEqual({});
  });

  it('do not keep a leader in office that nobody hears', () => {
    const { findings } = reportOf({
      database: { kind: 'raft', nodes: 3, election },
      clients: [
        { name: 'west', keys: 1, reads: '100%', rate: '100/s', timeout: '5s', until: '9s' },
        { name: 'east', keys: 1, reads: 0, rate: '10/s' },
      ],
      faults: [
        {
          at: '2.05s',
          partition: [
            ['n1', 'west'],
            ['n2', 'n3', 'east'],
          ],
          for: '5s',
        },
      ],
    });
    // It looks once a heartbeat.
    expect(findings.splitBrain.believedMs).toBeLessThan(100);
  });
});

describe('clients', () => {
  it('find the new leader where nodes that were removed still point at the old one', () => {
    const { groups } = reportOf({
      database: {
        kind: 'raft',
        nodes: 5,
        members: { n4: { role: 'none' }, n5: { role: 'none' } },
        election,
      },
      clients: [
        { name: 'early', rate: '10/s', until: '2s' },
        { name: 'late', rate: '10/s', from: '6s' },
      ],
      faults: [
        { at: '2s', command: 'change', node: 'n1', add: ['n4', 'n5'], remove: ['n1', 'n2'] },
      ],
    });
    expect(groups['late']?.operations).toMatchObject({ invoked: 40, ok: 40 });
  });

  it('get an answer to the retry of their first write, which had reached nobody', () => {
    const { operations, findings } = reportOf({
      database: { kind: 'raft', nodes: 3, election },
      clients: [
        {
          name: 'app',
          idempotencyKey: true,
          from: '2s',
          repeat: 1,
          script: [{ do: 'append', key: 'a' }],
          timeout: '8s',
          patience: '500ms',
          retry: { times: 10, backoff: '500ms', unanswered: true },
        },
      ],
      faults: [{ at: '2s', crash: 'n1', for: '500ms' }],
    });
    expect(operations).toMatchObject({ ok: 1, info: 0 });
    expect(operations.retries).toBeGreaterThan(0);
    expect(findings.duplicateWrites.count).toBe(0);
  });
});

describe('a priority', () => {
  it('counts under load, too: a write is on its way to its node at any time', () => {
    const { metrics } = reportOf({
      database: {
        kind: 'raft',
        nodes: 3,
        members: { n2: { priority: 1 } },
        firstLeader: 'n1',
      },
      network: { latency: '50ms', links: [{ between: ['n2', 'n3'], latency: '1ms' }] },
      clients: [{ name: 'app', keys: 1, reads: 0, rate: '50/s', from: '1ms' }],
    });
    expect(metrics.latency.write.p50Ms).toBe(2);
  });
});
