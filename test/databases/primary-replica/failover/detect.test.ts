/** The rules of detection: a silence, and what a node makes of it. */
import { describe, expect, test } from 'vitest';
import {
  missPrimary,
  suspect,
  watchPrimary,
} from '../../../../src/databases/primary-replica/failover/detect.js';
import { hearPrimary } from '../../../../src/databases/primary-replica/replication/follow.js';
import { notes } from '../../../support/effects.js';
import { blank, follower, heartbeat, primary } from '../../../support/primary-replica.js';

describe('a replica that hears nothing for too long', () => {
  test('suspects the primary, asks everybody, and waits for answers', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.clock.now = 9;
    expect(bench.act(missPrimary)).toEqual([
      { kind: 'note', text: 'suspected', fields: { primary: 'n1' } },
      { kind: 'send', to: 'n1', message: { kind: 'poll', epoch: 1, round: 9 } },
      { kind: 'send', to: 'n3', message: { kind: 'poll', epoch: 1, round: 9 } },
      { kind: 'arm', duration: 500_000, timer: 'poll', about: '' },
    ]);
  });

  test('hears the primary after all: the poll is off', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.act(missPrimary);
    const effects = bench.act(hearPrimary, heartbeat(1), 'n1');
    expect([bench.state.suspects, bench.state.poll]).toEqual([false, null]);
    expect(effects).toContainEqual({ kind: 'cancel', timer: 'poll', about: '' });
  });

  test('says so once, however often it asks', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    expect(notes(bench.act(suspect))).toEqual([['suspected', { primary: 'n1' }]]);
    expect(bench.act(suspect)).toEqual([]);
  });

  test.each([
    ['a primary', () => primary('n1', 1, [1])],
    ['a node without failover', () => follower('n2', 'n1', 1, [1], { failover: 'none' })],
    ['a blank node', () => blank('n2')],
  ])('%s suspects nobody', (_who, make) => {
    const bench = make();
    expect(bench.act(missPrimary)).toEqual([]);
    expect(bench.state.suspects).toBe(false);
  });

  test('an arbiter suspects, but does not ask: others shall be primary', () => {
    const bench = follower('n3', 'n1', 1, [], { members: { n3: { arbiter: true } } });
    expect(bench.act(missPrimary)).toEqual([
      { kind: 'note', text: 'suspected', fields: { primary: 'n1' } },
    ]);
    expect([bench.state.suspects, bench.state.poll]).toEqual([true, null]);
  });
});

describe('a sign of life', () => {
  test('is waited for as long as the scenario says', () => {
    const bench = follower('n2', 'n1', 1, [1], { failover: { detect: '3s' } });
    bench.state.suspects = true;
    expect(bench.act(watchPrimary)).toEqual([
      { kind: 'arm', duration: 3_000_000, timer: 'detect', about: '' },
    ]);
    expect(bench.state.suspects).toBe(false);
  });

  test('is not waited for without failover', () => {
    const bench = follower('n2', 'n1', 1, [1], { failover: 'none' });
    expect(bench.act(watchPrimary)).toEqual([]);
  });
});
