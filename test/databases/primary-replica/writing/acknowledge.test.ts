/** The rules of acknowledging: who is answered when, and what happens when too few replicas answer. */
import { describe, expect, test } from 'vitest';
import { receiveProgress } from '../../../../src/databases/primary-replica/replication/replicate.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import {
  abandonWaiting,
  acknowledge,
  stepAsideFor,
  waitFor,
} from '../../../../src/databases/primary-replica/writing/acknowledge.js';
import { answers } from '../../../support/effects.js';
import {
  type Bench,
  follower,
  operationOf,
  primary,
  progress,
  requestOf,
  type Input,
} from '../../../support/primary-replica.js';

function write(bench: Bench, id: number, input: Input = {}) {
  return bench.act(acceptWrite, requestOf('append', id, input), id);
}

/** Who is answered when a replica says how far it is. */
function hear(bench: Bench, from: string, has: number, levels = {}) {
  return answers(bench.act(receiveProgress, progress(from, has, levels), from)).map(([id]) => id);
}

describe('an acknowledgement', () => {
  test.each([
    ['primary', [0, 0], true],
    ['any 1', [0, 0], false],
    ['any 1', [3, 0], true],
    ['any 2', [3, 2], false],
    ['any 2', [3, 3], true],
    ['all', [2, 3], false],
    ['all', [4, 3], true],
    ['majority', [0, 3], true],
  ] as const)('%s: when replicas have flushed %j, answered is %s', (setting, at, answered) => {
    const followers = { n2: [3, at[0]], n3: [3, at[1]] } as const;
    const bench = primary('n1', 1, [1, 1], followers, { acknowledge: setting });
    expect(answers(write(bench, 9))).toEqual([]);
    const replies = bench.flush().filter(({ kind }) => kind === 'reply');
    const reply = { kind: 'ok', versions: [], reason: '', epoch: 1, primary: 'n1', position: 3 };
    expect(replies).toEqual(answered ? [{ kind: 'reply', client: 9, reply }] : []);
  });

  test('goes out in the order of the log, up to the first write that is not safe', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, { acknowledge: 'any 1' });
    for (const id of [1, 2, 3]) write(bench, id);
    expect(answers(bench.flush())).toEqual([]);
    expect(hear(bench, 'n2', 2)).toEqual([1, 2]);
    expect(hear(bench, 'n2', 2)).toEqual([]);
    expect(hear(bench, 'n2', 3)).toEqual([3]);
  });

  test('is not sent to who does not want to hear it', () => {
    const bench = primary('n1', 1, [], {}, { acknowledge: 'none' });
    write(bench, 1);
    expect(answers(bench.flush())).toEqual([]);
    expect(bench.state.waiting).toEqual([]);
  });

  test.each([
    ['buffered', [true, false, false]],
    ['received', [true, false, false]],
    ['flushed', [false, true, false]],
    ['applied', [false, false, true]],
  ])('%s: comes with the word of received, flushed, applied: %j', (commit, when) => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, { acknowledge: 'any 1', commit });
    write(bench, 1);
    bench.flush();
    const heard = [
      hear(bench, 'n2', 1, { flushed: 0, applied: 0 }),
      hear(bench, 'n2', 1, { applied: 0 }),
      hear(bench, 'n2', 1),
    ];
    expect(heard).toEqual(when.map((yes) => (yes ? [1] : [])));
  });

  test('buffered: comes before anybody has flushed, the primary included', () => {
    const bench = primary('n1', 1, [], {}, { commit: 'buffered' });
    expect(answers(write(bench, 1))).toEqual([[1, 'ok']]);
  });

  test('each operation may ask for its own: lines do not wait for each other', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0], n3: [0, 0] }, { acknowledge: 'all' });
    write(bench, 1);
    write(bench, 2, { acknowledge: 'primary' });
    write(bench, 3, { acknowledge: 'any 1' });
    write(bench, 4, { acknowledge: 'any 1', commit: 'applied' });
    write(bench, 5, { acknowledge: 'any 1 [n3]' });
    write(bench, 6, { acknowledge: 'any 1' });
    expect(answers(bench.flush()).map(([id]) => id)).toEqual([2]);
    expect(bench.state.waiting).toHaveLength(5);
    expect(hear(bench, 'n2', 6, { applied: 0 })).toEqual([3, 6]);
    expect(hear(bench, 'n3', 6)).toEqual([1, 4, 5]);
  });

  test('a retried write that stands behind others in the log is answered before them', () => {
    const bench = primary('n1', 1, [1, 1, 1], {}, { acknowledge: 'any 1' });
    for (const [id, position] of [
      [7, 3],
      [8, 1],
      [9, 2],
      [10, 2],
    ] as const) {
      bench.act(waitFor, position, operationOf(), id);
    }
    const [line] = bench.state.waiting;
    expect(line?.writes.map(({ client }) => client)).toEqual([8, 9, 10, 7]);
  });

  test.each([
    ['a replica', () => follower('n2', 'n1', 1, [1])],
    [
      'a primary without a lease',
      () => {
        const bench = primary('n1', 1, [1]);
        bench.state.leaseUntil = 0;
        return bench;
      },
    ],
  ])('%s acknowledges nothing', (_who, make) => {
    const bench = make();
    bench.act(waitFor, 1, operationOf(), 7);
    expect(bench.act(acknowledge)).toEqual([]);
    expect(bench.state.committed).toBe(0);
  });
});

describe('what a majority has', () => {
  test('is known from the flushes of voters, and never goes back', () => {
    const bench = primary('n1', 1, [1, 1, 1], { n2: [3, 0], n3: [3, 0] });
    hear(bench, 'n2', 2);
    expect(bench.state.committed).toBe(2);
    hear(bench, 'n3', 1);
    expect(bench.state.committed).toBe(2);
    hear(bench, 'n3', 3);
    expect(bench.state.committed).toBe(3);
    bench.state.followers.clear();
    bench.act(acknowledge);
    expect(bench.state.committed).toBe(3);
  });
});

describe('a primary that is not primary any more', () => {
  test('tells those who wait that nobody knows', () => {
    const bench = primary('n1', 1, [], {}, { acknowledge: 'all' });
    write(bench, 1);
    write(bench, 2, { acknowledge: 'any 1' });
    bench.state.degraded = true;
    expect(answers(bench.act(abandonWaiting))).toEqual([
      [1, 'unknown', 'no longer primary'],
      [2, 'unknown', 'no longer primary'],
    ]);
    expect([bench.state.waiting, bench.state.degraded]).toEqual([[], false]);
  });

  test.each([
    ['a client that has heard of a newer epoch', 'epoch', { epoch: 2, token: null }, 'replica'],
    ['one that has not', 'epoch', { epoch: 1, token: null }, 'primary'],
    ['one that knows nothing', 'epoch', undefined, 'primary'],
    ['any, without fencing', 'none', { epoch: 2, token: null }, 'primary'],
  ] as const)('steps aside for %s (fencing %s): %j', (_who, fencing, session, role) => {
    const bench = primary('n1', 1, [], {}, { failover: { fencing } });
    bench.act(stepAsideFor, session);
    expect(bench.state.role).toBe(role);
  });
});
