/** The client side: which node a session asks, what it remembers of a key, and what it tells of that. */
import { describe, expect, test } from 'vitest';
import {
  driver,
  type QuorumClient,
  type Session,
} from '../../../src/databases/quorum/client/driver.js';
import type { Answer } from '../../../src/databases/quorum/message.js';
import type { QuorumRequest } from '../../../src/databases/quorum/state.js';
import { emptyContext, type Context } from '../../../src/databases/versions/context.js';
import { deepFreeze } from '../../../src/simulation/recorder.js';
import type { Input } from '../../support/bench.js';
import { askedIn, clientDoorOf, wordsOf } from '../../support/door.js';
import { optionsOf, requestOf } from '../../support/quorum.js';

/** A session with an empty door. Every act answers what the session does. */
class Talking {
  readonly session: Session;
  request: QuorumRequest = requestOf('read');
  /** What was sent out last. */
  asked: QuorumRequest | null = null;
  readonly #door;

  constructor(input: Input = {}, zones: Readonly<Record<string, string>> = {}) {
    this.#door = clientDoorOf(optionsOf(input), undefined, new Map(Object.entries(zones)));
    this.session = driver.open(this.client);
  }

  get client(): QuorumClient {
    return this.#door as unknown as QuorumClient;
  }

  invoke(kind: QuorumRequest['kind'], input: Input = {}, key = 'k'): readonly string[] {
    this.request = { ...requestOf(kind, kind === 'read' ? 0 : 9, input), key };
    deepFreeze(this.request);
    driver.invoke(this.session, this.request, this.client);
    return this.#told();
  }

  answer(from: string, changes: Partial<Answer> = {}): readonly string[] {
    const rest = { versions: [], reason: '', context: null, isMember: true };
    const answer: Answer = { kind: 'ok', ...rest, ...changes };
    deepFreeze(answer);
    driver.receive(this.session, answer, from, this.request, this.client);
    return this.#told();
  }

  silence(...to: readonly string[]): void {
    driver.unanswered(this.session, to, this.request, this.client);
  }

  #told(): readonly string[] {
    const effects = this.#door.effects.take();
    const asked = askedIn(effects);
    if (asked !== undefined) this.asked = asked as QuorumRequest;
    return wordsOf(effects);
  }
}

/** Whom a session asks, so many times. */
function asks(talk: Talking, count: number, input: Input = {}): readonly string[] {
  return Array.from({ length: count }, () => talk.invoke('read', input)).flat();
}

/** What a session has seen that has seen this version. */
function version(write: number): Context {
  return { ...emptyContext, time: write, write };
}

const five = { nodes: 5 };

describe('which node is asked', () => {
  test('any: each by chance', () => {
    const asked = asks(new Talking(), 60);
    expect(new Set(asked)).toEqual(new Set(['ask n1', 'ask n2', 'ask n3']));
  });

  test('in turn: one after the other, wherever it begins', () => {
    const asked = asks(new Talking(), 6, { coordinator: 'in turn' });
    expect(asked.slice(3)).toEqual(asked.slice(0, 3));
    expect(new Set(asked).size).toBe(3);
  });

  test('nearest', () => {
    expect(asks(new Talking(), 2, { coordinator: 'nearest' })).toEqual(['ask n1', 'ask n1']);
  });

  test('replica: the first one of the key', () => {
    const talk = new Talking(five);
    expect(talk.invoke('read', { coordinator: 'replica' })).toEqual(['ask n3']);
    expect(talk.invoke('read', { coordinator: 'replica' }, 'k1')).toEqual(['ask n2']);
  });

  test('replica: the first one in the zone of the client, if there is one', () => {
    const zones = { n1: 'eu', n2: 'eu', n3: 'us', n4: 'eu', n5: 'us' };
    const firstFor = (zone: string) =>
      new Talking(five, { ...zones, app: zone }).invoke('read', { coordinator: 'replica' });
    expect(['us', 'eu', 'asia'].map(firstFor)).toEqual([['ask n3'], ['ask n1'], ['ask n3']]);
  });

  test('by name', () => {
    expect(asks(new Talking(), 2, { coordinator: 'n2' })).toEqual(['ask n2', 'ask n2']);
  });

  test('nobody that is no member at the beginning, but by name', () => {
    const talk = new Talking({ nodes: 4, members: { n2: { role: 'none' } } });
    expect(asks(talk, 40)).not.toContain('ask n2');
    expect(talk.invoke('read', { coordinator: 'n2' })).toEqual(['ask n2']);
  });

  test('who holds no data and serves is asked, too', () => {
    const talk = new Talking({ nodes: 4, members: { n2: { role: 'coordinator' } } });
    expect(asks(talk, 40)).toContain('ask n2');
  });
});

describe('who did not answer', () => {
  test('is passed over until it is heard', () => {
    const talk = new Talking();
    talk.silence('n1');
    expect(asks(talk, 4, { coordinator: 'nearest' })).toEqual(Array(4).fill('ask n2'));
    talk.answer('n1');
    expect(talk.invoke('read', { coordinator: 'nearest' })).toEqual(['ask n1']);
  });

  test('of the replicas, the next one is asked', () => {
    const talk = new Talking(five);
    talk.silence('n3');
    expect(talk.invoke('read', { coordinator: 'replica' })).toEqual(['ask n1']);
    talk.silence('n3', 'n1', 'n2');
    expect(['ask n4', 'ask n5']).toContain(talk.invoke('read', { coordinator: 'replica' })[0]);
  });

  test('one after the other: the third is asked, and then all but the last have another chance', () => {
    const talk = new Talking();
    const next = (silent: string): readonly string[] => {
      talk.silence(silent);
      return talk.invoke('read', { coordinator: 'nearest' });
    };
    expect(['n1', 'n2', 'n3', 'n1', 'n2'].map(next).flat()).toEqual([
      ...['ask n2', 'ask n3', 'ask n1', 'ask n2', 'ask n1'],
    ]);
  });

  test('is asked after all when nobody else is left', () => {
    const talk = new Talking();
    talk.silence('n1', 'n2', 'n3');
    expect(talk.invoke('read', { coordinator: 'nearest' })).toEqual(['ask n1']);
  });
});

describe('a node that is no member any more', () => {
  const leaving = { kind: 'refused', reason: 'this node is no member', isMember: false } as const;

  test('sends the session elsewhere, for good', () => {
    const talk = new Talking();
    talk.invoke('read', { coordinator: 'nearest' });
    expect(talk.answer('n1', leaving)).toEqual(['ask n2']);
    expect(talk.answer('n2', { versions: [4] })).toEqual(['ok 4']);
    expect(talk.invoke('read', { coordinator: 'nearest' })).toEqual(['ask n2']);
  });

  test('that was asked by name, or is the last one, ends the operation', () => {
    const talk = new Talking({ nodes: 2, replicas: 1 });
    talk.invoke('read', { coordinator: 'n2' });
    expect(talk.answer('n2', leaving)).toEqual(['refuse: this node is no member']);
    talk.invoke('read', { coordinator: 'nearest' });
    expect(talk.answer('n1', leaving)).toEqual(['refuse: this node is no member']);
  });
});

describe('answers', () => {
  test('end the operation as they say', () => {
    const talk = new Talking();
    talk.invoke('write');
    expect(talk.answer('n1', { versions: [1, 2] })).toEqual(['ok 1 2']);
    expect(talk.answer('n1', { kind: 'refused', reason: 'too few' })).toEqual(['refuse: too few']);
    expect(talk.answer('n1', { kind: 'unknown', reason: 'late' })).toEqual(['lose: late']);
  });
});

describe('what a session tells of what it has seen', () => {
  test('nothing before it has seen anything, and nothing of other keys', () => {
    const talk = new Talking();
    talk.invoke('read');
    expect(talk.asked?.options.seen).toBe(undefined);
    talk.answer('n1', { versions: [4], context: version(4) });
    talk.invoke('read', {}, 'other');
    expect(talk.asked?.options.seen).toBe(undefined);
  });

  test('the newest that it has read or written, with what it was shown', () => {
    const talk = new Talking();
    talk.invoke('read');
    talk.answer('n1', { versions: [4], context: version(4) });
    talk.invoke('write');
    expect(talk.asked?.options).toMatchObject({ seen: version(4), shown: [4] });
    talk.answer('n1', { context: version(9) });
    talk.invoke('read');
    expect(talk.asked?.options.seen).toEqual(version(9));
    talk.answer('n2', { versions: [4], context: version(4) });
    talk.invoke('read');
    expect(talk.asked?.options.seen).toEqual(version(9));
  });

  test('with context: none nothing, though it remembers', () => {
    const talk = new Talking();
    talk.invoke('read', { context: 'none' });
    talk.answer('n1', { versions: [4], context: version(4) });
    talk.invoke('read', { context: 'none' });
    expect(talk.asked?.options.seen).toBe(undefined);
    talk.invoke('read');
    expect(talk.asked?.options.seen).toEqual(version(4));
  });

  test('with version vectors writes tell what was read alone, and reads everything', () => {
    const vector = (count: number): Context => ({ ...emptyContext, vector: [['n1', count]] });
    const talk = new Talking({ versions: 'version-vectors' });
    talk.invoke('read');
    talk.answer('n1', { versions: [4], context: vector(1) });
    talk.invoke('write');
    talk.answer('n1', { context: vector(3) });
    talk.invoke('write');
    expect(talk.asked?.options.seen).toEqual(vector(1));
    talk.invoke('read');
    expect(talk.asked?.options.seen).toEqual(vector(3));
  });

  test('with dots a write tells of the writes of its own, too', () => {
    const dots = (...numbers: number[]): Context => {
      return { ...emptyContext, vector: [['n1', numbers.length]], elements: numbers };
    };
    const talk = new Talking({ versions: 'dotted' });
    talk.invoke('write');
    talk.answer('n1', { context: dots(1) });
    talk.invoke('write');
    expect(talk.asked?.options.seen).toEqual(dots(1));
  });

  test('an answer without a context leaves it as it is', () => {
    const talk = new Talking();
    talk.invoke('read');
    talk.answer('n1', { versions: [4], context: version(4) });
    talk.answer('n1', { kind: 'unknown', reason: 'late' });
    talk.invoke('write');
    expect(talk.asked?.options.seen).toEqual(version(4));
  });
});
