/** The rules of failover: a state, an answer or a silence, and the effects that follow. */
import { describe, expect, test } from 'vitest';
import {
  answerPoll,
  closePoll,
  missPrimary,
  receiveStanding,
} from '../../../src/databases/primary-replica/failover.js';
import { hearPrimary } from '../../../src/databases/primary-replica/follow.js';
import type { Standing } from '../../../src/databases/primary-replica/state.js';
import { blank, follower, heartbeat, primary, type Bench } from '../../support/primary-replica.js';

const misses = (position: number, logEpoch = 1, knows = 1): Standing => {
  return { lost: true, knows, logEpoch, position };
};
const hears = (position: number, logEpoch = 1, knows = 1): Standing => {
  return { lost: false, knows, logEpoch, position };
};

function hearAnswer({ state, node, clock }: Bench, from: string, standing: Standing): void {
  receiveStanding(state, { kind: 'standing', round: clock.now, ...standing }, from, node);
}

/** The timers that a rule has armed, and for how long. */
function armed({ node }: Bench): Readonly<Record<string, number>> {
  const timers = node.effects
    .take()
    .flatMap((effect) => (effect.kind === 'arm' ? [[effect.timer, effect.duration]] : []));
  return Object.fromEntries(timers) as Record<string, number>;
}

describe('a replica that hears nothing for too long', () => {
  test('suspects the primary, asks everybody, and waits for answers', () => {
    const { state, node, clock } = follower('n2', 'n1', 1, [1]);
    clock.now = 9;
    missPrimary(state, node);
    expect(node.effects.take()).toEqual([
      { kind: 'note', text: 'suspected', fields: { primary: 'n1' } },
      { kind: 'send', to: 'n1', message: { kind: 'poll', epoch: 1, round: 9 } },
      { kind: 'send', to: 'n3', message: { kind: 'poll', epoch: 1, round: 9 } },
      { kind: 'arm', duration: 500_000, timer: 'poll', about: '' },
    ]);
  });

  test('hears the primary after all: the poll is off', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    missPrimary(bench.state, bench.node);
    hearPrimary(bench.state, heartbeat(1), 'n1', bench.node);
    expect([bench.state.suspects, bench.state.poll]).toEqual([false, null]);
    bench.node.effects.take();
    hearAnswer(bench, 'n3', misses(1));
    closePoll(bench.state, bench.node);
    expect(bench.node.effects.take()).toEqual([]);
  });

  test.each([
    ['a primary', () => primary('n1', 1, [1])],
    ['a node without failover', () => follower('n2', 'n1', 1, [1], { failover: 'none' })],
    ['a blank node', () => blank('n2')],
  ])('%s suspects nobody', (_who, bench) => {
    const { state, node } = bench();
    missPrimary(state, node);
    expect(node.effects.take()).toEqual([]);
  });
});

describe('an answer to a poll', () => {
  const poll = { kind: 'poll', epoch: 1, round: 5 } as const;

  test('says whether the primary is missed, the newest epoch, and the end of the log', () => {
    const { state, node } = follower('n3', 'n2', 2, [1, 1, 2]);
    answerPoll(state, poll, 'n1', node);
    expect(node.effects.take()).toEqual([
      { kind: 'send', to: 'n1', message: { kind: 'standing', round: 5, ...hears(3, 2, 2) } },
    ]);
  });

  test('a primary that asks is not in office any more: its replicas miss it at once', () => {
    const { state, node } = follower('n3', 'n1', 1, [1]);
    answerPoll(state, poll, 'n1', node);
    expect(node.effects.take()).toEqual([
      { kind: 'note', text: 'suspected', fields: { primary: 'n1' } },
      { kind: 'send', to: 'n1', message: { kind: 'standing', round: 5, ...misses(1) } },
    ]);
  });

  test('an old poll of the primary, from before its epoch, says nothing of the kind', () => {
    const { state, node } = follower('n3', 'n1', 4, [1]);
    answerPoll(state, poll, 'n1', node);
    expect(state.suspects).toBe(false);
  });

  test('counts only for the poll that it answers', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    missPrimary(bench.state, bench.node);
    const late = { kind: 'standing', round: -1, ...misses(1) } as const;
    receiveStanding(bench.state, late, 'n3', bench.node);
    expect(bench.state.poll?.standings.size).toBe(0);
  });

  test.each([
    ['of this epoch', 'n1', hears(1)],
    ['of a newer epoch', 'n3', hears(1, 1, 3)],
  ])('from a primary in office, %s: there is nothing to decide', (_which, from, standing) => {
    const bench = follower('n2', 'n1', 1, [1], { failover: { watchers: 1 } });
    missPrimary(bench.state, bench.node);
    hearAnswer(bench, from, standing);
    expect([bench.state.suspects, bench.state.poll]).toEqual([false, null]);
    expect(armed(bench)).toEqual({ poll: 500_000, detect: 2_000_000 });
  });
});

describe('the decision', () => {
  /** n2 of five has asked, and these have answered. */
  const decide = (
    answers: Readonly<Record<string, Standing>>,
    input: Readonly<Record<string, unknown>> = {},
  ): Bench => {
    const bench = follower('n2', 'n1', 1, [1, 1], { nodes: 5, ...input });
    missPrimary(bench.state, bench.node);
    bench.node.effects.take();
    for (const [from, standing] of Object.entries(answers)) hearAnswer(bench, from, standing);
    if (bench.state.poll !== null) closePoll(bench.state, bench.node);
    return bench;
  };
  const promotes = (to: string, epoch: number, after = 1) => ({
    kind: 'send',
    to,
    message: { kind: 'promote', epoch, after },
  });

  test('comes as soon as everybody but the primary has answered', () => {
    const bench = follower('n2', 'n1', 1, [1, 1], { nodes: 3 });
    missPrimary(bench.state, bench.node);
    hearAnswer(bench, 'n3', misses(1));
    expect([bench.state.poll, bench.state.epoch]).toEqual([null, 2]);
  });

  test('too few miss the primary: asks again later', () => {
    const bench = decide({ n3: misses(2), n4: hears(2), n5: hears(2) });
    expect(armed(bench)).toEqual({ detect: 500_000 });
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
      const { state } = decide(Object.fromEntries(heard), { failover: { watchers } });
      expect(state.epoch > 1).toBe(yes);
    },
  );

  test.each([
    ['the longest log', { n3: misses(3), n4: misses(4), n5: misses(1) }, 'n4', 4],
    ['a log of a newer epoch', { n3: misses(9), n4: misses(3, 4, 4), n5: misses(1) }, 'n4', 9],
    ['the first among equals', { n3: misses(3), n4: misses(3), n5: misses(3) }, 'n3', 3],
    ['even who still hears the primary', { n3: misses(2), n4: misses(2), n5: hears(3) }, 'n5', 5],
    ['a primary that has restarted', { n1: misses(7), n3: misses(2), n4: misses(2) }, 'n1', 6],
  ] as const)('chooses %s', (_what, answers, chosen, epoch) => {
    const { node } = decide(answers);
    const after = Math.max(...Object.values(answers).map(({ knows }) => knows));
    expect(node.effects.take()).toContainEqual(promotes(chosen, epoch, after));
  });

  test('does not choose a blank node, nor count it among those who miss the primary', () => {
    const nothing = { lost: false, knows: 0, logEpoch: 0, position: 0 };
    const bench = decide({ n3: nothing, n4: nothing, n5: misses(2) });
    expect(armed(bench)).toEqual({ detect: 500_000 });
  });

  test('does not choose a blank node even when nobody has an entry', () => {
    const bench = follower('n3', 'n2', 2, [], { failover: { watchers: 1 } });
    missPrimary(bench.state, bench.node);
    hearAnswer(bench, 'n1', { lost: false, knows: 0, logEpoch: 0, position: 0 });
    expect([bench.state.epoch, bench.state.primary]).toEqual([3, 'n3']);
  });

  test('does not choose the primary of an epoch that is over', () => {
    const bench = follower('n3', 'n2', 2, [1, 1], { failover: { watchers: 1 } });
    missPrimary(bench.state, bench.node);
    bench.node.effects.take();
    hearAnswer(bench, 'n1', hears(9));
    expect(bench.state.epoch).toBe(3);
  });

  test('tells the chosen one, and asks again if nothing comes of it', () => {
    const bench = decide({ n3: misses(3), n4: misses(2), n5: misses(2) });
    expect(armed(bench)).toEqual({ detect: 2_000_000 });
  });

  test('promotes whoever asks first when that bug is switched on', () => {
    const bugs = ['promote any replica'];
    const { state } = decide({ n3: misses(9), n4: misses(9), n5: misses(9) }, { bugs });
    expect([state.primary, state.epoch]).toEqual(['n2', 2]);
  });
});
