/** Replicas that promise, accept and learn (Lamport, *Paxos made simple*, 2001), and what must always hold of them. */
import { describe, expect, it } from 'vitest';
import type { DiskRecord } from '../../../src/databases/quorum/message.js';
import { invariants } from '../../../src/databases/quorum/paxos/invariants.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import {
  accepted,
  ballot,
  commit,
  decision,
  prepare,
  propose,
  requestOf,
} from '../../support/paxos.js';
import { Bench, sentIn, value } from '../../support/quorum.js';

function rebooted({ node: { id } }: Bench, effects: readonly Effect[], input: Input = {}): Bench {
  const log = effects.flatMap((one) => (one.kind === 'append' ? [one.record as DiskRecord] : []));
  return new Bench(id, input, { log, snapshots: [], wiped: false });
}

/** What a node that was sent this says, and what it says once it is durable. */
function said(bench: Bench, message: Parameters<Bench['receive']>[0]) {
  const [before, after] = [bench.receive(message, 'n1'), bench.flush()];
  return { before: sentIn(before), after: sentIn(after), effects: before };
}

describe('a replica', () => {
  it('promises to take part in no earlier ballot, once that is on its disk', () => {
    const bench = new Bench('n2');
    const { before, after, effects } = said(bench, prepare(ballot(20)));
    expect(before).toEqual([]);
    const promise = {
      kind: 'promise',
      ask: 7,
      ballot: ballot(20),
      accepted: null,
      committed: null,
    };
    expect(after).toEqual([['n1', promise]]);
    for (const one of [bench, rebooted(bench, effects)]) {
      const preempted = { kind: 'preempted', ask: 7, ballot: ballot(10), by: ballot(20) };
      expect(said(one, prepare(ballot(10))).before).toEqual([['n1', preempted]]);
      expect(said(one, propose(ballot(10), 1)).before).toEqual([['n1', preempted]]);
      expect(one.state.acceptors.get('k')?.accepted).toBeNull();
    }
  });

  it('promises again what it has promised, but not another ballot of the same time', () => {
    const bench = new Bench('n2');
    said(bench, prepare(ballot(20, 'a')));
    expect(said(bench, prepare(ballot(20, 'a'))).after[0]?.[1].kind).toBe('promise');
    for (const name of ['A', 'b']) {
      expect(said(bench, prepare(ballot(20, name))).before[0]?.[1].kind).toBe('preempted');
    }
  });

  it('gives the word to whoever was promised something while it was flushing', () => {
    const bench = new Bench('n2');
    bench.receive(prepare(ballot(20)), 'n1');
    bench.receive(prepare(ballot(30)), 'n3');
    const [first, second] = [sentIn(bench.flushed(1)), sentIn(bench.flushed(2))];
    const preempted = { kind: 'preempted', ask: 7, ballot: ballot(20), by: ballot(30) };
    expect(first).toEqual([['n1', preempted]]);
    expect(second[0]?.[1].kind).toBe('promise');
  });

  it('accepts, and tells of it whoever asks for a promise, also after a crash', () => {
    const bench = new Bench('n2');
    const { before, after, effects } = said(bench, propose(ballot(20), 5));
    expect(before).toEqual([]);
    expect(after).toEqual([['n1', { kind: 'accept', ask: 7, ballot: ballot(20) }]]);
    for (const one of [bench, rebooted(bench, effects)]) {
      const [, promise] = said(one, prepare(ballot(30))).after[0] ?? [];
      expect(promise).toMatchObject({ accepted: accepted(ballot(20), 5), committed: null });
    }
  });

  it('waits for its disk also where writes need not', () => {
    const bench = new Bench('n2', { commit: 'buffered' });
    for (const message of [prepare(ballot(20)), propose(ballot(20), 5)]) {
      expect(said(bench, message).before).toEqual([]);
    }
  });

  it('learns what is chosen: it is a write, and nothing is left to finish', () => {
    const bench = new Bench('n2');
    const effects = [
      ...said(bench, propose(ballot(20), 5)).effects,
      ...said(bench, commit(ballot(20), 5)).effects,
    ];
    for (const one of [bench, rebooted(bench, effects)]) {
      expect(one.cells).toEqual([['k', value(5, 20)]]);
      const [, promise] = said(one, prepare(ballot(30))).after[0] ?? [];
      expect(promise).toMatchObject({ accepted: null, committed: decision(ballot(20), 5) });
    }
  });

  it('learns of decisions in any order', () => {
    const bench = new Bench('n2');
    said(bench, propose(ballot(40), 7));
    said(bench, commit(ballot(30), 6));
    said(bench, commit(ballot(20), 5));
    expect(bench.cells).toEqual([['k', value(6, 30)]]);
    expect(bench.state.acceptors.get('k')).toEqual({
      promised: ballot(40),
      accepted: accepted(ballot(40), 7),
      committed: decision(ballot(30), 6),
    });
  });

  it('draws ballots that are later than all that it has promised, also after a crash', () => {
    const bench = new Bench('n2');
    const { effects } = said(bench, prepare(ballot(20)));
    for (const one of [bench, rebooted(bench, effects)]) {
      const [first] = sentIn(one.request(requestOf(1), 1));
      expect(first?.[1]).toMatchObject({ ballot: { time: 20, counter: 1 } });
    }
  });

  it('forgets what it has promised with the bug', () => {
    const input = { bugs: ['forget promises'] };
    const bench = new Bench('n2', input);
    const { after, effects } = said(bench, prepare(ballot(20)));
    expect(after[0]?.[1].kind).toBe('promise');
    expect(said(bench, prepare(ballot(10))).before[0]?.[1].kind).toBe('preempted');
    expect(said(rebooted(bench, effects, input), prepare(ballot(10))).before).toEqual([]);
  });
});

describe('invariants', () => {
  const holdIn = (...all: readonly Bench[]) => {
    const states = new Map(all.map(({ node, state }) => [node.id, state]));
    return Object.values(invariants).map((holds) => holds(states, null));
  };

  it('find two proposals of one ballot, and decisions that do not know of each other', () => {
    const [one, other] = [new Bench('n1'), new Bench('n2')];
    one.receive(propose(ballot(20), 5), 'n3');
    other.receive(propose(ballot(20), 5), 'n3');
    one.receive(commit(ballot(30), 5), 'n3');
    other.receive(commit(ballot(30), 5), 'n3');
    expect(holdIn(one, other)).toEqual([null, null]);
    const third = new Bench('n3');
    third.receive(commit(ballot(40), 6), 'n2');
    expect(holdIn(one, other, third)[1]).toContain('n1 and n3, k');
    const [fourth, fifth] = [new Bench('n1'), new Bench('n2')];
    fourth.receive(propose(ballot(50), 7), 'n3');
    fifth.receive(propose(ballot(50), 8), 'n3');
    expect(holdIn(fourth, fifth)[0]).toContain('n1 and n2, k');
  });

  it('say nothing of a node that is a hundred decisions behind', () => {
    const [one, other] = [new Bench('n1'), new Bench('n2')];
    one.receive(commit(ballot(30), 5), 'n3');
    const many = Array.from({ length: 100 }, (_, place) => 10 + place);
    const far = { ...commit(ballot(40), 109), decision: decision(ballot(40), ...many) };
    other.receive(far, 'n3');
    expect(holdIn(one, other)).toEqual([null, null]);
    other.receive({ ...far, decision: decision(ballot(50), ...many.slice(1)) }, 'n3');
    expect(holdIn(one, other)[1]).toContain('n1 and n2, k');
  });

  it('say nothing of nodes whose disk was wiped', () => {
    const wiped = new Bench('n1', {}, { log: [], snapshots: [], wiped: true });
    const other = new Bench('n2');
    wiped.receive(commit(ballot(40), 6), 'n2');
    other.receive(commit(ballot(30), 5), 'n2');
    expect(holdIn(wiped, other)).toEqual([null, null]);
  });
});
