/** The rules of counting votes: when a claim succeeds, when it is lost, and when it is over. */
import { describe, expect, test } from 'vitest';
import {
  failClaim,
  receiveDenial,
  receiveGrant,
} from '../../../../src/databases/primary-replica/failover/claim.js';
import { takeOver } from '../../../../src/databases/primary-replica/failover/office.js';
import { hearPrimary } from '../../../../src/databases/primary-replica/replication/follow.js';
import { armed, notes, sent } from '../../../support/effects.js';
import { candidate, claim, deny, epoch, grant, voter } from '../../../support/claims.js';
import { follower, heartbeat, officeRecord } from '../../../support/primary-replica.js';

describe('an election', () => {
  test('needs a majority, the own promise among it once it is durable', () => {
    const bench = candidate();
    bench.act(receiveGrant, grant(2), 'n3');
    expect(bench.state.epoch).toBe(1);
    const effects = bench.flush();
    expect([bench.state.epoch, bench.state.primary]).toEqual([2, 'n2']);
    expect(effects).toContainEqual({ kind: 'snapshot', record: officeRecord(2, 2) });
    bench.flush();
    expect(bench.state.role).toBe('primary');
  });

  test('counts every voter once, and only promises of this epoch', () => {
    const bench = candidate({ nodes: 5 });
    bench.flush();
    bench.act(receiveGrant, grant(2), 'n3');
    bench.act(receiveGrant, grant(2), 'n3');
    bench.act(receiveGrant, grant(7), 'n4');
    expect([bench.state.claim?.grants, bench.state.epoch]).toEqual([['n2', 'n3'], 1]);
    bench.act(receiveGrant, grant(2), 'n5');
    expect(bench.state.epoch).toBe(2);
  });

  test('that nobody decides in time is over; it asks around again later', () => {
    const bench = candidate();
    bench.flush();
    const effects = bench.expire('claim');
    expect(notes(effects)).toEqual([['not elected', { epoch: 2, votes: 1 }]]);
    expect(armed(effects)).toEqual({ detect: 500_000 });
    expect(bench.act(receiveGrant, grant(2), 'n3')).toEqual([]);
    expect(bench.state.epoch).toBe(1);
  });

  test('that was not about a missing primary leaves the primary its time', () => {
    const bench = candidate();
    bench.state.suspects = false;
    expect(armed(bench.expire('claim'))).toEqual({ detect: 2_000_000 });
  });

  test('is lost when a voter has promised more; other refusals may still be outvoted', () => {
    const bench = candidate({ nodes: 5 });
    expect(bench.act(receiveDenial, deny(2, 1))).toEqual([]);
    expect(bench.act(receiveDenial, deny(7, 9))).toEqual([]);
    expect(bench.state.claim?.epoch).toBe(2);
    expect(notes(bench.act(receiveDenial, deny(2, 3)))).toEqual([
      ['not elected', { epoch: 2, votes: 0 }],
    ]);
    expect(bench.state.claim).toBe(null);
  });

  test('is over when somebody else is in office: late promises do not bring an old epoch back', () => {
    const bench = candidate();
    bench.flush();
    bench.act(hearPrimary, heartbeat(3), 'n3');
    expect([bench.state.epoch, bench.state.claim]).toEqual([3, null]);
    bench.act(receiveGrant, grant(2), 'n1');
    expect([bench.state.epoch, bench.state.primary]).toEqual([3, 'n3']);
  });

  test('cannot fail when there is none', () => {
    const bench = voter();
    expect(bench.act(failClaim)).toEqual([]);
    expect(bench.act(receiveGrant, grant(2), 'n2')).toEqual([]);
    expect(bench.act(receiveDenial, deny(2, 3))).toEqual([]);
  });

  test('may follow a decision of others', () => {
    const bench = follower('n2', 'n1', 1, [1, 1], epoch);
    const decision = { kind: 'promote', epoch: 2, after: 1, planned: true } as const;
    const effects = bench.act(takeOver, decision);
    expect(sent(effects)[0]).toEqual(['n1', claim(2, { planned: true })]);
  });
});
