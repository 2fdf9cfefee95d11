/** The rules of taking a write: a state, a request, and the effects that follow. */
import { describe, expect, test } from 'vitest';
import { lastPosition } from '../../../../src/databases/primary-replica/state.js';
import {
  acceptWrite,
  commitGathered,
} from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers, armed, kinds, sent } from '../../../support/effects.js';
import {
  append,
  type Bench,
  client,
  entry,
  follower,
  primary,
  refused,
  requestOf,
  type Input,
} from '../../../support/primary-replica.js';

/** What a client hears at once. */
function write(bench: Bench, id: number, input: Input = {}, session?: { epoch: number }) {
  const known = session === undefined ? undefined : { ...session, token: null };
  return answers(bench.act(acceptWrite, requestOf('append', id, input, known), id));
}

describe('a write', () => {
  test('is logged on top of the newest of its key, with the time; nothing is answered yet', () => {
    const bench = primary('n1', 1, [1, 1]);
    bench.clock.now = 42;
    expect(bench.act(acceptWrite, requestOf('append', 9), client)).toEqual([
      { kind: 'stored', write: 9, over: [2] },
      { kind: 'append', record: { kind: 'entry', ...entry(1, 9), at: 42 }, write: 9 },
      { kind: 'flush', mark: bench.state.nextMark - 1 },
    ]);
    const { flushed, applied } = bench.state;
    expect([lastPosition(bench.state), flushed, applied]).toEqual([3, 2, 2]);
  });

  test('to a new key stands on nothing', () => {
    const [stored] = primary('n1', 1, []).act(acceptWrite, requestOf('write', 9), client);
    expect(stored).toEqual({ kind: 'stored', write: 9, over: [] });
  });

  test('is refused by anybody but the primary, who says who is', () => {
    const bench = follower('n2', 'n3', 3, [1]);
    expect(bench.act(acceptWrite, requestOf('append', 9), client)).toEqual([
      { kind: 'reply', client, reply: { ...refused, epoch: 3, primary: 'n3' } },
    ]);
  });

  test.each([
    ['the lease ran out', { leaseUntil: 0 }],
    ['handing over', { handingOverTo: 'n2' }],
  ])('is refused: %s', (reason, change) => {
    const bench = primary('n1', 1, [1]);
    Object.assign(bench.state, change);
    expect(write(bench, 9)).toEqual([[9, 'refused', reason]]);
    expect(lastPosition(bench.state)).toBe(1);
  });

  test('is refused when the client has heard of a newer primary; with fencing this one steps down', () => {
    const plain = primary('n1', 1, [1]);
    expect(write(plain, 9, {}, { epoch: 1 })).toEqual([]);
    expect(write(plain, 10, {}, { epoch: 2 })).toEqual([
      [10, 'refused', 'not the primary any more'],
    ]);
    expect(plain.state.role).toBe('primary');
    const fenced = primary('n1', 1, [1], {}, { failover: { fencing: 'epoch' } });
    expect(write(fenced, 9, {}, { epoch: 2 })).toEqual([
      [9, 'refused', 'not the primary any more'],
    ]);
    expect([fenced.state.role, fenced.state.primary]).toEqual(['replica', null]);
  });
});

describe('too few replicas, when that is refused', () => {
  const input = { tooFew: 'refuse', disconnect: '10s', acknowledge: 'any 1' };

  test('so many must be connected as the write waits for', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, input);
    expect(write(bench, 1)).toEqual([]);
    expect(write(bench, 2, { acknowledge: 'any 2' })).toEqual([
      [2, 'refused', '1 of 2 replicas to wait for are connected'],
    ]);
    expect(write(bench, 3, { acknowledge: 'primary' })).toEqual([]);
    bench.clock.now = 10_000_000;
    expect(write(bench, 4)).toEqual([[4, 'refused', '0 of 1 replicas to wait for are connected']]);
    expect(lastPosition(bench.state)).toBe(2);
  });

  test('only those that count can fill the number', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, input);
    expect(write(bench, 1, { acknowledge: 'any 1 [n3]' })).toHaveLength(1);
    expect(write(bench, 2, { acknowledge: 'first 1 [n3, n2]' })).toEqual([]);
    expect(write(bench, 3, { acknowledge: 'all' })).toEqual([
      [3, 'refused', '1 of 2 replicas to wait for are connected'],
    ]);
  });

  test('is no reason when writes block', () => {
    const bench = primary('n1', 1, [], {}, { ...input, tooFew: 'block' });
    expect(write(bench, 1)).toEqual([]);
  });
});

describe('the lag guard', () => {
  const input = { lagGuard: { limit: '1s' }, disconnect: '10s' };

  test('refuses writes while nobody is close behind', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 1], n3: [2, 0] }, input);
    bench.clock.now = 1_000_000;
    expect(write(bench, 9)).toEqual([]);
    bench.clock.now = 1_000_001;
    expect(write(bench, 10)).toEqual([[10, 'refused', 'the replicas are too far behind']]);
    const near = bench.state.followers.get('n2');
    if (near !== undefined) near.flushed = 2;
    expect(write(bench, 11)).toEqual([]);
  });

  test('wants as many close ones as the scenario says', () => {
    const bench = primary(
      'n1',
      1,
      [1],
      { n2: [1, 1], n3: [1, 0] },
      {
        lagGuard: { limit: '1s', replicas: 2 },
      },
    );
    bench.clock.now = 1_000_000;
    expect(write(bench, 9)).toEqual([]);
    bench.clock.now = 1_000_001;
    expect(write(bench, 10)).toEqual([[10, 'refused', 'the replicas are too far behind']]);
  });

  test('does not count who is disconnected, though it has everything', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1] }, input);
    bench.clock.now = 10_000_000;
    expect(write(bench, 9)).toEqual([[9, 'refused', 'the replicas are too far behind']]);
  });
});

describe('a log that is kept for everybody', () => {
  const retain = { entries: 2, atLimit: 'refuse' };

  test('is full when somebody lacks so many entries, absent or not', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, { nodes: 2, retain });
    expect([write(bench, 1), write(bench, 2)]).toEqual([[], []]);
    const full = [3, 'refused', 'the log is full: a replica has not had its entries'];
    expect(write(bench, 3)).toEqual([full]);
    const only = bench.state.followers.get('n2');
    if (only !== undefined) only.flushed = 1;
    expect(write(bench, 4)).toEqual([]);
    bench.state.followers.clear();
    expect(write(bench, 5)).toHaveLength(1);
  });

  test('is not kept for arbiters, nor when replicas are copied to instead', () => {
    const members = { n3: { arbiter: true } };
    const bench = primary('n1', 1, [1, 1], { n2: [2, 2] }, { retain, members });
    expect(write(bench, 3)).toEqual([]);
    const copying = primary('n1', 1, [1, 1], {}, { retain: { entries: 2, atLimit: 'reseed' } });
    expect(write(copying, 3)).toEqual([]);
  });
});

describe('a write with an idempotency key', () => {
  const key = { idempotencyKey: true };

  test('that is retried stands in the log once, and is answered where it stands', () => {
    const bench = primary('n1', 1, [1, 1]);
    write(bench, 9, key);
    const again = bench.act(acceptWrite, requestOf('append', 9, key), 10);
    expect(kinds(again)).toEqual([]);
    expect(lastPosition(bench.state)).toBe(3);
    expect(answers(bench.flush())).toEqual([
      [9, 'ok'],
      [10, 'ok'],
    ]);
  });

  test('that is durable already is answered at once, with its old position', () => {
    const bench = primary('n1', 1, [1, 1]);
    const effects = bench.act(acceptWrite, requestOf('append', 1, key), client);
    const reply = { kind: 'ok', versions: [], reason: '', epoch: 1, primary: 'n1', position: 1 };
    expect(effects).toEqual([{ kind: 'reply', client, reply }]);
  });

  test('without one it is applied twice', () => {
    const bench = primary('n1', 1, [1, 1]);
    write(bench, 2);
    expect(lastPosition(bench.state)).toBe(3);
  });

  test('is found on the primary of another epoch: the keys are replicated with the writes', () => {
    const bench = primary('n2', 2, [1, 1]);
    expect(write(bench, 2, key)).toEqual([[2, 'ok']]);
  });
});

describe('group commit', () => {
  const groupCommit = { size: 3, wait: '10ms' };

  test('a full group is one flush and one message', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, { groupCommit, nodes: 2 });
    const flushes = [1, 2, 3].map((id) => {
      const wanted = kinds(bench.act(acceptWrite, requestOf('append', id), id));
      return wanted.filter((kind) => kind !== 'stored' && kind !== 'append');
    });
    expect(flushes).toEqual([['arm'], [], ['cancel', 'flush']]);
    const effects = bench.flush();
    expect(sent(effects)).toEqual([['n2', append(0, [1, 2, 3], { committed: 0 })]]);
    expect(answers(effects)).toEqual([1, 2, 3].map((id) => [id, 'ok']));
  });

  test('a group that does not fill up waits for its time', () => {
    const bench = primary('n1', 1, [], {}, { groupCommit });
    expect(armed(bench.act(acceptWrite, requestOf('append', 1), 1))).toEqual({ commit: 10_000 });
    write(bench, 2);
    expect(kinds(bench.expire('commit'))).toEqual(['cancel', 'flush']);
    expect(answers(bench.flush())).toEqual([
      [1, 'ok'],
      [2, 'ok'],
    ]);
    expect(armed(bench.act(acceptWrite, requestOf('append', 3), 3))).toEqual({ commit: 10_000 });
  });

  test('nothing is committed when nothing was gathered', () => {
    expect(primary('n1', 1, [], {}, { groupCommit }).act(commitGathered)).toEqual([]);
  });

  test('without it every write is a commit', () => {
    const bench = primary('n1', 1, []);
    const wanted = [1, 2].map((id) => kinds(bench.act(acceptWrite, requestOf('append', id), id)));
    expect(wanted).toEqual([1, 2].map(() => ['stored', 'append', 'flush']));
  });
});
