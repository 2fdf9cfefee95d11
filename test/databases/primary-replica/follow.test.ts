/** The rules of following: a state, a message, and the effects that follow. */
import { describe, expect, test } from 'vitest';
import {
  admitFollower,
  hearPrimary,
  rewind,
} from '../../../src/databases/primary-replica/follow.js';
import { lastPosition } from '../../../src/databases/primary-replica/state.js';
import { acceptWrite } from '../../../src/databases/primary-replica/write.js';
import {
  client,
  entry,
  follower,
  heartbeat,
  kinds,
  primary,
  requestOf,
} from '../../support/primary-replica.js';

describe('following', () => {
  test('a new primary: its epoch is written down, and it is asked where the logs part', () => {
    const { node, state } = follower('n3', 'n1', 1, [1, 1]);
    hearPrimary(state, heartbeat(2, false), 'n2', node);
    expect([state.epoch, state.primary, state.following]).toEqual([2, 'n2', false]);
    const follow = { kind: 'follow', epoch: 2, history: [{ epoch: 1, last: 2 }] };
    expect(node.effects.take().slice(0, 3)).toEqual([
      { kind: 'snapshot', record: { kind: 'epoch', epoch: 2 } },
      { kind: 'flush', mark: state.nextMark - 1 },
      { kind: 'send', to: 'n2', message: follow },
    ]);
  });

  test('an old primary steps down; those who wait hear that nobody knows, and who is primary now', () => {
    const { node, state } = primary('n1', 1, [1]);
    acceptWrite(state, requestOf('append', 9), client, node);
    node.effects.take();
    hearPrimary(state, heartbeat(2), 'n2', node);
    expect(state.role).toBe('replica');
    const reply = { kind: 'unknown', versions: [], reason: 'no longer primary' };
    expect(node.effects.take()[0]).toEqual({
      kind: 'reply',
      client,
      reply: { ...reply, epoch: 2, primary: 'n2' },
    });
  });

  test('a heartbeat of an older epoch speaks for nobody', () => {
    const { node, state } = follower('n3', 'n2', 2, [1]);
    hearPrimary(state, heartbeat(1), 'n1', node);
    expect(node.effects.take()).toEqual([]);
    expect(state.primary).toBe('n2');
  });

  test('the primary answers with its history and streams from where the logs part', () => {
    const { node, state } = primary('n2', 2, [1, 1, 2]);
    const history = [{ epoch: 1, last: 5 }];
    admitFollower(state, { kind: 'follow', epoch: 2, history }, 'n1', node);
    const own = [
      { epoch: 1, last: 2 },
      { epoch: 2, last: 3 },
    ];
    const append = { kind: 'append', epoch: 2, previous: 2, entries: [entry(2, 3)] };
    expect(node.effects.take()).toEqual([
      { kind: 'send', to: 'n1', message: { kind: 'rewind', epoch: 2, history: own } },
      { kind: 'send', to: 'n1', message: append },
    ]);
    expect(state.followers.get('n1')).toEqual({ sent: 3, flushed: 0 });
  });

  test('the replica cuts its private suffix, then follows and reports', () => {
    const { node, state } = follower('n1', 'n2', 2, [1, 1, 1]);
    state.following = false;
    const history = [{ epoch: 1, last: 2 }];
    rewind(state, { kind: 'rewind', epoch: 2, history }, 'n2', node);
    expect(lastPosition(state)).toBe(2);
    expect(node.effects.take()).toEqual([
      { kind: 'cancel', timer: 'follow', about: '' },
      { kind: 'truncate', length: 2 },
      { kind: 'rolled-back', write: 3 },
      { kind: 'note', text: 'rolled back', fields: { entries: 1, to: 2 } },
      { kind: 'flush', mark: state.nextMark - 1 },
      { kind: 'note', text: 'rejoined', fields: { epoch: 2, position: 2 } },
      { kind: 'send', to: 'n2', message: { kind: 'appended', epoch: 2, flushed: 2 } },
    ]);
  });

  test('a late rewind with an older history does not cut entries of the epoch itself', () => {
    const { node, state } = follower('n1', 'n2', 2, [1, 1, 2, 2]);
    state.following = false;
    const history = [
      { epoch: 1, last: 2 },
      { epoch: 2, last: 3 },
    ];
    rewind(state, { kind: 'rewind', epoch: 2, history }, 'n2', node);
    expect(lastPosition(state)).toBe(4);
    expect(state.following).toBe(true);
  });

  test.each([
    ['of an older epoch', 1, 'n1', false],
    ['from somebody who is not the primary', 2, 'n3', false],
    ['to a replica that follows already', 2, 'n2', true],
  ])('a rewind %s does nothing', (_which, epoch, from, following) => {
    const { node, state } = follower('n3', 'n2', 2, [1, 1]);
    state.following = following;
    rewind(state, { kind: 'rewind', epoch, history: [] }, from, node);
    expect(node.effects.take()).toEqual([]);
    expect(lastPosition(state)).toBe(2);
  });

  test('a primary that does not know its follower any more is asked again; one that does is not', () => {
    const { node, state } = follower('n2', 'n1', 1, [1]);
    hearPrimary(state, heartbeat(1, true), 'n1', node);
    expect(kinds(node.effects.take())).toEqual(['arm']);
    hearPrimary(state, heartbeat(1, false), 'n1', node);
    expect(state.following).toBe(false);
    expect(kinds(node.effects.take())).toEqual(['send', 'arm', 'arm']);
  });

  test('only a primary in office, and only in its epoch, admits followers', () => {
    const replica = follower('n2', 'n1', 1, [1]);
    admitFollower(replica.state, { kind: 'follow', epoch: 1, history: [] }, 'n3', replica.node);
    const other = primary('n1', 4, [1]);
    admitFollower(other.state, { kind: 'follow', epoch: 1, history: [] }, 'n3', other.node);
    expect([replica.node.effects.take(), other.node.effects.take()]).toEqual([[], []]);
  });
});
