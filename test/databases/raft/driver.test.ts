/** The client side: whom a session asks, what it remembers, and whom it asks next. */
import { describe, expect, test } from 'vitest';
import {
  driver,
  type RaftClient,
  type Session,
} from '../../../src/databases/raft/client/driver.js';
import type { Answer } from '../../../src/databases/raft/message.js';
import type { RaftRequest } from '../../../src/databases/raft/state.js';
import { deepFreeze } from '../../../src/simulation/recorder.js';
import type { Input } from '../../support/bench.js';
import { askedIn, clientDoorOf, wordsOf } from '../../support/door.js';
import { optionsOf, requestOf } from '../../support/raft.js';

/** A session with an empty door. Every act answers what the session does. */
class Talk {
  readonly session: Session;
  request: RaftRequest = requestOf('append', 9);
  /** What was sent out last. */
  asked: RaftRequest | null = null;
  readonly #door;

  constructor(input: Input = {}) {
    this.#door = clientDoorOf(optionsOf(input));
    this.session = driver.open(this.client);
  }

  get client(): RaftClient {
    return this.#door as unknown as RaftClient;
  }

  invoke(request: RaftRequest): readonly string[] {
    deepFreeze(request);
    this.request = request;
    driver.invoke(this.session, request, this.client);
    return this.#told();
  }

  write(input: Input = {}): readonly string[] {
    return this.invoke(requestOf('append', 9, input));
  }

  read(input: Input = {}): readonly string[] {
    return this.invoke(requestOf('read', 0, input));
  }

  answer(from: string, changes: Partial<Answer> = {}): readonly string[] {
    const answer: Answer = {
      kind: 'ok',
      versions: [],
      reason: '',
      term: 1,
      leader: 'n1',
      ...changes,
    };
    deepFreeze(answer);
    driver.receive(this.session, answer, from, this.request, this.client);
    return this.#told();
  }

  refusal(from: string, leader: string | null, term = 2): readonly string[] {
    return this.answer(from, { kind: 'refused', reason: 'no', leader, term });
  }

  silence(...to: readonly string[]): void {
    driver.unanswered(this.session, to, this.request, this.client);
  }

  #told(): readonly string[] {
    const effects = this.#door.effects.take();
    const asked = askedIn(effects);
    if (asked !== undefined) this.asked = asked as RaftRequest;
    return wordsOf(effects);
  }
}

describe('whom it asks', () => {
  test('the first leader, as far as the scenario names one', () => {
    expect(new Talk().write()).toEqual(['ask n1']);
    expect(new Talk({ firstLeader: 'n3' }).write()).toEqual(['ask n3']);
    expect(new Talk({ members: { n2: { priority: 1 } } }).write()).toEqual(['ask n2']);
    const nobody = { firstLeader: 'none', members: { n1: { role: 'learner' } } };
    expect(new Talk(nobody).write()).toEqual(['ask n2']);
  });

  test('the leader of whom an answer told', () => {
    const talk = new Talk();
    talk.write();
    talk.answer('n1', { leader: 'n3', term: 2 });
    expect(talk.write()).toEqual(['ask n3']);
    expect(talk.read()).toEqual(['ask n3']);
  });

  test('not the leader of an earlier term', () => {
    const talk = new Talk();
    talk.write();
    talk.answer('n1', { leader: 'n3', term: 5 });
    talk.write();
    talk.answer('n2', { leader: 'n1', term: 4 });
    expect(talk.write()).toEqual(['ask n3']);
  });

  test('for reads a node by name, the nearest, or any', () => {
    const talk = new Talk();
    expect(talk.read({ read: 'n2' })).toEqual(['ask n2']);
    expect(talk.read({ read: 'nearest' })).toEqual(['ask n1']);
    const asked = Array.from({ length: 30 }, () => talk.read({ read: 'any' })[0]);
    expect(new Set(asked)).toEqual(new Set(['ask n1', 'ask n2', 'ask n3']));
  });

  test('the next node when one did not answer', () => {
    const talk = new Talk();
    talk.write();
    talk.silence('n1');
    expect(talk.write()).toEqual(['ask n2']);
    expect(talk.read({ read: 'nearest' })).toEqual(['ask n2']);
    talk.answer('n1', { leader: null });
    expect(talk.read({ read: 'nearest' })).toEqual(['ask n1']);
  });
});

describe('what it makes of answers', () => {
  test('success and doubt end the attempt', () => {
    const talk = new Talk();
    talk.read();
    expect(talk.answer('n1', { versions: [4, 9] })).toEqual(['ok 4 9']);
    talk.write();
    const unknown = { kind: 'unknown', reason: 'no longer leader' } as const;
    expect(talk.answer('n1', unknown)).toEqual(['lose: no longer leader']);
  });

  test('a refusal with a hint goes to whom it names', () => {
    const talk = new Talk();
    talk.write();
    expect(talk.refusal('n1', 'n3')).toEqual(['ask n3']);
  });

  test('a refusal without one goes to the next node, and when all have refused it is over', () => {
    const talk = new Talk();
    talk.write();
    const seen = ['n1', 'n2', 'n3'].map((id) => talk.refusal(id, null));
    expect(seen).toEqual([['ask n2'], ['ask n3'], ['refuse: no']]);
  });

  test('hints that go round in circles end', () => {
    const talk = new Talk();
    talk.write();
    expect(talk.refusal('n1', 'n2')).toEqual(['ask n2']);
    expect(talk.refusal('n2', 'n1')).toEqual(['ask n3']);
    expect(talk.refusal('n3', 'n1')).toEqual(['refuse: no']);
  });

  test('a leader that refuses is believed', () => {
    const talk = new Talk();
    talk.write();
    expect(talk.refusal('n1', 'n1')).toEqual(['refuse: no']);
  });

  test('the next attempt may ask all of them again', () => {
    const talk = new Talk();
    talk.write();
    for (const id of ['n1', 'n2', 'n3']) talk.refusal(id, null);
    talk.write();
    expect(talk.refusal('n3', 'n2')).toEqual(['ask n2']);
  });
});

describe('with a key', () => {
  test('writes say whose they are, also when they are sent on; reads and others do not', () => {
    const talk = new Talk();
    talk.write({ idempotencyKey: true });
    const session = { id: talk.client.id, sequence: 9 };
    expect(talk.asked?.options.session).toEqual(session);
    talk.refusal('n1', 'n3');
    expect(talk.asked?.options.session).toEqual(session);
    talk.write();
    expect(talk.asked?.options).not.toHaveProperty('session');
    talk.read({ idempotencyKey: true });
    expect(talk.asked?.options).not.toHaveProperty('session');
  });
});
