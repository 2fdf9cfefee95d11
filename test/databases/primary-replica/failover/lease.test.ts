/** The rules of the lease: when it begins, how it goes on, when it runs out, how it comes back. */
import { describe, expect, test } from 'vitest';
import {
  beginLease,
  confirmedRound,
  extendLease,
  holdsLease,
  leaseOf,
  receiveHeard,
  watchLease,
} from '../../../../src/databases/primary-replica/failover/lease.js';
import { becomePrimary } from '../../../../src/databases/primary-replica/failover/office.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { answers, armed, notes } from '../../../support/effects.js';
import {
  type Bench,
  follower,
  followerOf,
  primary,
  requestOf,
  type Input,
} from '../../../support/primary-replica.js';

const failover = { fencing: 'lease', detect: '2s', lease: '1s' };
const none = [0, 0] as const;

/** A first primary of three, whose lease holds from the beginning. */
function leased(input: Input = {}): Bench {
  return primary('n1', 1, [], { n2: none, n3: none }, { failover, ...input });
}

function beat(bench: Bench, at: number) {
  bench.clock.now = at;
  return bench.expire('heartbeat');
}

function hear(bench: Bench, from: string, round: number, at: number) {
  bench.clock.now = at;
  return bench.act(receiveHeard, { kind: 'heard', epoch: bench.state.epoch, round }, from);
}

describe('how long a lease is', () => {
  test.each([
    [failover, 1_000_000],
    [{ fencing: 'lease', detect: '3s' }, 3_000_000],
    [{ fencing: 'epoch' }, null],
    ['none', null],
  ])('%j: %s', (how, duration) => {
    expect(leaseOf(follower('n2', 'n1', 1, [], { failover: how }).node)).toBe(duration);
  });
});

describe('the beginning', () => {
  test('the first primary has its lease at once, a later one when a majority has answered', () => {
    const bench = leased();
    bench.clock.now = 300;
    bench.act(beginLease, true);
    expect(bench.state.leaseUntil).toBe(1_000_300);
    bench.act(beginLease, false);
    expect(holdsLease(bench.state, bench.node)).toBe(false);
  });

  test('without leases a primary always may', () => {
    const bench = primary('n1', 1, []);
    bench.act(beginLease, false);
    bench.clock.now = 1_000_000_000_000;
    expect(holdsLease(bench.state, bench.node)).toBe(true);
    expect([bench.act(watchLease), bench.act(extendLease)]).toEqual([[], []]);
  });

  test('a promoted primary takes no writes before the first answers to its heartbeats', () => {
    const bench = follower('n2', 'n1', 1, [], { failover });
    bench.act(becomePrimary, 2);
    bench.flush();
    const refused = bench.act(acceptWrite, requestOf('append', 7), 7);
    expect(answers(refused)).toEqual([[7, 'refused', 'the lease ran out']]);
    expect(armed(hear(bench, 'n3', 1, 5_000))).toEqual({ lease: 995_000 });
    expect(answers(bench.act(acceptWrite, requestOf('append', 8), 8))).toEqual([]);
  });
});

describe('going on', () => {
  test('from when the newest round was sent that a majority has answered', () => {
    const bench = leased();
    beat(bench, 100_000);
    beat(bench, 600_000);
    expect(armed(hear(bench, 'n2', 1, 700_000))).toEqual({ lease: 400_000 });
    expect(bench.state.leaseUntil).toBe(1_100_000);
    expect(armed(hear(bench, 'n3', 2, 800_000))).toEqual({ lease: 800_000 });
    expect(bench.state.leaseUntil).toBe(1_600_000);
    expect(bench.state.rounds).toEqual([{ round: 2, sentAt: 600_000 }]);
  });

  test('needs more than half of the voters, and no others', () => {
    const bench = leased({ nodes: 5, members: { n5: { votes: 0 } } });
    beat(bench, 100_000);
    for (const from of ['n2', 'n5']) hear(bench, from, 1, 200_000);
    expect(bench.state.leaseUntil).toBe(1_000_000);
    hear(bench, 'n3', 1, 300_000);
    expect(bench.state.leaseUntil).toBe(1_100_000);
  });

  test('a late answer to an earlier round does not shorten it', () => {
    const bench = leased();
    beat(bench, 100_000);
    beat(bench, 600_000);
    hear(bench, 'n2', 2, 700_000);
    hear(bench, 'n3', 1, 710_000);
    expect(bench.state.leaseUntil).toBe(1_600_000);
  });

  test.each([
    ['of another epoch', { kind: 'heard', epoch: 4, round: 1 }, leased],
    ['to a replica', { kind: 'heard', epoch: 1, round: 1 }, () => follower('n2', 'n1', 1, [])],
  ] as const)('an answer %s does not count', (_which, message, make) => {
    const bench = make();
    expect(bench.act(receiveHeard, message, 'n3')).toEqual([]);
    expect(bench.state.heard.get('n3')).toBeUndefined();
  });

  test('a primary that is a majority by itself goes on for ever', () => {
    const bench = leased({ members: { n2: { votes: 0 }, n3: { votes: 0 } } });
    beat(bench, 900_000);
    expect(bench.state.leaseUntil).toBe(1_900_000);
  });
});

describe('the end', () => {
  test('the lease runs out at its instant, and is announced once', () => {
    const bench = leased();
    expect(armed(bench.act(watchLease))).toEqual({ lease: 1_000_000 });
    bench.clock.now = 999_999;
    expect(holdsLease(bench.state, bench.node)).toBe(true);
    bench.clock.now = 1_000_000;
    expect(holdsLease(bench.state, bench.node)).toBe(false);
    expect(notes(bench.expire('lease'))).toEqual([['lease ran out', { epoch: 1 }]]);
    expect([...notes(beat(bench, 1_100_000)), ...notes(beat(bench, 1_600_000))]).toEqual([]);
  });

  test('what waits is not acknowledged any more, until the lease comes back', () => {
    const bench = leased();
    bench.act(acceptWrite, requestOf('append', 7), 7);
    bench.clock.now = 1_000_000;
    expect(answers(bench.flush())).toEqual([]);
    beat(bench, 1_200_000);
    const effects = hear(bench, 'n2', 1, 1_300_000);
    expect(answers(effects)).toEqual([[7, 'ok']]);
    expect(armed(effects)).toEqual({ lease: 900_000 });
  });

  test('an answer that comes when the lease that it gives is over gives none', () => {
    const bench = leased();
    beat(bench, 500_000);
    bench.clock.now = 1_000_000;
    bench.expire('lease');
    const effects = hear(bench, 'n2', 1, 1_500_000);
    expect([armed(effects), notes(effects)]).toEqual([{}, []]);
    expect(holdsLease(bench.state, bench.node)).toBe(false);
  });

  test('a replica has none to watch', () => {
    const bench = follower('n2', 'n1', 1, [], { failover });
    bench.state.leaseUntil = 5;
    bench.clock.now = 9;
    expect(bench.act(watchLease)).toEqual([]);
  });
});

describe('who was heard when', () => {
  test('is kept with the newest round; an answer is a sign of life of a follower', () => {
    const bench = leased();
    bench.state.followers.set('n2', followerOf([0, 0]));
    hear(bench, 'n2', 3, 40);
    hear(bench, 'n2', 2, 50);
    expect([bench.state.heard.get('n2'), bench.state.followers.get('n2')?.heardAt]).toEqual([
      3, 50,
    ]);
  });

  test.each([
    [{ n2: 4, n3: 2 }, 4],
    [{ n2: 0, n3: 2 }, 2],
    [{}, 0],
  ])('rounds that three have answered, %j: confirmed is %i', (rounds, confirmed) => {
    const bench = leased();
    for (const [from, round] of Object.entries(rounds)) bench.state.heard.set(from, round);
    expect(confirmedRound(bench.state, bench.node)).toBe(confirmed);
  });

  test.each([
    [{ n2: 4, n3: 2, n4: 1, n5: 0 }, 2],
    [{ n2: 4, n3: 4, n4: 4 }, 4],
  ])('rounds that five have answered, %j: confirmed is %i', (rounds, confirmed) => {
    const bench = leased({ nodes: 5 });
    for (const [from, round] of Object.entries(rounds)) bench.state.heard.set(from, round);
    expect(confirmedRound(bench.state, bench.node)).toBe(confirmed);
  });
});
