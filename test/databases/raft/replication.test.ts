/** Log replication: §5.3 of the paper; §10.2 of the dissertation for what is sent before it is answered. */
import { describe, expect, test } from 'vitest';
import type { Message, MessageOf } from '../../../src/databases/raft/message.js';
import { kinds, sent } from '../../support/effects.js';
import {
  append,
  entriesOf,
  entry,
  follower,
  leader,
  rejected,
  restarted,
} from '../../support/raft.js';
import { beat, cluster, log } from '../../support/raft-table.js';

type Effects = Parameters<typeof sent>[0];

/** The entries that go to a node, as `[previous, count]` for each message. */
function shipped(effects: Effects, to: string): readonly (readonly [number, number])[] {
  return sent(effects, 'append entries').flatMap(([receiver, message]) => {
    const { previousIndex, entries } = message as MessageOf<'append entries'>;
    return receiver === to ? [[previousIndex, entries.length] as const] : [];
  });
}

/** What the follower tells the leader at once. */
function answer(effects: Effects): Message | undefined {
  return sent(effects)[0]?.[1] as Message | undefined;
}

describe('the consistency check', () => {
  test('takes what fits, and confirms it once it is durable', () => {
    const bench = follower('n2', 'n1', 3, [1, 1]);
    const effects = bench.receive(append(3, [2, 1], entriesOf([3, 3], 3)), 'n1');
    expect(bench.terms).toEqual([1, 1, 3, 3]);
    expect(sent(effects)).toEqual([]);
    expect(sent(bench.flush())).toEqual([
      ['n1', { kind: 'appended', term: 3, match: 4, round: 1, isBlank: false }],
    ]);
  });

  test('with the bug it confirms it before', () => {
    const bench = follower('n2', 'n1', 3, [], { bugs: ['answer before the flush'] });
    const effects = bench.receive(append(3, [0, 0], entriesOf([3])), 'n1');
    expect(answer(effects)).toMatchObject({ kind: 'appended', match: 1 });
  });

  test('refuses what would leave a gap, and says where its log ends', () => {
    const bench = follower('n2', 'n1', 3, [1, 1]);
    expect(answer(bench.receive(append(3, [5, 3], entriesOf([3], 6)), 'n1'))).toEqual(
      rejected(bench, 5, [0, 3], { round: 1 }),
    );
    expect(bench.terms).toEqual([1, 1]);
  });

  test('refuses what stands behind another entry, and says where that term begins', () => {
    const bench = follower('n2', 'n1', 4, [1, 2, 2, 2]);
    expect(answer(bench.receive(append(4, [4, 3], []), 'n1'))).toEqual(
      rejected(bench, 4, [2, 2], { round: 1 }),
    );
    expect(bench.terms).toEqual([1, 2, 2, 2]);
  });

  test('refuses who leads no more, and tells it the term', () => {
    const bench = follower('n2', 'n1', 3, [1]);
    const effects = bench.receive(append(2, [1, 1], entriesOf([2], 2)), 'n3');
    expect(answer(effects)).toMatchObject({ kind: 'rejected', term: 3 });
    expect(bench.state).toMatchObject({ leader: 'n1' });
    expect(bench.terms).toEqual([1]);
    expect(kinds(effects)).not.toContain('arm');
  });
});

describe('conflicts', () => {
  test('the first entry that differs goes, with all behind it', () => {
    const bench = follower('n2', 'n1', 3, [1, 2, 2, 2]);
    const effects = bench.receive(append(3, [1, 1], entriesOf([3, 3], 7)), 'n1');
    expect(bench.terms).toEqual([1, 3, 3]);
    expect(effects).toContainEqual({ kind: 'truncate', length: 1 });
    const gone = effects.flatMap((one) => (one.kind === 'rolled-back' ? [one.write] : []));
    expect(gone).toEqual([4, 3, 2]);
  });

  test('an old message cuts nothing that came after it, but with the bug', () => {
    for (const [bugs, terms] of [
      [[], [3, 3, 3]],
      [['cut on an old message'], [3]],
    ] as const) {
      const bench = follower('n2', 'n1', 3, [3, 3, 3], { bugs });
      bench.receive(append(3, [0, 0], entriesOf([3])), 'n1');
      expect(bench.terms).toEqual(terms);
    }
  });

  test('a cut write that the log still holds, or that is applied, is not rolled back', () => {
    const twice = restarted('n2', 2, [], {}, { log: [entry(1, 1), entry(1, 2), entry(1, 1)] });
    const cut = twice.receive(append(2, [1, 1], [entry(2, 9)]), 'n1');
    expect(cut).toContainEqual({ kind: 'rolled-back', write: 2 });
    expect(cut).not.toContainEqual({ kind: 'rolled-back', write: 1 });
    expect(twice.state.newest.get('k')).toBe(9);

    const applied = restarted('n2', 2, [], { snapshot: { every: 1 } });
    applied.receive(append(2, [0, 0], [entry(1, 1)], { commit: 1 }), 'n1');
    applied.receive(append(2, [1, 1], [entry(2, 1)]), 'n1');
    expect(applied.terms).toEqual([2]);
    const effects = applied.receive(append(3, [1, 1], [entry(3, 9)]), 'n3');
    expect(applied.terms).toEqual([3]);
    expect(kinds(effects)).not.toContain('rolled-back');
  });

  test('the leader leaves out the whole term that differs', () => {
    const bench = leader('n1', 5, [1, 1, 4, 4, 4]);
    const effects = bench.receive(rejected(bench, 5, [2, 3]), 'n2');
    expect(shipped(effects, 'n2')).toEqual([[2, 4]]);
  });

  test('and begins behind its own last entry of that term, if it has one', () => {
    const bench = leader('n1', 5, [1, 2, 2, 4, 4]);
    const effects = bench.receive(rejected(bench, 5, [2, 2]), 'n2');
    expect(shipped(effects, 'n2')).toEqual([[3, 3]]);
  });

  test('figure 7: a new leader brings every log in line, in three questions at most', () => {
    const terms = [1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    const logs = [
      [1, 1, 1, 4, 4, 5, 5, 6, 6],
      [1, 1, 1, 4],
      [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
      [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
      [1, 1, 1, 4, 4, 4, 4],
      [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    const asked = logs.map((theirs) => {
      const ours = leader('n1', 8, terms);
      const them = follower('n2', 'n3', 7, theirs);
      const questions: number[] = [];
      let question: Message | undefined = append(8, [10, 6], entriesOf([8], 11));
      while (question?.kind === 'append entries') {
        questions.push(question.previousIndex);
        const said = answer(them.receive(question, 'n1'));
        question = said === undefined ? undefined : answer(ours.receive(said, 'n2'));
      }
      expect(them.terms).toEqual([...terms, 8]);
      return questions;
    });
    expect(asked).toEqual([[10, 9], [10, 4], [10], [10], [10, 7, 5], [10, 6, 3]]);
  });
});

describe('a cluster', () => {
  test('heartbeats mend what was lost, without a new write', () => {
    const table = cluster();
    const writes = [table.request('n1'), table.request('n1')];
    table.drop({ kind: 'append entries', to: 'n2' });
    table.settle();
    expect(log(table, 'n2')).toEqual(['t1']);
    beat(table, 'n1');
    expect(log(table, 'n2')).toEqual(['t1', ...writes]);
  });

  test('heartbeats free the way when the answers were lost', () => {
    const table = cluster({ inFlight: 1 });
    table.request('n1');
    table.deliver({ kind: 'append entries', to: 'n2' });
    table.flush('n2');
    table.drop({ kind: 'appended', from: 'n2' });
    table.settle();
    const write = table.request('n1');
    table.settle();
    expect(log(table, 'n2')).not.toContain(write);
    beat(table, 'n1');
    expect(log(table, 'n2')).toContain(write);
  });

  test('messages that come backwards, twice, and very late leave the log as it should be', () => {
    const table = cluster();
    const writes = [1, 2, 3].map(() => table.request('n1'));
    const letters = table.drop({ kind: 'append entries', to: 'n2' });
    for (const { message } of [...letters].reverse()) table.arrive('n1', 'n2', message);
    for (const { message } of letters) table.arrive('n1', 'n2', message);
    table.settle();
    expect(log(table, 'n2')).toEqual(['t1', ...writes]);
    table.request('n1');
    table.settle();
    const whole = log(table, 'n2');
    for (const { message } of letters) table.arrive('n1', 'n2', message);
    table.settle();
    expect(log(table, 'n2')).toEqual(whole);
  });
});
