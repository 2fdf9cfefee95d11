/** The rules of the primary's office: who comes into it, when, what it does there, and how it leaves. */
import { describe, expect, test } from 'vitest';
import {
  becomePrimary,
  promoteByHand,
  sendHeartbeats,
  sendRound,
  stepDown,
  takeOfficeIfReady,
  takeOver,
} from '../../../../src/databases/primary-replica/failover/office.js';
import { hearPrimary } from '../../../../src/databases/primary-replica/replication/follow.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers, armed, kinds, notes, sent } from '../../../support/effects.js';
import {
  blank,
  follower,
  followerOf,
  heartbeat,
  officeRecord,
  primary,
  requestOf,
} from '../../../support/primary-replica.js';

const promote = (epoch: number, after = 1) => {
  return { kind: 'promote', epoch, after, planned: false } as const;
};

describe('taking over', () => {
  test('the epoch is made durable first; only then is the node in office', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const effects = bench.act(takeOver, promote(2));
    const { role, epoch, promised, primary: leading, source, following } = bench.state;
    expect([role, epoch, promised, leading, source, following]).toEqual([
      ...['replica', 2, 2, 'n2', null, false],
    ]);
    const mark = bench.state.nextMark - 1;
    expect(effects.filter(({ kind }) => kind !== 'cancel')).toEqual([
      { kind: 'snapshot', record: officeRecord(2, 2) },
      { kind: 'flush', mark },
    ]);
    const entered = bench.flush();
    expect(bench.state.role).toBe('primary');
    expect(entered.slice(0, 2)).toEqual([
      { kind: 'note', text: 'promoted', fields: { epoch: 2, position: 1 } },
      { kind: 'send', to: 'n1', message: heartbeat(2, { known: false, position: 1 }) },
    ]);
  });

  test('the whole log is applied first: a replica that was behind takes its time', () => {
    const bench = follower('n2', 'n1', 1, [1, 1], { apply: { each: '10ms' } });
    bench.state.applied = 0;
    bench.act(takeOver, promote(2));
    bench.state.applying = 1;
    bench.flush();
    expect([bench.state.role, bench.state.awaitsOffice]).toEqual(['replica', true]);
    bench.expire('apply');
    expect(bench.state.role).toBe('replica');
    expect(notes(bench.expire('apply'))).toEqual([['promoted', { epoch: 2, position: 2 }]]);
    expect([bench.state.role, bench.state.awaitsOffice]).toEqual(['primary', false]);
  });

  test('nobody takes an office that it does not wait for', () => {
    expect(follower('n2', 'n1', 1, [1]).act(takeOfficeIfReady)).toEqual([]);
  });

  test('a newer primary is heard before the flush is through: no office', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.act(takeOver, promote(2));
    const mark = bench.state.nextMark - 1;
    bench.act(hearPrimary, heartbeat(3), 'n3');
    expect(bench.flushed(mark)).toEqual([]);
    expect([bench.state.role, bench.state.primary]).toEqual(['replica', 'n3']);
  });

  test.each([
    ['somebody newer is primary', () => follower('n3', 'n2', 2, [1])],
    ['this node is primary', () => primary('n1', 1, [1])],
    ['this node is blank', () => blank('n3')],
    [
      'somebody newer has its promise',
      () => {
        const bench = follower('n3', 'n1', 1, [1], { failover: { fencing: 'epoch' } });
        bench.state.promised = 2;
        return bench;
      },
    ],
  ])('a promotion is void when %s', (_why, make) => {
    expect(make().act(takeOver, promote(3))).toEqual([]);
  });

  test.each([
    ['makes its epoch durable', { failover: { fencing: 'epoch' } }, 0],
    ['applies the log', { apply: { each: '10ms' } }, 1],
  ])(
    'a promotion is void while this node %s: it would serve below its promise',
    (_what, input, flushes) => {
      const bench = follower('n2', 'n1', 1, [1], input);
      bench.state.applied = 0;
      bench.act(becomePrimary, 2);
      if (flushes > 0) bench.flush();
      expect(bench.state.role).toBe('replica');
      // Somebody has heard of epoch 2 already, and chooses this node once more.
      expect(bench.act(takeOver, promote(5, 2))).toEqual([]);
      expect(notes(bench.act(promoteByHand))).toEqual([['cannot be promoted', { epoch: 2 }]]);
      expect([bench.state.epoch, bench.state.promised, bench.state.claim]).toEqual([2, 2, null]);
    },
  );

  test('what it knew of others as a replica or an earlier primary is gone', () => {
    const bench = follower('n2', 'n1', 1, [1], { members: { n3: { follows: 'n2' } } });
    bench.state.followers.set('n3', followerOf([1, 1]));
    bench.state.heard.set('n3', 9);
    bench.state.suspects = true;
    bench.act(becomePrimary, 2);
    bench.flush();
    expect([bench.state.followers.size, bench.state.heard.size]).toEqual([0, 0]);
    expect(bench.state.suspects).toBe(false);
  });
});

describe('an operator', () => {
  test('promotes a replica into the next epoch of its own, above what it has promised', () => {
    const bench = follower('n3', 'n2', 5, [1]);
    bench.act(promoteByHand);
    expect([bench.state.epoch, bench.state.primary]).toEqual([6, 'n3']);
    const fenced = follower('n3', 'n2', 5, [1], { failover: { fencing: 'epoch' } });
    fenced.state.promised = 7;
    expect(sent(fenced.act(promoteByHand))[0]?.[1]).toMatchObject({ kind: 'claim', epoch: 9 });
  });

  test.each([
    ['a primary', () => primary('n1', 1, [1]), 1],
    ['a blank node', () => blank('n3'), 0],
    ['an arbiter', () => follower('n3', 'n1', 1, [], { members: { n3: { arbiter: true } } }), 1],
    [
      'who is about to be primary',
      () => {
        const bench = follower('n2', 'n1', 1, [1]);
        bench.act(promoteByHand);
        return bench;
      },
      2,
    ],
  ])('cannot promote %s', (_whom, make, epoch) => {
    expect(make().act(promoteByHand)).toEqual([
      { kind: 'note', text: 'cannot be promoted', fields: { epoch } },
    ]);
  });
});

describe('the heartbeat', () => {
  test('goes to everybody, with keepalives to followers, and comes again', () => {
    const bench = primary('n1', 1, [1, 1], { n2: [2, 1], n3: { via: 'n2' } });
    const effects = bench.act(sendHeartbeats);
    const beat = heartbeat(1, { round: 1, position: 2 });
    expect(sent(effects)).toEqual([
      ['n2', beat],
      ['n3', { ...beat, known: false }],
      ['n2', { kind: 'keepalive', epoch: 1, sent: 2, committed: 0, asOf: 0 }],
    ]);
    expect(armed(effects)).toEqual({ heartbeat: 500_000 });
    expect(sent(bench.act(sendHeartbeats))[0]?.[1]).toMatchObject({ round: 2, known: true });
  });

  test('is not sent by a replica whose timer is late', () => {
    expect(follower('n2', 'n1', 1, [1]).act(sendHeartbeats)).toEqual([]);
  });

  test('its rounds are remembered only where there is a lease', () => {
    const plain = primary('n1', 1, []);
    plain.act(sendRound);
    expect([plain.state.round, plain.state.rounds]).toEqual([1, []]);
    const leased = primary('n1', 1, [], {}, { failover: { fencing: 'lease' } });
    leased.clock.now = 40;
    leased.act(sendRound);
    expect(leased.state.rounds.at(-1)).toEqual({ round: 1, sentAt: 40 });
  });
});

describe('stepping down', () => {
  test('ends what only a primary does; who waits hears that nobody knows', () => {
    const bench = primary('n1', 1, [1], { n2: [1, 1] }, { acknowledge: 'any 1' });
    bench.act(acceptWrite, requestOf('append', 9), 9);
    bench.state.primary = 'n2';
    const effects = bench.act(stepDown);
    expect(answers(effects)).toEqual([[9, 'unknown', 'no longer primary']]);
    const cancelled = effects.flatMap((effect) => (effect.kind === 'cancel' ? [effect.timer] : []));
    for (const timer of ['heartbeat', 'lease', 'commit', 'degrade', 'slow']) {
      expect(cancelled).toContain(timer);
    }
    expect(notes(effects)).toEqual([['stepped down', { for: 'n2', epoch: 1 }]]);
    expect([bench.state.role, bench.state.followers.size]).toEqual(['replica', 0]);
  });

  test('misses the next primary only where there is failover', () => {
    const detecting = [{}, { failover: 'none' }].map((input) =>
      kinds(primary('n1', 1, [], {}, input).act(stepDown)).filter((kind) => kind === 'arm'),
    );
    expect(detecting).toEqual([['arm'], []]);
  });

  test('says nothing on a node that is a replica already, but keeps it from coming into office', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    Object.assign(bench.state, { takesOfficeAt: 5, awaitsOffice: true });
    expect(bench.act(stepDown)).toEqual([]);
    expect([bench.state.takesOfficeAt, bench.state.awaitsOffice]).toEqual([null, false]);
  });
});
