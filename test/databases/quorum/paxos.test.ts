/** Conditional writes (Lamport, *Paxos made simple*, 2001), rule by rule: what is promised, accepted, decided, and told. */
import { describe, expect, it } from 'vitest';
import { conditionFailed } from '../../../src/databases/database.js';
import { judge, judgeOperation } from '../../../src/databases/quorum/advice/schema.js';
import type { DiskRecord, MessageOf } from '../../../src/databases/quorum/message.js';
import type { Accepted, Decision } from '../../../src/databases/quorum/paxos/acceptor.js';
import type { Ballot } from '../../../src/databases/quorum/paxos/ballot.js';
import { invariants } from '../../../src/databases/quorum/paxos/invariants.js';
import { operationSchema } from '../../../src/databases/quorum/options/schema.js';
import type { Cell } from '../../../src/databases/versions/cell.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import {
  armedIn,
  Bench,
  notesIn,
  optionsOf,
  sentIn,
  Talk,
  tombstone,
  value,
  type Letter,
} from '../../support/quorum.js';

const ballot = (time: number, node = 'x', counter = 0): Ballot => ({ time, counter, node });

function accepted(at: Ballot, write: number, decided: readonly number[] = [write]): Accepted {
  return { ballot: at, write, cell: value(write, at.time), decided, shown: [] };
}

function decision(at: Ballot, ...decided: readonly number[]): Decision {
  return { ballot: at, decided, shown: [] };
}

const prepare = (at: Ballot) =>
  ({ kind: 'prepare', ring: 1, ask: 7, key: 'k', ballot: at }) as const;

function propose(at: Ballot, write: number): MessageOf<'propose'> {
  const { cell, decided, shown } = accepted(at, write);
  const proposal = { write, cell, decided, shown };
  return { kind: 'propose', ring: 1, ask: 7, key: 'k', ballot: at, proposal };
}

function commit(at: Ballot, write: number): MessageOf<'commit'> {
  const what = { key: 'k', cell: value(write, at.time), write, decision: decision(at, write) };
  return { kind: 'commit', ring: 1, ask: 7, ...what };
}

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

type Requested = Parameters<Bench['request']>[0];

/** An insert if absent, unless said. */
function requestOf(write: number, more: Partial<Requested> = {}): Requested {
  const plain = { operation: write, kind: 'write', key: 'k', condition: 'absent' } as const;
  return { ...plain, write, basis: [], attempt: 1, options: {}, ...more };
}

const swap = (write: number, ...basis: readonly number[]) =>
  requestOf(write, { condition: 'unchanged', basis });

const serialRead = requestOf(0, {
  ...{ kind: 'read', condition: null },
  ...{ options: { readLevel: 'serial' } },
});

function repliesIn(effects: readonly Effect[]): readonly object[] {
  return effects.flatMap((one) => (one.kind === 'reply' ? [one.reply] : []));
}

interface Cluster {
  readonly benches: readonly [Bench, Bench, Bench];
  readonly talk: Talk;
  asks(request: Requested): readonly object[];
}

function cluster(input: Input = {}, loses?: (letter: Letter) => boolean): Cluster {
  const benches = [new Bench('n1', input), new Bench('n2', input), new Bench('n3', input)] as const;
  const talk = new Talk(benches, loses);
  return {
    ...{ benches, talk },
    asks(request) {
      const known = talk.effects.length;
      talk.follow('n1', benches[0].request(request, 1));
      return repliesIn(talk.effects.slice(known));
    },
  };
}

/** What n1 sends in a round, each kind once in a row. */
function stepsOf({ talk }: Cluster): readonly string[] {
  const sent = talk.letters.filter(({ from }) => from === 'n1').map(({ message }) => message.kind);
  return sent.filter((kind, place) => kind !== sent[place - 1]);
}

const ok = { kind: 'ok' };
const refused = { kind: 'refused', reason: conditionFailed };

describe('a write on a condition', () => {
  it('is prepared, judged, proposed, and committed, with the ballot as its stamp', () => {
    const all = cluster();
    expect(all.asks(requestOf(5))).toMatchObject([ok]);
    expect(stepsOf(all)).toEqual(['prepare', 'read', 'propose', 'commit']);
    const [{ ballot: drawn }] = all.talk.all('prepare') as [MessageOf<'prepare'>];
    const version = { write: 5, isTombstone: false, vector: [], ...drawn };
    for (const { cells } of all.benches) {
      expect(cells).toEqual([['k', { versions: [version], elements: [], removed: [] }]]);
    }
    expect(all.benches[0].state.asks.size).toBe(0);
  });

  it('is refused when the key has a value, and nobody is asked to accept it', () => {
    const all = cluster();
    all.benches[1].holds({ k: value(1) });
    expect(all.asks(requestOf(5))).toMatchObject([refused]);
    expect(stepsOf(all)).not.toContain('propose');
    expect(all.benches[0].state.asks.size).toBe(0);
  });

  it('needs the basis that it was computed from', () => {
    const outcomes = (held: Cell, ...basis: readonly number[]) => {
      const all = cluster();
      for (const bench of all.benches) bench.holds({ k: held });
      return all.asks(swap(9, ...basis));
    };
    expect(outcomes(value(3), 3)).toMatchObject([ok]);
    expect(outcomes(tombstone(3))).toMatchObject([ok]);
    expect(outcomes(value(3), 2)).toMatchObject([refused]);
    expect(outcomes(value(3))).toMatchObject([refused]);
    expect(outcomes(tombstone(3), 3)).toMatchObject([refused]);
  });

  it('may be a delete, and no append', () => {
    const all = cluster();
    all.asks(requestOf(5));
    expect(all.asks({ ...swap(6, 5), kind: 'delete' })).toMatchObject([ok]);
    const [[, { versions }] = ['', value(0)]] = all.benches[2].cells;
    expect(versions).toMatchObject([{ write: 6, isTombstone: true }]);
    expect(all.asks({ ...requestOf(7), kind: 'append' })).toMatchObject([
      { kind: 'refused', reason: 'an append has no condition' },
    ]);
  });

  it('remembers what was decided before it, and says that it knew of it', () => {
    const all = cluster();
    for (const request of [requestOf(5), swap(6, 5), swap(7, 6)]) {
      expect(all.asks(request)).toMatchObject([ok]);
    }
    for (const { state } of all.benches) {
      const known = state.acceptors.get('k')?.committed;
      expect([known?.decided, known?.shown]).toEqual([[5, 6, 7], [6]]);
    }
  });

  it('does not happen twice: of a retry the first attempt is recognised, also when it is replaced', () => {
    const all = cluster();
    all.asks(requestOf(5));
    expect(all.asks({ ...requestOf(5), attempt: 2 })).toMatchObject([ok]);
    all.asks(swap(6, 5));
    expect(all.asks({ ...requestOf(5), attempt: 3 })).toMatchObject([ok]);
    expect(all.asks(requestOf(8))).toMatchObject([refused]);
    for (const { cells } of all.benches) {
      expect(cells[0]?.[1].versions.map(({ write }) => write)).toEqual([6]);
    }
  });

  it('wins over what was decided before by a clock that runs ahead', () => {
    const all = cluster();
    const ahead = ballot(60_000_000);
    for (const bench of all.benches.slice(1)) bench.receive(commit(ahead, 4), 'n9');
    expect(all.asks(swap(5, 4))).toEqual([]);
    expect(notesIn(all.talk.effects, 'preempted')).toEqual([{ key: 'k' }]);
    const [kind, about, wait] = armedIn(all.talk.effects).at(-1) ?? [];
    expect(kind).toBe('higher ballot');
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(100_000);
    all.talk.follow('n1', all.benches[0].expire('higher ballot', about));
    expect(repliesIn(all.talk.effects)).toMatchObject([ok]);
    for (const { cells } of all.benches.slice(0, 2)) {
      expect(cells[0]?.[1].versions).toMatchObject([{ write: 5, time: 60_000_000, counter: 3 }]);
    }
  });
});

describe('what somebody has left unfinished', () => {
  function unfinished(input: Input = {}): Cluster {
    const all = cluster(input);
    all.benches[1].receive(propose(ballot(0, 'n3', 1), 4), 'n3');
    for (const bench of all.benches) bench.receive(prepare(ballot(0, 'n3', 1)), 'n3');
    return all;
  }

  function asksAgain(all: Cluster, request: Requested): readonly object[] {
    const known = all.talk.effects.length;
    all.asks(request);
    return repliesIn(all.talk.effects.slice(known));
  }

  it('is finished first, with its own stamp, and then the condition is judged', () => {
    const all = unfinished();
    expect(asksAgain(all, requestOf(5))).toMatchObject([refused]);
    expect(stepsOf(all)).toEqual(['prepare', 'propose', 'commit', 'prepare', 'read']);
    expect(notesIn(all.talk.effects, 'finishes a proposal')).toEqual([{ key: 'k', write: 4 }]);
    for (const { cells } of all.benches) expect(cells).toEqual([['k', value(4, 0)]]);
  });

  it('is seen by a serial read', () => {
    const all = unfinished();
    expect(asksAgain(all, serialRead)).toMatchObject([{ kind: 'ok', versions: [4] }]);
  });

  it('is the own write of a retry: then it is answered', () => {
    const all = unfinished();
    expect(asksAgain(all, { ...requestOf(4), attempt: 2 })).toMatchObject([ok]);
    expect(stepsOf(all)).toEqual(['prepare', 'propose', 'commit']);
  });

  it('is written over with the bug', () => {
    const all = unfinished({ bugs: ['skip the unfinished'] });
    expect(asksAgain(all, requestOf(5))).toMatchObject([ok]);
    expect(all.benches[1].state.acceptors.get('k')?.committed?.decided).toEqual([5]);
  });

  it('is not what is older than a decision', () => {
    const all = cluster();
    all.benches[1].receive(propose(ballot(0, 'n3', 1), 4), 'n3');
    for (const bench of [all.benches[0], all.benches[2]]) {
      bench.receive(commit(ballot(0, 'n3', 2), 6), 'n3');
    }
    expect(all.asks(serialRead)).toMatchObject([{ kind: 'ok', versions: [6] }]);
    expect(notesIn(all.talk.effects, 'finishes a proposal')).toEqual([]);
  });
});

describe('a decision that one replica alone knows of', () => {
  it('is read by whoever it has promised something', () => {
    for (const readRepair of [{ mode: 'blocking' }, { mode: 'none' }]) {
      const all = cluster({ readRepair }, ({ to, from }) => to === 'n3' || from === 'n3');
      all.benches[1].receive(commit(ballot(0, 'n3', 1), 6), 'n3');
      all.benches[0].receive(prepare(ballot(0, 'n3', 1)), 'n3');
      expect(all.asks(serialRead)).toMatchObject([{ kind: 'ok', versions: [6] }]);
    }
  });
});

describe('when a majority does not answer', () => {
  const loses = (kind: string) => (letter: Letter) => letter.message.kind === kind;
  const unanswered = (kind: string, request: Requested) => {
    const all = cluster({}, loses(kind));
    expect(all.asks(request)).toEqual([]);
    const [about] = [...all.benches[0].state.asks.keys()];
    const effects = all.benches[0].expire('timeout', String(about));
    return { replies: repliesIn(effects), suspected: notesIn(effects, 'suspected'), all };
  };

  it('a write that nobody was asked to accept has surely not happened', () => {
    const { replies, suspected, all } = unanswered('prepare', requestOf(5));
    expect(replies).toMatchObject([{ kind: 'refused', reason: 'timed out deciding' }]);
    expect(suspected).toEqual([{ node: 'n2' }, { node: 'n3' }]);
    expect(all.benches[0].state.asks.size).toBe(0);
    expect(all.asks(requestOf(6))).toMatchObject([
      { kind: 'refused', reason: 'too few replicas are up: 1 more needed' },
    ]);
  });

  it('nobody knows of one that somebody may have accepted, and who answered before is not suspected', () => {
    for (const kind of ['propose', 'accept']) {
      const { replies, suspected } = unanswered(kind, requestOf(5));
      expect(replies).toMatchObject([{ kind: 'unknown' }]);
      expect(suspected).toEqual([]);
    }
  });

  it('a serial read has failed', () => {
    expect(unanswered('promise', serialRead).replies).toMatchObject([{ kind: 'refused' }]);
  });

  it('a decision is made without its commit being answered, and the next one builds on it', () => {
    const { all } = unanswered('prepare', requestOf(5));
    const later = cluster({}, loses('commit'));
    expect(later.asks(requestOf(5))).toEqual([]);
    expect(later.asks(swap(6, 5))).toEqual([]);
    expect(later.benches[0].cells[0]?.[1].versions).toMatchObject([{ write: 6 }]);
    expect(all.benches[0].cells).toEqual([]);
  });
});

describe('what is said about options', () => {
  const said = (input: Input, ...work: readonly object[]) =>
    judge(optionsOf(input), work).map(({ kind, path }) => [kind, ...path]);

  it('is that conditional writes and serial reads need stamps', () => {
    for (const versions of ['version-vectors', 'dotted']) {
      const work = { workload: 'compare-and-set' };
      expect(said({ versions }, work)).toEqual([['contradiction', 'versions']]);
      expect(said({ versions }, { do: 'insert' })).toEqual([['contradiction', 'versions']]);
      expect(said({ versions }, { do: 'write', ...work })).toEqual([]);
      const options = optionsOf({ versions });
      const operation = operationSchema.parse({ readLevel: 'serial' });
      const client = { reads: true, writes: true, timeout: 1, triesUnknownAgain: false };
      expect(judgeOperation(operation, options, client)).toMatchObject([
        { kind: 'contradiction', path: ['readLevel'] },
      ]);
    }
    expect(said({}, { do: 'insert' })).toEqual([]);
    expect(said({ backoff: '2s' }, { do: 'insert' })).toEqual([['advice', 'backoff']]);
    expect(said({ backoff: '2s' })).toEqual([]);
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
