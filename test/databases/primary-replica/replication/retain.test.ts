/** The rules of retention: how much of the log is kept, and what a replica gets that lacks more. */
import { describe, expect, test } from 'vitest';
import { admitFollower } from '../../../../src/databases/primary-replica/replication/follow.js';
import {
  receiveEntries,
  ship,
} from '../../../../src/databases/primary-replica/replication/replicate.js';
import { isGone, sendSeed } from '../../../../src/databases/primary-replica/replication/retain.js';
import { kinds, notes, sent } from '../../../support/effects.js';
import {
  append,
  follower,
  followerOf,
  primary,
  progress,
} from '../../../support/primary-replica.js';

const log = [1, 1, 1, 1, 1];
const retain = { entries: 3 };
const seedOf = (previous: number, ...writes: readonly number[]) => {
  const { entries, epoch, committed } = append(previous, writes);
  return { kind: 'seed', previous, entries, keys: 1, epoch, committed } as const;
};

describe('retention', () => {
  test.each([
    ['nothing, when the whole log is kept', {}, [false, false, false]],
    [
      'nothing, when writes are refused instead',
      { retain: { ...retain, atLimit: 'refuse' } },
      [false, false, false],
    ],
    ['what is further back than the limit', { retain }, [true, true, false]],
  ])('gone is %s', (_what, input, gone) => {
    const { state, node } = primary('n1', 1, log, {}, input);
    expect([0, 1, 2].map((position) => isGone(state, position, node))).toEqual(gone);
  });

  test('who lacks no more than is kept gets entries', () => {
    const bench = primary('n1', 1, log, { n2: [2, 2] }, { retain });
    expect(sent(bench.act(ship))).toEqual([['n2', append(2, [3, 4, 5])]]);
  });

  test('who lacks more gets all the data, in one message as large as they are', () => {
    const bench = primary('n1', 1, log, { n2: [1, 1] }, { retain });
    bench.clock.now = 70;
    expect(sent(bench.act(ship))).toEqual([['n2', seedOf(1, 2, 3, 4, 5)]]);
    expect(bench.state.followers.get('n2')?.sent).toBe(5);
    expect(bench.act(ship)).toEqual([]);
  });

  test('who comes back after too long gets them behind the answer to its question', () => {
    const bench = primary('n1', 1, log, {}, { retain });
    const history = [{ epoch: 1, last: 1 }];
    const effects = bench.act(admitFollower, { kind: 'follow', epoch: 1, history }, 'n2');
    expect(sent(effects).map(([, message]) => (message as { kind: string }).kind)).toEqual([
      ...['rewind', 'seed'],
    ]);
  });

  test('a copy counts every key', () => {
    const bench = primary('n1', 1, log, {}, { retain });
    bench.state.store.set('other', [9]);
    const known = followerOf([0, 0]);
    const effects = bench.act((state, node) => {
      sendSeed(state, 'n2', { ...known }, node);
    });
    expect(sent(effects)).toEqual([['n2', { ...seedOf(0, 1, 2, 3, 4, 5), keys: 2 }]]);
  });

  test('a replica takes a copy as it takes entries, and says that it has one', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const effects = bench.act(receiveEntries, seedOf(1, 2, 3), 'n1');
    expect(notes(effects)).toEqual([['reseeded', { keys: 1, position: 3 }]]);
    expect(kinds(effects)).toEqual(['stored', 'append', 'stored', 'append', 'note', 'flush']);
    expect(sent(bench.flush())).toEqual([['n1', progress('n2', 3)]]);
    expect(bench.state.store.get('k')).toEqual([1, 2, 3]);
  });
});
