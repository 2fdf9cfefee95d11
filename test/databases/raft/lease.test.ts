/** Reads by lease: §6.4.1 of the dissertation. */
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/databases/raft/message.js';
import { answers } from '../../support/effects.js';
import { appended, heartbeat, leader, read, served, settledLeader } from '../../support/raft.js';
import { answered, beat, cluster } from '../../support/raft-table.js';

describe('lease (§6.4.1)', () => {
  const lease = { mode: 'lease' };

  test('the leader serves alone, as long as the shortest timeout less the drift', () => {
    const bench = settledLeader('n1', 2, [1]);
    bench.clock.now += 989_998;
    expect(answers(read(bench, lease))).toEqual(served(1));
    expect(answers(read(bench, lease))).toEqual([]);
    expect(answers(bench.receive(appended(bench), 'n2'))).toEqual(served(1));
    expect(answers(read(bench, lease))).toEqual(served(1));
  });

  test('it counts from when the round was sent, not from when it was answered', () => {
    const bench = settledLeader('n1', 2, [1]);
    bench.clock.now += 500_000;
    bench.expire('heartbeat');
    bench.clock.now += 900_000;
    bench.receive(appended(bench), 'n2');
    bench.clock.now += 89_998;
    expect(answers(read(bench, lease))).toEqual(served(1));
    expect(answers(read(bench, lease))).toEqual([]);
  });

  test.each([
    [{ lease: { length: '100ms' } }, 99_000],
    [{ lease: { drift: '20%' } }, 800_000],
    [{ bugs: ['trust the clock'] }, 1_000_000],
  ])('with %j it lasts %i µs', (input, lasts) => {
    const bench = settledLeader('n1', 2, [1], input);
    bench.clock.now += lasts - 2;
    expect(answers(read(bench, lease))).toEqual(served(1));
    expect(answers(read(bench, lease))).toEqual([]);
  });

  test('there is none before the first commit of the term', () => {
    const bench = leader('n1', 2, [1]);
    bench.flush();
    expect(answers(read(bench, lease))).toEqual([]);
  });

  test('nor for a leader that is no voter any more', () => {
    const bench = settledLeader('n1', 2, [1], { membership: 'single' });
    bench.command('change', { remove: ['n1'] });
    expect(answers(read(bench, lease))).toEqual([]);
  });

  test('nor once another has been told to stand, even when the leader goes on', () => {
    const bench = settledLeader('n1', 2, [1]);
    bench.receive({ kind: 'hand over', term: 2 }, 'n2');
    expect(answers(read(bench, lease))).toEqual([]);
    bench.expire('transfer');
    bench.receive(appended(bench), 'n2');
    expect(answers(read(bench, lease))).toEqual([]);
  });

  test('but again in its next term', () => {
    const bench = settledLeader('n1', 2, [1]);
    bench.receive({ kind: 'hand over', term: 2 }, 'n2');
    bench.receive(heartbeat(3, [0, 0]), 'n2');
    bench.clock.now += 5_000_000;
    bench.expire('election');
    bench.receive({ kind: 'pre-vote', term: 4, granted: true }, 'n3');
    bench.receive({ kind: 'vote', term: 4, granted: true }, 'n3');
    bench.flush();
    bench.flush();
    expect(bench.state).toMatchObject({ role: 'leader', currentTerm: 4 });
    bench.receive(appended(bench), 'n3');
    expect(answers(read(bench, lease))).toEqual(served(1));
  });

  test('a transfer that succeeds late finds no lease of the former leader', () => {
    const table = cluster();
    table.command('n3', 'transfer');
    table.deliver({ kind: 'hand over' });
    const [invitation] = table.drop({ kind: 'timeout now' });
    table.expire('n1', 'transfer');
    beat(table, 'n1');
    table.arrive('n1', 'n3', invitation?.message as Message);
    table.settle('n1');
    const write = table.request('n3');
    table.settle('n1');
    table.wait(1);
    table.request('n1', { kind: 'read', options: { mode: 'lease' } });
    expect(answered(table)).toEqual([[write, 'ok']]);
  });
});
