/** Where reads go: the routing policies. */
import { describe, expect, test } from 'vitest';
import { after } from '../../../../src/databases/primary-replica/client/route.js';
import { TestSession } from '../../../support/session.js';

/** Where so many reads go, each answered. */
function asked(session: TestSession, count: number, input: object): readonly string[] {
  return Array.from({ length: count }, () => session.read({ ...input })).flat();
}

describe('reads', () => {
  test.each([
    ['primary', ['ask n1']],
    ['n3', ['ask n3']],
  ])('%s', (read, told) => {
    expect(new TestSession().read({ read })).toEqual(told);
  });

  test('linearizable: the primary, wherever they would go otherwise', () => {
    expect(asked(new TestSession(), 20, { read: 'replica', level: 'linearizable' })).toEqual(
      Array.from({ length: 20 }, () => 'ask n1'),
    );
  });

  test('any: every node with data', () => {
    const session = new TestSession({ nodes: 4, members: { n4: { arbiter: true } } });
    const told = new Set(asked(session, 60, { read: 'any' }));
    expect([...told].toSorted()).toEqual(['ask n1', 'ask n2', 'ask n3']);
  });

  test('replica: never the node that the session believes to be primary', () => {
    const session = new TestSession();
    session.write();
    session.answer('n1', { epoch: 2, primary: 'n2' });
    const told = new Set(asked(session, 50, { read: 'replica' }));
    expect([...told].toSorted()).toEqual(['ask n1', 'ask n3']);
  });

  test.each(['replica', 'round-robin'])('%s: the primary when there is no replica', (read) => {
    expect(new TestSession({ nodes: 1, failover: 'none' }).read({ read })).toEqual(['ask n1']);
  });

  test('round-robin: the replicas in turn', () => {
    const told = asked(new TestSession({ nodes: 4 }), 5, { read: 'round-robin' });
    expect(told).toEqual(['n2', 'n3', 'n4', 'n2', 'n3'].map((node) => `ask ${node}`));
  });

  test('nearest: the nearest node with data, unless it has just not answered', () => {
    const session = new TestSession({
      nodes: ['n1', 'n2', 'n3'],
      members: { n2: { arbiter: true } },
    });
    const read = 'nearest';
    expect(session.read({ read })).toEqual(['ask n1']);
    session.silence('n1');
    expect(session.read({ read })).toEqual(['ask n3']);
    session.silence('n3');
    expect(session.read({ read })).toEqual(['ask n1']);
    session.silence('n1', 'n2', 'n3');
    expect(session.read({ read })).toEqual(['ask n1']);
  });
});

describe('sticky reads', () => {
  const input = { read: 'n3', sticky: '1s' };

  test('go to the primary for a while after a write of the session’s own', () => {
    const session = new TestSession();
    expect(session.read(input)).toEqual(['ask n3']);
    session.clock.now = 5_000_000;
    session.write();
    session.answer('n1');
    session.clock.now = 5_999_999;
    expect(session.read(input)).toEqual(['ask n1']);
    session.clock.now = 6_000_000;
    expect(session.read(input)).toEqual(['ask n3']);
  });

  test('count from the acknowledgement, and not from a write that was refused', () => {
    const session = new TestSession();
    session.write();
    session.refusal('n1', 'n1');
    expect(session.read(input)).toEqual(['ask n3']);
  });
});

test('after the last node comes the first', () => {
  const { client } = new TestSession();
  expect(['n1', 'n2', 'n3'].map((node) => after(node, client))).toEqual(['n2', 'n3', 'n1']);
});
