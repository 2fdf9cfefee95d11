/** The rules of the replication stream: a state, a message, and the effects that follow. */
import { describe, expect, test } from 'vitest';
import { primaryReplica } from '../../../src/databases/primary-replica/family.js';
import { admitFollower } from '../../../src/databases/primary-replica/follow.js';
import {
  receiveEntries,
  receiveFlushed,
  receiveKeepalive,
  sendMissing,
} from '../../../src/databases/primary-replica/replicate.js';
import { lastPosition } from '../../../src/databases/primary-replica/state.js';
import { acceptWrite } from '../../../src/databases/primary-replica/write.js';
import {
  client,
  entry,
  follower,
  kinds,
  primary,
  requestOf,
} from '../../support/primary-replica.js';

describe('the stream', () => {
  const append = (previous: number, ...writes: number[]) =>
    ({
      kind: 'append',
      epoch: 1,
      previous,
      entries: writes.map((write) => entry(1, write)),
    }) as const;

  test('the primary ships what its own disk has, to each follower from where it is', () => {
    const { node, state } = primary('n1', 1, [1, 1], { n2: [2, 2], n3: [1, 1] });
    acceptWrite(state, requestOf('append', 9), client, node);
    node.effects.take();
    primaryReplica.flushed(state, state.nextMark - 1, node);
    const sent = node.effects.take().filter(({ kind }) => kind === 'send');
    expect(sent).toEqual([
      { kind: 'send', to: 'n2', message: append(2, 9) },
      { kind: 'send', to: 'n3', message: append(1, 2, 9) },
    ]);
  });

  test('a long way behind, it ships in batches', () => {
    const { node, state } = primary(
      'n1',
      1,
      Array.from({ length: 600 }, () => 1),
    );
    admitFollower(state, { kind: 'follow', epoch: 1, history: [] }, 'n2', node);
    const batches = node.effects.take().flatMap((effect) => {
      if (effect.kind !== 'send' || effect.message.kind !== 'append') return [];
      const { previous, entries } = effect.message as ReturnType<typeof append>;
      return [[previous, entries.length]];
    });
    expect(batches).toEqual([
      [0, 256],
      [256, 256],
      [512, 88],
    ]);
  });

  test('a follower takes entries that continue its log, and reports them when they are flushed', () => {
    const { node, state } = follower('n2', 'n1', 1, [1, 1]);
    receiveEntries(state, append(2, 3, 4), 'n1', node);
    expect(kinds(node.effects.take())).toEqual(['stored', 'append', 'stored', 'append', 'flush']);
    primaryReplica.flushed(state, state.nextMark - 1, node);
    const report = { kind: 'appended', epoch: 1, flushed: 4 };
    expect(node.effects.take()).toEqual([{ kind: 'send', to: 'n1', message: report }]);
  });

  test('entries that it has count as received; only what is new is taken', () => {
    const { node, state } = follower('n2', 'n1', 1, [1, 1]);
    receiveEntries(state, append(0, 1, 2), 'n1', node);
    const report = { kind: 'appended', epoch: 1, flushed: 2 };
    expect(node.effects.take()).toEqual([{ kind: 'send', to: 'n1', message: report }]);
    receiveEntries(state, append(1, 2, 3), 'n1', node);
    expect(node.effects.take().filter(({ kind }) => kind === 'stored')).toEqual([
      { kind: 'stored', write: 3, over: [] },
    ]);
    expect(lastPosition(state)).toBe(3);
  });

  test('behind a gap nothing is taken; what is missing is asked for once, and again on each keepalive', () => {
    const { node, state } = follower('n2', 'n1', 1, [1]);
    const missing = { kind: 'send', to: 'n1', message: { kind: 'missing', epoch: 1, from: 2 } };
    receiveEntries(state, append(2, 3), 'n1', node);
    receiveEntries(state, append(3, 4), 'n1', node);
    expect(node.effects.take().filter(({ kind }) => kind === 'send')).toEqual([missing]);
    receiveKeepalive(state, { kind: 'keepalive', epoch: 1, sent: 4 }, 'n1', node);
    expect(node.effects.take().filter(({ kind }) => kind === 'send')).toEqual([missing]);
    expect(lastPosition(state)).toBe(1);
  });

  test('the primary sends again from where a follower says it misses something', () => {
    const { node, state } = primary('n1', 1, [1, 1, 1], { n2: [3, 1] });
    sendMissing(state, { kind: 'missing', epoch: 1, from: 2 }, 'n2', node);
    expect(node.effects.take()).toEqual([{ kind: 'send', to: 'n2', message: append(1, 2, 3) }]);
    expect(state.followers.get('n2')).toEqual({ sent: 3, flushed: 1 });
  });

  test('a late word of missing entries does not make the primary skip any', () => {
    const { node, state } = primary('n1', 1, [1, 1, 1], { n2: [1, 1] });
    sendMissing(state, { kind: 'missing', epoch: 1, from: 4 }, 'n2', node);
    expect(node.effects.take()).toEqual([{ kind: 'send', to: 'n2', message: append(1, 2, 3) }]);
  });

  test('what was sent and is not confirmed is mentioned with the heartbeat', () => {
    const { node, state } = primary('n1', 1, [1, 1], { n2: [2, 1], n3: [2, 2] });
    primaryReplica.expire(state, { kind: 'heartbeat', about: '' }, node);
    const keepalive = { kind: 'keepalive', epoch: 1, sent: 2 };
    expect(node.effects.take()).toContainEqual({ kind: 'send', to: 'n2', message: keepalive });
  });

  test.each([
    ['of an older epoch', 1, 'n1', true],
    ['of somebody who is not the primary', 2, 'n3', true],
    ['while the replica does not follow yet', 2, 'n2', false],
  ])('entries %s are not taken', (_which, epoch, from, following) => {
    const { node, state } = follower('n3', 'n2', 2, [1]);
    state.following = following;
    receiveEntries(state, { ...append(1, 2), epoch }, from, node);
    expect(node.effects.take()).toEqual([]);
  });

  test.each([
    ['an older epoch', 1, 'n2'],
    ['somebody whom the primary has not admitted', 4, 'n3'],
  ])('a report from %s does not count', (_which, epoch, from) => {
    const { node, state } = primary('n1', 4, [1, 1], { n2: [2, 0] });
    receiveFlushed(state, { kind: 'appended', epoch, flushed: 2 }, from, node);
    expect(state.followers).toEqual(new Map([['n2', { sent: 2, flushed: 0 }]]));
  });

  test('a report that comes late takes nothing back', () => {
    const { node, state } = primary('n1', 1, [1, 1], { n2: [2, 2] });
    receiveFlushed(state, { kind: 'appended', epoch: 1, flushed: 1 }, 'n2', node);
    expect(state.followers.get('n2')?.flushed).toBe(2);
  });
});
