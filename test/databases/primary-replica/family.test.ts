/** What a node of the family looks like from outside, and that its inputs reach their rules. */
import { describe, expect, test } from 'vitest';
import { primaryReplica } from '../../../src/databases/primary-replica/family.js';
import { addEntry } from '../../../src/databases/primary-replica/log/log.js';
import { kinds, sent } from '../../support/effects.js';
import {
  entry,
  follower,
  optionsOf,
  primary,
  progress,
  restarted,
} from '../../support/primary-replica.js';

describe('the view', () => {
  test('of a primary: positions, and how far it has sent its log to whom', () => {
    const followers = { n2: [2, 2], n3: { via: 'n2', sent: 0, flushed: 1 } } as const;
    const bench = primary('n1', 1, [1, 1], followers);
    bench.act(addEntry, entry(1, 3));
    bench.state.committed = 1;
    expect(primaryReplica.view(bench.state)).toEqual({
      role: 'primary',
      epoch: 1,
      positions: { written: 3, flushed: 2, applied: 2, visible: expect.any(Number) as number },
      sent: { n2: 2 },
      members: ['n1', 'n2', 'n3'],
      text: 'primary in epoch 1, log 3, follows n1',
    });
  });

  test('of a node that follows nobody', () => {
    const { state } = restarted('n2', 4, [1]);
    const { role, text } = primaryReplica.view(state);
    expect([role, text]).toEqual(['replica', 'replica in epoch 4, log 1, follows nobody']);
  });
});

describe('contents', () => {
  test('are what reads see; an arbiter has none', () => {
    const { state } = follower('n2', 'n1', 1, [1, 1]);
    expect(primaryReplica.contents(state)).toEqual(new Map([['k', [1, 2]]]));
    const arbiter = follower('n3', 'n1', 1, [], { members: { n3: { arbiter: true } } });
    expect(primaryReplica.contents(arbiter.state)).toBe(null);
  });
});

describe('patience', () => {
  test.each([
    [{}, 2_000_000 + 3 * 500_000 + 5 * 500_000],
    [{ failover: 'none', heartbeat: '1s' }, 5_000_000],
  ])('%j: a cluster may look idle for %i', (input, duration) => {
    expect(primaryReplica.patience(optionsOf(input))).toBeGreaterThanOrEqual(duration);
  });
});

describe('inputs', () => {
  test('the progress of a follower is a sign of life to a primary', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1] });
    bench.clock.now = 700;
    bench.receive(progress('n2', 1), 'n2');
    expect(bench.state.followers.get('n2')?.heardAt).toBe(700);
  });

  test.each([
    ['promote', 'n2 becomes primary', ['cancel', 'cancel', 'cancel', 'snapshot', 'flush']],
    ['switchover', 'n2 asks the primary', ['send']],
    ['reconfigure', 'n2 asks around', ['note', 'cancel', 'send', 'send', 'arm']],
    ['resync', 'there is nothing to do', ['note']],
  ] as const)('the command %s: %s', (kind, _what, wanted) => {
    const effects = follower('n2', 'n1', 1, [1]).command(kind);
    expect(kinds(effects)).toEqual(wanted);
  });

  test('a timer that no rule waits for is a mistake of the simulator', () => {
    const { state, node } = follower('n2', 'n1', 1, []);
    expect(() => {
      primaryReplica.expire(state, { kind: 'tea', about: '' }, node);
    }).toThrow('no rule for the timer tea');
  });

  test('a replica ships to its own followers what has become durable', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.receive({ kind: 'follow', epoch: 1, history: [] }, 'n3');
    bench.act(addEntry, entry(1, 2));
    bench.act((state, node) => {
      state.flushes.set(state.nextMark, 2);
      state.nextMark += 1;
      node.disk.flush(state.nextMark);
    });
    expect(sent(bench.flush(), 'append').map(([to]) => to)).toEqual(['n3']);
  });
});
