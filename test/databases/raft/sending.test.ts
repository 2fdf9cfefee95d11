/** What a leader sends, and when: §5.3 of the paper, §10.2 of the dissertation. */
import { describe, expect, test } from 'vitest';
import type { Message, MessageOf } from '../../../src/databases/raft/message.js';
import { kinds, sent } from '../../support/effects.js';
import {
  appended,
  client,
  leader,
  rejected,
  requestOf,
  settledLeader,
  type Bench,
} from '../../support/raft.js';
import { acceptCommand } from '../../../src/databases/raft/machine/propose.js';
import {} from '../../support/raft-table.js';

type Effects = Parameters<typeof sent>[0];

/** The entries that go to a node, as `[previous, count]` for each message. */
function shipped(effects: Effects, to: string): readonly (readonly [number, number])[] {
  return sent(effects, 'append entries').flatMap(([receiver, message]) => {
    const { previousIndex, entries } = message as MessageOf<'append entries'>;
    return receiver === to ? [[previousIndex, entries.length] as const] : [];
  });
}

function write(bench: Bench, id: number): Effects {
  return bench.act(acceptCommand, requestOf('append', id), client);
}

describe('sending', () => {
  test('a new leader asks each follower once, and waits', () => {
    const bench = leader('n1', 2, [1]);
    expect(shipped(write(bench, 7), 'n2')).toEqual([]);
    expect(bench.state.peers.get('n2')).toMatchObject({ mode: 'probe', isProbing: true });
    bench.receive(appended(bench, { match: 2 }), 'n2');
    expect(bench.state.peers.get('n2')).toMatchObject({ mode: 'stream', next: 4 });
  });

  test('an answer that does not say all of what was asked leaves it open', () => {
    const bench = leader('n1', 2, [1, 1]);
    bench.receive(appended(bench, { match: 1 }), 'n2');
    expect(bench.state.peers.get('n2')).toMatchObject({ mode: 'probe', match: 1 });
  });

  test('entries go before earlier ones are answered, as far as inFlight lets them', () => {
    const bench = settledLeader('n1', 2, [], { inFlight: 2 });
    const seen = [7, 8, 9].map((id) => shipped(write(bench, id), 'n2'));
    expect(seen).toEqual([[[1, 1]], [[2, 1]], []]);
    expect(shipped(bench.receive(appended(bench, { match: 2 }), 'n2'), 'n2')).toEqual([[3, 1]]);
  });

  test('one answer opens the way for all that it stands for', () => {
    const bench = settledLeader('n1', 2, [], { inFlight: 2 });
    for (const id of [7, 8, 9, 10]) write(bench, id);
    expect(shipped(bench.receive(appended(bench, { match: 3 }), 'n2'), 'n2')).toEqual([[3, 2]]);
  });

  test('a message takes so many entries at most', () => {
    const bench = settledLeader('n1', 2, [], { batch: { entries: 2, wait: '5ms' } });
    for (const id of [7, 8, 9]) expect(kinds(write(bench, id))).not.toContain('send');
    const effects = bench.expire('batch');
    expect(shipped(effects, 'n2')).toEqual([
      [1, 2],
      [3, 1],
    ]);
    expect(kinds(effects)).toContain('flush');
  });

  test('followers that are equally far get the same message', () => {
    const bench = settledLeader('n1', 2, [], { nodes: 3 });
    const [first, second] = sent(write(bench, 7), 'append entries');
    expect(first?.[1]).toEqual(second?.[1]);
  });

  test('an old refusal changes nothing: by now more is known', () => {
    const bench = settledLeader('n1', 2, [1, 1]);
    expect(bench.receive(rejected(bench, 2, [0, 1]), 'n2')).toEqual([]);
    expect(bench.state.peers.get('n2')).toMatchObject({ mode: 'stream', match: 3 });
  });

  test('a refusal of another question than the last one changes nothing', () => {
    const bench = leader('n1', 5, [1, 1, 4, 4, 4]);
    bench.receive(rejected(bench, 5, [0, 3]), 'n2');
    expect(bench.receive(rejected(bench, 5, [0, 2]), 'n2')).toEqual([]);
  });

  test.each([
    ['appended', { match: 9 }],
    ['rejected', { previousIndex: 1, conflictTerm: 0, conflictIndex: 1 }],
  ] as const)('an answer of an earlier term is none: %s', (kind, fields) => {
    const bench = leader('n1', 5, [1]);
    const message = { kind, term: 4, round: 99, isBlank: false, ...fields } as Message;
    expect(bench.receive(message, 'n2')).toEqual([]);
    expect(bench.state.peers.get('n2')).toMatchObject({ match: 0, round: 0 });
  });
});
