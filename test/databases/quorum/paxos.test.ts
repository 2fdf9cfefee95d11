/** Coordinators of conditional writes and serial reads (Lamport, *Paxos made simple*, 2001): what they do, decide, and tell. */
import { describe, expect, it } from 'vitest';
import { conditionFailed } from '../../../src/databases/database.js';
import { judge, judgeOperation } from '../../../src/databases/quorum/advice/schema.js';
import type { MessageOf } from '../../../src/databases/quorum/message.js';
import { operationSchema } from '../../../src/databases/quorum/options/schema.js';
import type { Cell } from '../../../src/databases/versions/cell.js';
import type { Effect } from '../../../src/simulation/host/effect.js';
import type { Input } from '../../support/bench.js';
import {
  ballot,
  commit,
  prepare,
  propose,
  requestOf,
  type Requested,
} from '../../support/paxos.js';
import {
  armedIn,
  Bench,
  notesIn,
  optionsOf,
  Talk,
  tombstone,
  value,
  type Letter,
} from '../../support/quorum.js';

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

  it('is written once more for a retry, which is answered when its level is reached', () => {
    const deaf = { isOn: false };
    const all = cluster({}, ({ message, to }) => {
      return deaf.isOn && to === 'n3' && message.kind === 'commit';
    });
    all.asks(requestOf(5));
    expect(
      all.asks({ ...requestOf(5, { options: { writeLevel: 'all' } }), attempt: 2 }),
    ).toMatchObject([ok]);
    expect(stepsOf(all).slice(-3)).toEqual(['prepare', 'read', 'commit']);
    deaf.isOn = true;
    expect(all.asks({ ...requestOf(5, { options: { writeLevel: 'all' } }), attempt: 3 })).toEqual(
      [],
    );
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
