/** The rules of reads that wait: what they wait for, how long, and what becomes of them. */
import { describe, expect, test } from 'vitest';
import { receiveHeard } from '../../../../src/databases/primary-replica/failover/lease.js';
import { hearPrimary } from '../../../../src/databases/primary-replica/replication/follow.js';
import {
  abandonReads,
  giveUpWaiting,
  resumeReads,
  waitForConfirmation,
  waitForPosition,
} from '../../../../src/databases/primary-replica/reading/wait.js';
import {
  receiveEntries,
  receiveKeepalive,
  receiveProgress,
} from '../../../../src/databases/primary-replica/replication/replicate.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers, armed, sent } from '../../../support/effects.js';
import {
  append,
  type Bench,
  client,
  entry,
  follower,
  heartbeat,
  operationOf,
  primary,
  progress,
  requestOf,
  type Input,
} from '../../../support/primary-replica.js';

/** A replica with one entry; a read waits for the position 2 of epoch 1. */
function waiting(input: Input = {}, options: Input = {}): Bench {
  const bench = follower('n2', 'n1', 1, [1], input);
  wait(bench, client, options);
  return bench;
}

function wait(bench: Bench, who: number, options: Input = {}) {
  const operation = operationOf({ token: { timeout: '300ms' }, ...options });
  return bench.act(waitForPosition, 'k', { epoch: 1, position: 2 }, operation, who);
}

describe('waiting for a position', () => {
  test('has a limit, each read its own', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const limit = { kind: 'arm', duration: 300_000, timer: 'token' };
    expect(wait(bench, 5)).toEqual([{ ...limit, about: '5' }]);
    expect(wait(bench, 6)).toEqual([{ ...limit, about: '6' }]);
    expect(answers(bench.expire('token', '5'))).toEqual([[5, 'refused', 'not there yet']]);
    expect(bench.state.reads.map(({ client: who }) => who)).toEqual([6]);
  });

  test('ends when it is durable and applied, not when it has arrived', () => {
    const bench = waiting();
    expect(answers(bench.act(receiveEntries, append(1, [2]), 'n1'))).toEqual([]);
    const effects = bench.flush();
    expect(answers(effects)).toEqual([[client, 'ok', 1, 2]]);
    expect(effects).toContainEqual({ kind: 'cancel', timer: 'token', about: String(client) });
    expect(bench.state.reads).toEqual([]);
  });

  test('on a replica that takes its time ends when that entry is applied', () => {
    const bench = waiting({ apply: { each: '10ms' } });
    bench.act(receiveEntries, append(1, [2, 3]), 'n1');
    expect(answers(bench.flush())).toEqual([]);
    expect(answers(bench.expire('apply'))).toEqual([[client, 'ok', 1, 2]]);
  });

  test('of a majority read ends when a majority has it, and shows no more than that', () => {
    const bench = waiting({}, { level: 'majority' });
    bench.act(receiveEntries, append(1, [2, 3], { committed: 1 }), 'n1');
    expect(answers(bench.flush())).toEqual([]);
    const mark = { epoch: 1, sent: 3, committed: 2, asOf: 0 };
    const effects = bench.act(receiveKeepalive, { kind: 'keepalive', ...mark }, 'n1');
    expect(answers(effects)).toEqual([[client, 'ok', 1, 2]]);
  });

  test('does not end well when the place is taken by a write of another history', () => {
    const bench = follower('n3', 'n2', 2, [1]);
    wait(bench, client);
    const change = { epoch: 2, entries: [entry(2, 7)] };
    bench.act(receiveEntries, append(1, [], change), 'n2');
    expect(answers(bench.flush())).toEqual([
      [client, 'refused', 'the token belongs to another history'],
    ]);
  });

  test('is over when somebody else becomes primary', () => {
    const bench = waiting();
    const effects = bench.act(hearPrimary, heartbeat(2), 'n2');
    // The session falls back as it would if the time were over.
    expect(answers(effects)).toEqual([[client, 'refused', 'not there yet']]);
  });

  test('is not given up twice', () => {
    const bench = waiting();
    bench.expire('token', String(client));
    expect(bench.act(giveUpWaiting, String(client))).toEqual([]);
  });
});

describe('waiting for a confirmation', () => {
  const heard = (round: number) => ({ kind: 'heard', epoch: 1, round }) as const;

  test('ends when a majority has answered the round that the read began', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1], n3: [1, 1] });
    bench.act(receiveProgress, progress('n2', 1), 'n2');
    bench.expire('heartbeat');
    const effects = bench.act(waitForConfirmation, 'k', client);
    expect(sent(effects).map(([, message]) => message)).toEqual(
      [1, 2].map(() => heartbeat(1, { round: 2, position: 1 })),
    );
    expect(answers(bench.act(receiveHeard, heard(1), 'n3'))).toEqual([]);
    expect(answers(bench.act(receiveHeard, heard(2), 'n2'))).toEqual([[client, 'ok', 1]]);
  });

  test('and when a majority has what stood in the log when it began', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1], n3: [1, 1] });
    bench.act(acceptWrite, requestOf('append', 9), 9);
    bench.act(waitForConfirmation, 'k', client);
    expect(answers(bench.act(receiveHeard, heard(1), 'n2'))).toEqual([]);
    expect(answers(bench.flush())).toEqual([[9, 'ok']]);
    expect(answers(bench.act(receiveProgress, progress('n3', 2), 'n3'))).toEqual([
      [client, 'ok', 1, 9],
    ]);
  });

  test('is over at once where one vote is a majority', () => {
    const members = { n2: { votes: 0 }, n3: { votes: 0 } };
    const bench = primary('n1', 1, [1], {}, { members });
    bench.expire('heartbeat');
    expect(answers(bench.act(waitForConfirmation, 'k', client))).toEqual([[client, 'ok', 1]]);
  });

  test('does not outlive the office', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1] });
    bench.act(waitForConfirmation, 'k', client);
    bench.act(hearPrimary, heartbeat(2), 'n2');
    expect(bench.state.reads).toEqual([]);
    expect(armed(bench.act(resumeReads))).toEqual({});
  });
});

test('all reads that wait are abandoned together, each with its timer', () => {
  const bench = waiting();
  wait(bench, 5);
  const effects = bench.act(abandonReads);
  expect(answers(effects)).toEqual([
    [client, 'refused', 'not there yet'],
    [5, 'refused', 'not there yet'],
  ]);
  expect(effects.filter(({ kind }) => kind === 'cancel')).toHaveLength(2);
  expect(bench.act(abandonReads)).toEqual([]);
});

test('nothing resumes when nothing waits, or what it waits for is not there', () => {
  expect(follower('n2', 'n1', 1, [1]).act(resumeReads)).toEqual([]);
  expect(waiting().act(resumeReads)).toEqual([]);
});
