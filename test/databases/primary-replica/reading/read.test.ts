/** The rules of reading: who serves what, how fresh it must be, and what it may see. */
import { describe, expect, test } from 'vitest';
import { stepDown } from '../../../../src/databases/primary-replica/failover/office.js';
import {
  hasReached,
  isOfAnotherHistory,
  serveRead,
} from '../../../../src/databases/primary-replica/reading/read.js';
import { addEntry } from '../../../../src/databases/primary-replica/log/log.js';
import type { SessionContext } from '../../../../src/databases/primary-replica/message.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers } from '../../../support/effects.js';
import {
  type Bench,
  client,
  entry,
  follower,
  primary,
  requestOf,
  type Input,
} from '../../../support/primary-replica.js';

const token = (position: number, epoch: number | null = 1) => ({ epoch, position });

/** What a read hears: the kind of the answer, then versions or a reason; nothing while it waits. */
function read(bench: Bench, input: Input = {}, session?: SessionContext) {
  const [answer] = answers(bench.act(serveRead, requestOf('read', 0, input, session), client));
  return answer?.slice(1) ?? [];
}

function knows(epoch: number, known: SessionContext['token'] = null): SessionContext {
  return { epoch, token: known };
}

describe('who serves', () => {
  test('the answer holds the versions, and how far the node has applied the log', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    const place = { epoch: 1, primary: 'n1', position: 2 };
    expect(bench.act(serveRead, requestOf('read', 0, { read: 'any' }), client)).toEqual([
      { kind: 'reply', client, reply: { kind: 'ok', versions: [1, 2], reason: '', ...place } },
    ]);
  });

  test('what is applied is seen, not what only stands in the log', () => {
    const bench = primary('n1', 1, [1]);
    bench.act(acceptWrite, requestOf('append', 9), client);
    expect(read(bench)).toEqual(['ok', 1]);
    bench.flush();
    expect(read(bench)).toEqual(['ok', 1, 9]);
  });

  test.each(['any', 'replica', 'nearest', 'round-robin', 'n2'])(
    'a replica serves reads that go to: %s',
    (where) => {
      expect(read(follower('n2', 'n1', 1, [1]), { read: where })).toEqual(['ok', 1]);
    },
  );

  test.each([
    ['read: primary', { read: 'primary' }],
    ['level: linearizable', { read: 'any', level: 'linearizable' }],
  ])('but not those that want the primary: %s', (_which, input) => {
    const no = ['refused', 'not the primary'];
    expect(read(follower('n2', 'n1', 1, [1]), input)).toEqual(no);
  });

  test('the strongest read is served by primaries only, and by those without a lease, too', () => {
    const strongest = (bench: Bench) => {
      const request = requestOf('read');
      const options = { ...request.options, read: 'latest-primary' };
      return answers(bench.act(serveRead, { ...request, options }, client))[0]?.slice(1);
    };
    expect(strongest(follower('n2', 'n1', 1, [1]))).toEqual(['refused', 'not the primary']);
    const bench = primary('n1', 1, [1]);
    bench.state.leaseUntil = 0;
    expect(strongest(bench)).toEqual(['ok', 1]);
  });

  test('an arbiter has no data', () => {
    const bench = follower('n3', 'n1', 1, [], { members: { n3: { arbiter: true } } });
    expect(read(bench, { read: 'n3' })).toEqual(['refused', 'an arbiter has no data']);
  });

  test('a primary whose lease has run out serves no reads of the primary; as any node it does', () => {
    const bench = primary('n1', 1, [1]);
    bench.state.leaseUntil = 0;
    expect(read(bench)).toEqual(['refused', 'the lease ran out']);
    expect(read(bench, { level: 'linearizable', read: 'any' })).toEqual([
      ...['refused', 'the lease ran out'],
    ]);
    expect(read(bench, { read: 'any' })).toEqual(['ok', 1]);
  });

  test('a client that has heard of a newer primary is refused; with fencing the old one steps down', () => {
    const plain = primary('n1', 1, [1]);
    expect(read(plain, {}, knows(2))).toEqual(['refused', 'not the primary any more']);
    expect([plain.state.role, read(plain, {}, knows(1))]).toEqual(['primary', ['ok', 1]]);
    const fenced = primary('n1', 1, [1], {}, { failover: { fencing: 'epoch' } });
    read(fenced, {}, knows(2));
    expect(fenced.state.role).toBe('replica');
  });
});

describe('level: majority', () => {
  /** A replica that has applied writes and appends to two keys, of which a majority has so many. */
  const withChanges = (committed: number): Bench => {
    const bench = follower('n2', 'n1', 1, []);
    const changes = [
      { action: 'write', key: 'k' },
      { action: 'append', key: 'k' },
      { action: 'write', key: 'other' },
      { action: 'append', key: 'k' },
      { action: 'write', key: 'k' },
      { action: 'append', key: 'k' },
    ] as const;
    changes.forEach((change, index) => {
      bench.act(addEntry, { ...entry(1, index + 1), ...change });
    });
    bench.state.flushed = 6;
    bench.state.applied = 6;
    bench.state.store.set('k', [5, 6]).set('other', [3]);
    bench.state.committed = committed;
    return bench;
  };

  test.each([
    [1, [1]],
    [2, [1, 2]],
    [3, [1, 2]],
    [4, [1, 2, 4]],
    [5, [5]],
    [6, [5, 6]],
  ])('with a majority are %i entries: the key holds %j', (committed, versions) => {
    expect(read(withChanges(committed), { read: 'any', level: 'majority' })).toEqual([
      ...['ok', ...versions],
    ]);
    expect(read(withChanges(committed), { read: 'any' })).toEqual(['ok', 5, 6]);
  });

  test('the primary, too, shows only what a majority has', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 1] });
    expect(read(bench, { level: 'majority' })).toEqual(['ok']);
    bench.state.committed = 1;
    expect(read(bench, { level: 'majority' })).toEqual(['ok', 1]);
  });

  test('nobody shows more than it has applied', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    Object.assign(bench.state, { applied: 1, committed: 2 });
    bench.state.store.set('k', [1]);
    expect(read(bench, { read: 'any', level: 'majority' })).toEqual(['ok', 1]);
  });

  test('a replica that has just booted does not know what a majority has', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    expect(read(bench, { read: 'any', level: 'majority' })).toEqual(['refused', 'not there yet']);
    const empty = follower('n2', 'n1', 1, []);
    expect(read(empty, { read: 'any', level: 'majority' })).toEqual(['ok']);
  });
});

describe('a token', () => {
  const input = { read: 'any', token: {} };

  test('is reached: the replica serves', () => {
    expect(read(follower('n2', 'n1', 1, [1, 1]), input, knows(1, token(2)))).toEqual(['ok', 1, 2]);
  });

  test('is not reached: the read waits', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    expect(read(bench, input, knows(1, token(3)))).toEqual([]);
    expect(bench.state.reads).toHaveLength(1);
  });

  test('does not make a primary wait', () => {
    expect(read(primary('n1', 1, [1]), input, knows(1, token(3)))).toEqual(['ok', 1]);
  });

  test('of another history is refused at once; without the epoch nobody notices', () => {
    const bench = follower('n3', 'n2', 2, [1, 2, 2]);
    const other = ['refused', 'the token belongs to another history'];
    expect(read(bench, input, knows(2, token(2)))).toEqual(other);
    expect(read(bench, input, knows(2, token(1)))).toEqual(['ok', 1, 2, 3]);
    expect(read(bench, input, knows(2, token(2, null)))).toEqual(['ok', 1, 2, 3]);
  });

  test('the bug "drop the epoch of a token": nobody notices either', () => {
    const bench = follower('n3', 'n2', 2, [1, 2, 2], { bugs: ['drop the epoch of a token'] });
    expect(read(bench, input, knows(2, token(2)))).toEqual(['ok', 1, 2, 3]);
    expect(read(bench, input, knows(2, token(4)))).toEqual([]);
    expect(bench.state.reads).toMatchObject([{ token: token(4, null) }]);
  });

  test('of a majority read is reached when a majority has what it stands for', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    bench.state.committed = 1;
    const majority = { ...input, level: 'majority' };
    expect(read(bench, majority, knows(1, token(1)))).toEqual(['ok', 1]);
    expect(read(bench, majority, knows(1, token(2)))).toEqual([]);
    expect(read(bench, input, knows(1, token(2)))).toEqual(['ok', 1, 2]);
  });

  test.each([
    [token(2), 'local', true],
    [token(3), 'local', false],
    [token(1), 'majority', true],
    [token(2), 'majority', false],
  ] as const)('%j at level %s, applied 2 and committed 1: reached is %s', (place, level, yes) => {
    const { state } = follower('n2', 'n1', 1, [1, 1]);
    state.committed = 1;
    expect(hasReached(state, place, level)).toBe(yes);
  });

  test.each([
    [token(1), false],
    [token(2, 2), false],
    [token(2, 1), true],
    [token(2, null), false],
    // Nobody knows yet what will stand there.
    [token(3, 1), false],
  ])('%j in a log of epochs 1 and 2: of another history is %s', (place, yes) => {
    expect(isOfAnotherHistory(follower('n3', 'n2', 2, [1, 2]).state, place)).toBe(yes);
  });
});

describe('freshness', () => {
  const fresh = (limits: Input) => ({ read: 'any', freshness: limits });

  test('in entries: as far as the replica knows of more', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    bench.state.heardOf = 5;
    expect(read(bench, fresh({ entries: 3 }))).toEqual(['ok', 1, 2]);
    expect(read(bench, fresh({ entries: 2 }))).toEqual(['refused', 'too many entries behind']);
  });

  test('in entries: what it has and has not applied counts', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    bench.state.applied = 1;
    expect(read(bench, fresh({ entries: 0 }))).toEqual(['refused', 'too many entries behind']);
    bench.state.applied = 2;
    expect(read(bench, fresh({ entries: 0 }))).toEqual(['ok', 1, 2]);
  });

  test('in time: as far as the replica can prove', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.state.freshAsOf = 400;
    bench.clock.now = 1_000_400;
    expect(read(bench, fresh({ age: '1s' }))).toEqual(['ok', 1]);
    bench.clock.now = 1_000_401;
    expect(read(bench, fresh({ age: '1s' }))).toEqual(['refused', 'too long behind']);
    expect(read(bench, { read: 'any' })).toEqual(['ok', 1]);
  });

  test('the primary is always fresh', () => {
    const bench = primary('n1', 1, [1]);
    bench.clock.now = 9_000_000;
    expect(read(bench, fresh({ age: '1s', entries: 0 }))).toEqual(['ok', 1]);
  });
});

describe('level: linearizable', () => {
  test('asks everybody, and waits', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1] });
    const request = requestOf('read', 0, { level: 'linearizable' });
    const beats = bench.act(serveRead, request, client).filter(({ kind }) => kind === 'send');
    expect(beats).toHaveLength(2);
    expect(bench.state.reads).toEqual([
      { kind: 'confirmation', client, key: 'k', round: 1, position: 1 },
    ]);
    expect(answers(bench.act(stepDown))).toEqual([[client, 'refused', 'not the primary any more']]);
  });
});
