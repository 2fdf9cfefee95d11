/** The rules of the client side: what a session remembers, and where it turns next. */
import { describe, expect, test } from 'vitest';
import { acknowledgeOf } from '../../../support/primary-replica.js';
import { TestSession } from '../../../support/session.js';

const ok = (epoch: number, primary: string, position = 0) => ({ epoch, primary, position });

describe('writes', () => {
  test('go to the first node, as long as nobody says otherwise', () => {
    const session = new TestSession();
    expect([session.write(), session.answer('n1')]).toEqual([['ask n1'], ['ok']]);
    expect(session.write()).toEqual(['ask n1']);
  });

  test('follow the hint of who refuses, and remember it', () => {
    const session = new TestSession();
    session.write();
    expect(session.refusal('n1', 'n3')).toEqual(['ask n3']);
    session.answer('n3', ok(2, 'n3'));
    expect(session.write()).toEqual(['ask n3']);
  });

  test('do not believe a hint of an older epoch', () => {
    const session = new TestSession();
    session.write();
    session.answer('n1', ok(5, 'n2'));
    session.write();
    expect(session.refusal('n2', 'n1', { epoch: 1 })).toEqual(['refuse: not the primary']);
  });

  test('try the next node when who refuses knows of no primary', () => {
    const session = new TestSession();
    session.write();
    expect(session.refusal('n1', null)).toEqual(['ask n2']);
  });

  test('wait for a node that is about to become primary', () => {
    const session = new TestSession();
    session.write();
    session.refusal('n1', 'n2');
    expect(session.refusal('n2', 'n2')).toEqual(['refuse: not the primary']);
    expect(session.invoke()).toEqual(['ask n2']);
  });

  test('give up on hints that go round in circles', () => {
    const session = new TestSession();
    session.write();
    const hints = [
      session.refusal('n1', 'n2'),
      session.refusal('n2', 'n1'),
      session.refusal('n1', 'n2'),
      session.refusal('n2', 'n1'),
    ];
    const last = ['refuse: not the primary'];
    expect(hints).toEqual([['ask n2'], ['ask n1'], ['ask n2'], last]);
  });

  test('go to the next node after nobody answered', () => {
    const session = new TestSession();
    session.write();
    expect(session.silence('n1')).toEqual([]);
    expect(session.invoke()).toEqual(['ask n2']);
  });

  test('go on to the same primary when it was somebody else who did not answer', () => {
    const session = new TestSession();
    session.read({ read: 'n3' });
    session.silence('n3');
    expect(session.write()).toEqual(['ask n1']);
  });

  test('are lost to knowledge when the node says that nobody knows', () => {
    const session = new TestSession();
    session.write();
    const unknown = { kind: 'unknown', reason: 'no longer primary', ...ok(2, 'n2') } as const;
    expect(session.answer('n1', unknown)).toEqual(['lose: no longer primary']);
    expect(session.invoke()).toEqual(['ask n2']);
  });

  test.each([
    ['none', {}, ['ask n1', 'ok']],
    ['none', { acknowledge: 'primary' }, ['ask n1']],
    ['primary', { acknowledge: 'none' }, ['ask n1', 'ok']],
    ['primary', {}, ['ask n1']],
  ])('acknowledge: %s, the operation asks for %j: %j', (acknowledge, input, told) => {
    expect(new TestSession({ acknowledge }).write(input)).toEqual(told);
  });

  test('carry their key, and the same write, when they are tried again', () => {
    const session = new TestSession();
    session.write({ idempotencyKey: true });
    const first = session.asked;
    session.silence('n1');
    session.invoke();
    expect(session.asked?.options.idempotencyKey).toBe(true);
    expect(session.asked?.write).toBe(first?.write);
  });

  test('carry what the operation asks for', () => {
    const session = new TestSession();
    session.write({ acknowledge: 'any 1', commit: 'applied' });
    const { acknowledge, commit } = session.asked?.options ?? {};
    expect([acknowledge, commit]).toEqual([acknowledgeOf('any 1'), 'applied']);
  });
});

describe('what a session tells a node', () => {
  const fenced = { failover: { fencing: 'epoch' } };

  test('with fencing: the newest epoch that it has heard of', () => {
    const session = new TestSession(fenced);
    session.write();
    expect(session.asked?.options.session).toEqual({ epoch: 0, token: null });
    session.answer('n1', ok(4, 'n1', 7));
    session.read({ read: 'n2' });
    expect(session.asked?.options.session).toEqual({ epoch: 4, token: null });
  });

  test('nothing, without fencing and tokens', () => {
    const session = new TestSession();
    session.write();
    session.answer('n1', ok(4, 'n1', 7));
    session.read({ read: 'n2' });
    expect(session.asked?.options.session).toBe(undefined);
  });

  test('where its last write stands, when its reads carry a token', () => {
    const session = new TestSession();
    const carried = (token: object) => {
      session.read({ read: 'n2', token });
      return session.asked?.options.session?.token;
    };
    expect(carried({})).toBe(null);
    session.write();
    session.answer('n1', ok(4, 'n1', 7));
    expect(carried({})).toEqual({ epoch: 4, position: 7 });
    expect(carried({ checkEpoch: false })).toEqual({ epoch: null, position: 7 });
  });

  test.each([
    ['a later position', ok(4, 'n1', 8), { epoch: 4, position: 8 }],
    ['an earlier position', ok(4, 'n1', 6), { epoch: 4, position: 7 }],
    ['an earlier position of a newer epoch', ok(5, 'n2', 3), { epoch: 5, position: 3 }],
    ['a later position of an older epoch', ok(3, 'n3', 9), { epoch: 4, position: 7 }],
  ])('the token after another write at %s', (_where, answer, token) => {
    const session = new TestSession();
    for (const told of [ok(4, 'n1', 7), answer]) {
      session.write();
      session.answer(told.primary, told);
    }
    expect(session.session.token).toEqual(token);
  });

  test('reads leave the token as it is', () => {
    const session = new TestSession();
    session.read();
    session.answer('n1', ok(4, 'n1', 7));
    expect([session.session.token, session.session.wroteAt]).toEqual([null, null]);
  });
});

describe('a replica that cannot give what is asked for', () => {
  const stale = (reason: string) => ({ epoch: 1, reason });

  test.each([
    ['not there yet', 'token'],
    ['the token belongs to another history', 'token'],
    ['too many entries behind', 'freshness'],
    ['too long behind', 'freshness'],
  ])('%s: the fallback of the %s counts', (reason, which) => {
    const after = (fallback: string) => {
      const session = new TestSession();
      const other = which === 'token' ? 'freshness' : 'token';
      session.read({ read: 'n2', [which]: { fallback }, [other]: { fallback: 'stale' } });
      const told = session.refusal('n2', 'n1', stale(reason));
      const { token, freshness, read } = session.asked?.options ?? {};
      return [told, token !== undefined, freshness !== undefined, read];
    };
    const kept = [which === 'freshness', which === 'token'];
    expect(after('primary')).toEqual([['ask n1'], ...kept, 'primary']);
    expect(after('stale')).toEqual([['ask n2'], ...kept, 'n2']);
    expect(after('fail')[0]).toEqual([`refuse: ${reason}`]);
  });

  test('what a replica could not give is not asked for again', () => {
    const session = new TestSession();
    const fallback = 'stale';
    session.read({ read: 'n2', token: { fallback }, freshness: { age: '1s', fallback } });
    session.refusal('n2', 'n1', stale('too long behind'));
    session.refusal('n2', 'n1', stale('not there yet'));
    expect(session.asked?.options).not.toHaveProperty('token');
    expect(session.asked?.options).not.toHaveProperty('freshness');
  });

  test('the fallback to the primary is routed like any read of the primary', () => {
    const session = new TestSession();
    session.read({ read: 'n2', token: {} });
    session.refusal('n2', 'n1', stale('not there yet'));
    expect(session.refusal('n1', 'n3', { epoch: 2 })).toEqual(['ask n3']);
  });

  test('falls back no more often than it may be sent on', () => {
    const session = new TestSession();
    session.read({ read: 'n2', token: { fallback: 'stale' } });
    const told = [1, 2, 3, 4].map(() => session.refusal('n2', 'n1', stale('not there yet')));
    expect(told).toEqual([['ask n2'], ['ask n2'], ['ask n2'], ['refuse: not there yet']]);
  });

  test('a write is never taken for a stale read', () => {
    const session = new TestSession();
    session.write();
    expect(session.refusal('n1', 'n1', stale('not there yet'))).toEqual(['refuse: not there yet']);
  });
});
