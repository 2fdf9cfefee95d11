/** The rules of voting: who promises what to whom, when a promise counts, and what becomes of who loses. */
import { describe, expect, test } from 'vitest';
import {
  considerClaim,
  promiseNothingTo,
  receiveFence,
  receiveGrant,
  standForOffice,
} from '../../../../src/databases/primary-replica/failover/claim.js';
import { hearPrimary } from '../../../../src/databases/primary-replica/replication/follow.js';
import { receiveEntries } from '../../../../src/databases/primary-replica/replication/replicate.js';
import { armed, kinds, notes, sent } from '../../../support/effects.js';
import { candidate, claim, deny, epoch, grant, voter } from '../../../support/claims.js';
import {
  append,
  blank,
  follower,
  heartbeat,
  officeRecord,
  primary,
} from '../../../support/primary-replica.js';

const lease = { failover: { fencing: 'lease' } };

describe('a claim', () => {
  test('writes down the own promise and asks all voters', () => {
    const bench = follower('n2', 'n1', 1, [1, 1], epoch);
    expect(bench.act(standForOffice, 2, false)).toEqual([
      { kind: 'snapshot', record: officeRecord(1, 2) },
      { kind: 'flush', mark: bench.state.nextMark - 1 },
      { kind: 'send', to: 'n1', message: claim(2) },
      { kind: 'send', to: 'n3', message: claim(2) },
      { kind: 'arm', duration: 500_000, timer: 'claim', about: '' },
    ]);
    expect([bench.state.role, bench.state.epoch]).toEqual(['replica', 1]);
  });

  test('the bug "take office without votes": it is not even made', () => {
    const bugs = ['take office without votes'];
    const bench = follower('n2', 'n1', 1, [1, 1], { ...epoch, bugs });
    const effects = bench.act(standForOffice, 2, false);
    expect(sent(effects)).toEqual([]);
    expect([bench.state.epoch, bench.state.primary, bench.state.claim]).toEqual([2, 'n2', null]);
    bench.flush();
    expect(bench.state.role).toBe('primary');
  });

  test('goes to nobody without a vote; who has none may claim all the same', () => {
    const bench = follower('n2', 'n1', 1, [1], {
      ...epoch,
      members: { n2: { votes: 0 } },
      nodes: 4,
    });
    const asked = sent(bench.act(standForOffice, 2, false)).map(([to]) => to);
    expect(asked).toEqual(['n1', 'n3', 'n4']);
    bench.flush();
    bench.act(receiveGrant, grant(2), 'n3');
    expect(bench.state.claim?.grants).toEqual(['n2', 'n3']);
    bench.act(receiveGrant, grant(2), 'n4');
    expect([bench.state.claim, bench.state.epoch]).toEqual([null, 2]);
  });

  test.each([[1], [3]])('is not made for an epoch that is not above the floor: %i', (wanted) => {
    const bench = voter();
    bench.state.promised = 3;
    expect(bench.act(standForOffice, wanted, false)).toEqual([]);
    expect(bench.state.claim).toBe(null);
  });

  test('with a lease is not made before the primary is missed, unless it has handed over', () => {
    const bench = voter(lease);
    expect(notes(bench.act(standForOffice, 3, false))).toEqual([
      ['cannot be promoted', { epoch: 1 }],
    ]);
    bench.state.suspects = true;
    bench.act(standForOffice, 3, false);
    expect(bench.state.claim?.epoch).toBe(3);
    const planned = voter(lease);
    planned.act(standForOffice, 3, true);
    expect(planned.state.claim?.epoch).toBe(3);
  });

  test('is not needed without fencing: the decision is enough', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    const effects = bench.act(standForOffice, 2, false);
    expect([sent(effects), bench.state.epoch, bench.state.primary]).toEqual([[], 2, 'n2']);
  });
});

describe('a voter', () => {
  test('promises once that is durable, not before', () => {
    const bench = voter();
    expect(bench.act(considerClaim, claim(2), 'n2')).toEqual([
      { kind: 'snapshot', record: officeRecord(1, 2) },
      { kind: 'flush', mark: bench.state.nextMark - 1 },
    ]);
    expect(sent(bench.flush())).toEqual([['n2', grant(2)]]);
    expect(bench.state.promises).toEqual([]);
  });

  test('promises an epoch once', () => {
    const bench = voter();
    bench.act(considerClaim, claim(2), 'n2');
    expect(sent(bench.act(considerClaim, claim(2), 'n2'))).toEqual([['n2', deny(2, 2)]]);
    expect(sent(bench.act(considerClaim, claim(3), 'n1'))).toEqual([]);
    expect(bench.state.promised).toBe(3);
  });

  test('takes back a promise that is not durable yet when somebody claims more', () => {
    const bench = voter();
    bench.act(considerClaim, claim(2), 'n2');
    const first = bench.state.nextMark - 1;
    bench.act(considerClaim, claim(4), 'n1');
    const flushed = [first, first + 1].map((mark) => sent(bench.flushed(mark)));
    expect(flushed).toEqual([[], [['n1', grant(4)]]]);
  });

  test.each([
    ['an epoch that is not newer', claim(1), 1],
    ['a shorter log', claim(2, { position: 1 }), 1],
    ['a longer log of an older epoch', claim(2, { logEpoch: 0, position: 9 }), 1],
    ['voters that are not the newest', claim(2, { version: 0 }), 1],
  ])('refuses %s', (_what, message, promised) => {
    const bench = voter();
    expect(bench.act(considerClaim, message, 'n2')).toEqual([
      { kind: 'send', to: 'n2', message: deny(message.epoch, promised) },
    ]);
    expect(bench.state.promised).toBe(0);
  });

  test('compares what it has in memory, not only what is durable: it may have said so', () => {
    const bench = voter();
    bench.act(receiveEntries, append(2, [3]), 'n1');
    expect(kinds(bench.act(considerClaim, claim(2), 'n2'))).toEqual(['send']);
  });

  test('without a disk refuses everything: it may have promised anything', () => {
    const bench = blank('n3', epoch);
    expect(sent(bench.act(considerClaim, claim(9), 'n2'))).toEqual([['n2', deny(9, 0)]]);
  });

  test('that is an arbiter lacks everything, and promises', () => {
    const members = { n3: { arbiter: true } };
    const bench = follower('n3', 'n1', 1, [], { ...epoch, members });
    bench.act(considerClaim, claim(2, { logEpoch: 0, position: 0 }), 'n2');
    expect(sent(bench.flush())).toEqual([['n2', grant(2)]]);
  });

  test('takes nothing of the old primary from then on, and tells it', () => {
    const bench = voter();
    bench.act(considerClaim, claim(2), 'n2');
    expect(bench.act(receiveEntries, append(2, [3]), 'n1')).toEqual([]);
    expect(sent(bench.act(hearPrimary, heartbeat(1), 'n1'))).toEqual([
      ['n1', { kind: 'fenced', epoch: 2 }],
    ]);
  });

  test('with a lease refuses until it misses the primary', () => {
    const bench = voter(lease);
    expect(kinds(bench.act(considerClaim, claim(2), 'n2'))).toEqual(['send']);
    bench.state.suspects = true;
    bench.act(considerClaim, claim(2), 'n2');
    expect(sent(bench.flush())).toEqual([['n2', grant(2)]]);
  });

  test('with a lease promises at once what the primary itself has handed over', () => {
    const bench = voter(lease);
    bench.act(considerClaim, claim(2, { planned: true }), 'n2');
    expect(sent(bench.flush())).toEqual([['n2', grant(2)]]);
  });

  test('that is primary itself steps down; nobody is primary until somebody is elected', () => {
    const bench = primary('n1', 1, [1, 1], {}, epoch);
    const effects = bench.act(considerClaim, claim(2), 'n2');
    expect([bench.state.role, bench.state.primary]).toEqual(['replica', null]);
    expect(notes(effects)).toEqual([['stepped down', { for: 'nobody', epoch: 1 }]]);
    expect(armed(effects)).toEqual({ detect: 2_000_000 });
    expect(sent(bench.flush())).toEqual([['n2', grant(2)]]);
  });

  test('that is about to be primary does not come into office', () => {
    const bench = candidate();
    bench.flush();
    bench.act(receiveGrant, grant(2), 'n3');
    expect([bench.state.epoch, bench.state.takesOfficeAt]).toEqual([2, bench.state.nextMark - 1]);
    const effects = bench.act(considerClaim, claim(3, { logEpoch: 2, position: 3 }), 'n3');
    expect(armed(effects)).toEqual({ detect: 2_000_000 });
    expect(kinds(bench.flushed(bench.state.nextMark - 2))).not.toContain('note');
    expect([bench.state.role, bench.state.primary]).toEqual(['replica', null]);
    expect(sent(bench.flush())).toEqual([['n3', grant(3)]]);
  });

  test('gives up its own claim', () => {
    const bench = candidate();
    const mark = bench.state.nextMark - 1;
    bench.act(considerClaim, claim(3), 'n3');
    expect(bench.state.claim).toBe(null);
    bench.flushed(mark);
    bench.act(receiveGrant, grant(2), 'n1');
    expect([bench.state.epoch, bench.state.role]).toEqual([1, 'replica']);
  });
});

describe('a fenced primary', () => {
  test('steps down, and misses whoever is to be elected', () => {
    const bench = primary('n1', 1, [1], {}, epoch);
    const effects = bench.act(receiveFence, { kind: 'fenced', epoch: 2 });
    expect([bench.state.role, bench.state.primary]).toEqual(['replica', null]);
    expect(notes(effects)).toEqual([['stepped down', { for: 'nobody', epoch: 1 }]]);
    expect(armed(effects)).toEqual({ detect: 2_000_000 });
  });

  test.each([
    ['of its own epoch or an older one', () => primary('n1', 4, [1], {}, epoch)],
    ['when it is a replica', () => voter()],
  ])('does nothing at a word %s', (_which, make) => {
    const bench = make();
    expect(bench.act(receiveFence, { kind: 'fenced', epoch: 4 })).toEqual([]);
  });

  test('hears the newest promise of who fences it', () => {
    const bench = voter();
    bench.state.promised = 5;
    const effects = bench.act((state, node) => {
      promiseNothingTo('n1', state, node);
    });
    expect(sent(effects)).toEqual([['n1', { kind: 'fenced', epoch: 5 }]]);
  });
});
