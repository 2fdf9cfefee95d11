/** The rules of the poll: an answer or a silence, and when there is something to decide. */
import { describe, expect, test } from 'vitest';
import { missPrimary } from '../../../../src/databases/primary-replica/failover/detect.js';
import { becomePrimary } from '../../../../src/databases/primary-replica/failover/office.js';
import {
  answerPoll,
  closePoll,
  isInOffice,
  reconfigure,
} from '../../../../src/databases/primary-replica/failover/poll.js';
import { armed, notes, sent } from '../../../support/effects.js';
import { blank, follower, officeRecord, primary } from '../../../support/primary-replica.js';
import { decide, hearAnswer, hears, misses, nothing } from '../../../support/polls.js';

describe('an answer to a poll', () => {
  const poll = { kind: 'poll', epoch: 1, round: 5 } as const;

  test('says whether the primary is missed, the newest epoch and promise, the end of the log, and where all that is', () => {
    const bench = follower('n3', 'n2', 2, [1, 1, 2]);
    bench.state.promised = 4;
    bench.state.heardOf = 8;
    const standing = { ...hears(3, { logEpoch: 2, knows: 2 }), promised: 4, heardOf: 8 };
    const distance = bench.node.distanceTo('n2');
    expect(distance).not.toBe(bench.node.distanceTo('n1'));
    expect(sent(bench.act(answerPoll, poll, 'n1'))).toEqual([
      ['n1', { kind: 'standing', round: 5, ...standing, distance }],
    ]);
  });

  test('a primary that asks is not in office any more: its replicas miss it at once', () => {
    const bench = follower('n3', 'n1', 1, [1]);
    const effects = bench.act(answerPoll, poll, 'n1');
    expect(notes(effects)).toEqual([['suspected', { primary: 'n1' }]]);
    expect(sent(effects)[0]?.[1]).toMatchObject({ lost: true });
  });

  test('an old poll of the primary, from before its epoch, says nothing of the kind', () => {
    const bench = follower('n3', 'n1', 4, [1]);
    bench.act(answerPoll, poll, 'n1');
    expect(bench.state.suspects).toBe(false);
  });

  test('counts only for the poll that it answers', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.act(missPrimary);
    hearAnswer(bench, 'n3', misses(1), -1);
    expect(bench.state.poll?.standings.size).toBe(0);
  });

  test.each([
    ['of this epoch', 'n1', hears(1)],
    ['of a newer epoch', 'n3', hears(1, { knows: 3 })],
  ])('from a primary in office, %s: there is nothing to decide', (_which, from, standing) => {
    const bench = follower('n2', 'n1', 1, [1], { failover: { watchers: 1 } });
    bench.act(missPrimary);
    const effects = hearAnswer(bench, from, standing);
    expect([bench.state.suspects, bench.state.poll]).toEqual([false, null]);
    expect(armed(effects)).toEqual({ detect: 2_000_000 });
  });

  test('that comes when the poll is over does nothing', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.act(missPrimary);
    bench.act(closePoll);
    expect(hearAnswer(bench, 'n3', misses(1))).toEqual([]);
    expect(bench.act(closePoll)).toEqual([]);
  });
});

describe('who is in office', () => {
  test.each([
    ['the owner of the epoch that it knows', 'n1', hears(1), true],
    ['not when it misses itself', 'n1', misses(1), false],
    ['not the owner of another epoch', 'n3', hears(1), false],
  ] as const)('%s', (_who, id, standing, yes) => {
    expect(isInOffice(id, standing, follower('n2', 'n1', 1, []).node)).toBe(yes);
  });
});

describe('the decision', () => {
  test('comes as soon as everybody but the primary has answered', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    bench.act(missPrimary);
    hearAnswer(bench, 'n3', misses(1));
    expect([bench.state.poll, bench.state.epoch]).toEqual([null, 2]);
  });

  test('too few miss the primary: asks again later', () => {
    const { bench, effects } = decide({ n3: misses(2), n4: hears(2), n5: hears(2) });
    expect(armed(effects)).toEqual({ detect: 500_000 });
    expect(bench.state.epoch).toBe(1);
  });

  test.each([
    ['majority', 3, false],
    ['majority', 2, true],
    [2, 4, false],
    [2, 3, true],
    [1, 4, true],
  ] as const)(
    'watchers: %s of five nodes, %i silent ones: decides is %s',
    (watchers, silent, yes) => {
      const answers = { n3: misses(1), n4: misses(1), n5: misses(1) };
      const heard = Object.entries(answers).slice(0, 4 - silent);
      const { bench } = decide(Object.fromEntries(heard), { failover: { watchers } });
      expect(bench.state.epoch > 1).toBe(yes);
    },
  );

  test('arbiters count among those who miss the primary', () => {
    const members = { n3: { arbiter: true } };
    const { bench } = decide({ n3: misses(0) }, { nodes: 3, members });
    expect([bench.state.epoch, bench.state.primary]).toEqual([2, 'n2']);
  });

  test('blank nodes do not', () => {
    const { effects } = decide({ n3: nothing, n4: nothing, n5: misses(2) });
    expect(armed(effects)).toEqual({ detect: 500_000 });
  });

  test('tells the chosen one, with the newest epoch or promise of all, and asks again if nothing comes of it', () => {
    const promised = { ...misses(2), promised: 7 };
    const { effects } = decide({ n3: misses(3), n4: promised, n5: misses(2) });
    const message = { kind: 'promote', epoch: 8, after: 7, planned: false };
    expect(sent(effects)).toEqual([['n3', message]]);
    expect(armed(effects)).toEqual({ detect: 2_000_000 });
  });

  test('with fencing the chosen one claims its epoch, and is not in office yet', () => {
    const answers = { n3: misses(1), n4: misses(1), n5: misses(1) };
    const { bench, effects } = decide(answers, { failover: { fencing: 'epoch' } });
    const claimed = { epoch: 2, version: 1, logEpoch: 1, position: 2, planned: false };
    expect(sent(effects)).toEqual(
      ['n1', 'n3', 'n4', 'n5'].map((voter) => [voter, { kind: 'claim', ...claimed }]),
    );
    expect([bench.state.epoch, bench.state.promised]).toEqual([1, 2]);
  });

  test('is none without failover', () => {
    expect(follower('n2', 'n1', 1, [1], { failover: 'none' }).act(closePoll)).toEqual([]);
  });
});

describe('reconfiguring', () => {
  const failover = { fencing: 'epoch' };

  test('an operator makes those who answer the only voters, who then choose', () => {
    const bench = follower('n2', 'n1', 1, [1], { nodes: 5, failover });
    const effects = bench.act(reconfigure);
    expect(notes(effects)).toEqual([['suspected', { primary: 'n1' }]]);
    expect(sent(effects, 'poll')).toHaveLength(4);
    hearAnswer(bench, 'n4', misses(1));
    const decided = bench.act(closePoll);
    expect(bench.state.voters).toEqual({ version: 2, nodes: ['n2', 'n4'] });
    expect(decided).toContainEqual({
      kind: 'snapshot',
      record: { ...officeRecord(1), version: 2, voters: ['n2', 'n4'] },
    });
    expect(notes(decided)).toEqual([['reconfigured', { voters: 'n2 n4' }]]);
    expect(sent(decided, 'claim').map(([to]) => to)).toEqual(['n4']);
  });

  test('does not matter who misses the primary, nor that it leaves the choice to an operator', () => {
    const by = { ...failover, promote: 'by-hand' };
    const bench = follower('n2', 'n1', 1, [1], { nodes: 5, failover: by });
    bench.act(reconfigure);
    hearAnswer(bench, 'n3', hears(4));
    const effects = bench.act(closePoll);
    expect(sent(effects, 'promote').map(([to]) => to)).toEqual(['n3']);
  });

  test('waits for everybody, also for the old primary: it may have come back as a replica', () => {
    const bench = follower('n2', 'n1', 1, [1], { nodes: 3, failover });
    bench.act(reconfigure);
    hearAnswer(bench, 'n3', misses(1));
    expect(bench.state.poll).not.toBe(null);
    hearAnswer(bench, 'n1', misses(1));
    expect(bench.state.voters).toEqual({ version: 2, nodes: ['n1', 'n2', 'n3'] });
  });

  test.each([
    ['a primary', () => primary('n1', 1, [1]), 1],
    ['a node that is about to be one', () => chosen('n2', 2), 2],
    ['a blank node', () => blank('n2'), 0],
    ['a node without failover', () => follower('n2', 'n1', 1, [], { failover: 'none' }), 1],
  ])('is not done by %s', (_who, make, epoch) => {
    const bench = make();
    expect(notes(bench.act(reconfigure))).toEqual([['cannot reconfigure', { epoch }]]);
    expect(bench.state.voters.version).toBe(1);
  });
});

/** A node on its way into office. */
function chosen(id: string, epoch: number) {
  const bench = follower(id, 'n1', 1, [1]);
  bench.act(becomePrimary, epoch);
  return bench;
}
