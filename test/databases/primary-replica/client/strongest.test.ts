/** The strongest read: everybody is asked, and the newest primary is believed. */
import { expect, test } from 'vitest';
import { requestOf } from '../../../support/primary-replica.js';
import { TestSession } from '../../../support/session.js';

const served = (epoch: number, ...versions: readonly number[]) => ({ epoch, versions });

function ask(session: TestSession): readonly string[] {
  const request = requestOf('read');
  return session.invoke({ ...request, options: { ...request.options, read: 'latest-primary' } });
}

test('asks all nodes', () => {
  expect(ask(new TestSession())).toEqual(['ask n1', 'ask n2', 'ask n3']);
});

test('takes the answer of the newest epoch, once all have answered', () => {
  const session = new TestSession();
  ask(session);
  expect(session.answer('n2', served(2, 4, 5))).toEqual([]);
  expect(session.answer('n1', served(1, 4))).toEqual([]);
  expect(session.refusal('n3', 'n2')).toEqual(['ok 4 5']);
});

test('is content with who answers, and does not wait for the silent again', () => {
  const session = new TestSession();
  ask(session);
  session.answer('n2', served(2, 4));
  expect(session.silence('n1', 'n3')).toEqual(['ok 4']);
  ask(session);
  expect(session.answer('n2', served(2, 4))).toEqual(['ok 4']);
});

test('waits again for a node that was silent and answers', () => {
  const session = new TestSession();
  ask(session);
  session.answer('n2', served(2, 4));
  session.silence('n1', 'n3');
  ask(session);
  session.answer('n3', served(1, 3));
  session.answer('n2', served(2, 4));
  ask(session);
  expect(session.answer('n2', served(2, 4))).toEqual([]);
  expect(session.answer('n3', served(1, 3))).toEqual(['ok 4']);
});

test('is refused when no node is primary, and not answered when nobody answers', () => {
  const session = new TestSession();
  ask(session);
  session.refusal('n1', null);
  session.refusal('n2', null);
  expect(session.refusal('n3', null)).toEqual(['refuse: no node is primary']);
  ask(session);
  expect(session.silence('n1', 'n2', 'n3')).toEqual([]);
});
