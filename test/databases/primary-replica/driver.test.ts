/** The rules of the client side: what a session remembers, and where it turns next. */
import { describe, expect, test } from 'vitest';
import type { NodeId } from '../../../src/databases/database.js';
import { driver, type Session } from '../../../src/databases/primary-replica/driver.js';
import type {
  Answer,
  PrimaryReplicaRequest,
} from '../../../src/databases/primary-replica/state.js';
import { randomSource } from '../../../src/kernel/random.js';
import { ClientDoor } from '../../../src/simulation/clients/door.js';
import { optionsOf, requestOf } from '../../support/primary-replica.js';

type Driven = Parameters<typeof driver.open>[0];

class TestSession {
  readonly #door = new ClientDoor('app', null, optionsOf(), new Map(), randomSource('1'));
  readonly #session: Session = driver.open(this.#door as unknown as Driven);
  #request = requestOf('append', 9);

  /** Where the operation goes. */
  invoke(request: PrimaryReplicaRequest = this.#request): readonly string[] {
    this.#request = request;
    driver.invoke(this.#session, request, this.#door as unknown as Driven);
    return this.#told();
  }

  /** What comes of an answer. */
  answer(
    from: NodeId,
    kind: Answer['kind'],
    epoch: number,
    primary: NodeId | null,
    ...rest: number[]
  ) {
    const answer: Answer = { kind, versions: rest, reason: 'not the primary', epoch, primary };
    driver.receive(this.#session, answer, from, this.#request, this.#door as unknown as Driven);
    return this.#told();
  }

  /** What comes of nodes not answering. */
  silence(...to: readonly NodeId[]): readonly string[] {
    driver.unanswered(this.#session, to, this.#request, this.#door as unknown as Driven);
    return this.#told();
  }

  #told(): readonly string[] {
    return this.#door.effects.take().map((effect) => {
      if (effect.kind === 'ask') return `ask ${effect.to}`;
      return effect.kind === 'succeed' ? `ok ${effect.versions.join(' ')}`.trim() : effect.kind;
    });
  }
}

describe('writes', () => {
  test('go to the first node, as long as nobody says otherwise', () => {
    const session = new TestSession();
    expect([session.invoke(), session.answer('n1', 'ok', 1, 'n1')]).toEqual([['ask n1'], ['ok']]);
    expect(session.invoke()).toEqual(['ask n1']);
  });

  test('follow the hint of who refuses, and remember it', () => {
    const session = new TestSession();
    session.invoke();
    expect(session.answer('n1', 'refused', 2, 'n3')).toEqual(['ask n3']);
    session.answer('n3', 'ok', 2, 'n3');
    expect(session.invoke()).toEqual(['ask n3']);
  });

  test('do not believe a hint of an older epoch', () => {
    const session = new TestSession();
    session.invoke();
    session.answer('n1', 'ok', 5, 'n2');
    session.invoke();
    expect(session.answer('n2', 'refused', 1, 'n1')).toEqual(['refuse']);
  });

  test('try the next node when who refuses knows of no primary', () => {
    const session = new TestSession();
    session.invoke();
    expect(session.answer('n1', 'refused', 1, null)).toEqual(['ask n2']);
  });

  test('wait for a node that is about to become primary', () => {
    const session = new TestSession();
    session.invoke();
    session.answer('n1', 'refused', 2, 'n2');
    expect(session.answer('n2', 'refused', 2, 'n2')).toEqual(['refuse']);
    expect(session.invoke()).toEqual(['ask n2']);
  });

  test('give up on hints that go round in circles', () => {
    const session = new TestSession();
    session.invoke();
    const hints = [1, 2, 3, 4].map((hop) =>
      session.answer(hop % 2 === 0 ? 'n2' : 'n1', 'refused', 2, hop % 2 === 0 ? 'n1' : 'n2'),
    );
    expect(hints).toEqual([['ask n2'], ['ask n1'], ['ask n2'], ['refuse']]);
  });

  test('go to the next node after nobody answered', () => {
    const session = new TestSession();
    session.invoke();
    expect(session.silence('n1')).toEqual([]);
    expect(session.invoke()).toEqual(['ask n2']);
  });

  test('are lost to knowledge when the node says that nobody knows', () => {
    const session = new TestSession();
    session.invoke();
    expect(session.answer('n1', 'unknown', 2, 'n2')).toEqual(['lose']);
    expect(session.invoke()).toEqual(['ask n2']);
  });
});

describe('reads', () => {
  test.each([
    ['primary', ['ask n1']],
    ['n3', ['ask n3']],
    ['latest-primary', ['ask n1', 'ask n2', 'ask n3']],
  ])('%s', (read, asked) => {
    expect(new TestSession().invoke(requestOf('read', 0, read))).toEqual(asked);
  });

  test('replica: never the node that the session believes to be primary', () => {
    const session = new TestSession();
    const asked = Array.from({ length: 50 }, () => session.invoke(requestOf('read', 0, 'replica')));
    expect(new Set(asked.flat())).toEqual(new Set(['ask n2', 'ask n3']));
  });

  test('latest-primary takes the answer of the newest epoch, once all have answered', () => {
    const session = new TestSession();
    session.invoke(requestOf('read', 0, 'latest-primary'));
    expect(session.answer('n2', 'ok', 2, 'n2', 4, 5)).toEqual([]);
    expect(session.answer('n1', 'ok', 1, 'n1', 4)).toEqual([]);
    expect(session.answer('n3', 'refused', 2, 'n2')).toEqual(['ok 4 5']);
  });

  test('latest-primary is content with who answers, and does not wait for the silent again', () => {
    const session = new TestSession();
    session.invoke(requestOf('read', 0, 'latest-primary'));
    session.answer('n2', 'ok', 2, 'n2', 4);
    expect(session.silence('n1', 'n3')).toEqual(['ok 4']);
    session.invoke(requestOf('read', 0, 'latest-primary'));
    expect(session.answer('n2', 'ok', 2, 'n2', 4)).toEqual(['ok 4']);
  });

  test('latest-primary is refused when no node is primary', () => {
    const session = new TestSession();
    session.invoke(requestOf('read', 0, 'latest-primary'));
    session.answer('n1', 'refused', 1, null);
    session.answer('n2', 'refused', 1, null);
    expect(session.answer('n3', 'refused', 1, null)).toEqual(['refuse']);
  });
});
