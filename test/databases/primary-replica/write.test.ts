/** The rules of writing and reading: a state, a request, and the effects that follow. */
import { describe, expect, test } from 'vitest';
import { primaryReplica } from '../../../src/databases/primary-replica/family.js';
import { serveRead } from '../../../src/databases/primary-replica/read.js';
import { receiveFlushed } from '../../../src/databases/primary-replica/replicate.js';
import { lastPosition } from '../../../src/databases/primary-replica/state.js';
import { acceptWrite } from '../../../src/databases/primary-replica/write.js';
import {
  client,
  entry,
  follower,
  primary,
  refused,
  requestOf,
} from '../../support/primary-replica.js';

describe('writing', () => {
  test('the primary logs a write on top of the newest of its key, and answers nothing yet', () => {
    const { node, state } = primary('n1', 1, [1, 1]);
    acceptWrite(state, requestOf('append', 9), client, node);
    expect(node.effects.take()).toEqual([
      { kind: 'stored', write: 9, over: [2] },
      { kind: 'append', record: { kind: 'entry', ...entry(1, 9) }, write: 9 },
      { kind: 'flush', mark: state.nextMark - 1 },
    ]);
    expect([lastPosition(state), state.flushed, state.applied]).toEqual([3, 2, 2]);
  });

  test('anybody else refuses and says who is primary', () => {
    const { node, state } = follower('n2', 'n3', 3, [1]);
    acceptWrite(state, requestOf('append', 9), client, node);
    expect(node.effects.take()).toEqual([
      { kind: 'reply', client, reply: { ...refused, epoch: 3, primary: 'n3' } },
    ]);
  });

  test.each([
    ['primary', [0, 0], true],
    ['any 1', [0, 0], false],
    ['any 1', [3, 0], true],
    ['any 2', [3, 2], false],
    ['any 2', [3, 3], true],
    ['all', [2, 3], false],
    ['all', [4, 3], true],
  ] as const)('%s: when replicas have flushed %j, answered is %s', (acknowledge, at, answered) => {
    const { node, state } = primary('n1', 1, [1, 1], {}, { acknowledge });
    acceptWrite(state, requestOf('append', 9), client, node);
    state.followers.set('n2', { sent: 3, flushed: at[0] });
    state.followers.set('n3', { sent: 3, flushed: at[1] });
    node.effects.take();
    primaryReplica.flushed(state, state.nextMark - 1, node);
    const replies = node.effects.take().filter(({ kind }) => kind === 'reply');
    const reply = { kind: 'ok', versions: [], reason: '', epoch: 1, primary: 'n1' };
    expect(replies).toEqual(answered ? [{ kind: 'reply', client, reply }] : []);
  });

  test('no replica can answer for the primary: its own flush comes first', () => {
    const { node, state } = primary('n1', 1, [1], {}, { acknowledge: 'any 1' });
    acceptWrite(state, requestOf('append', 9), client, node);
    state.followers.set('n2', { sent: 2, flushed: 1 });
    node.effects.take();
    receiveFlushed(state, { kind: 'appended', epoch: 1, flushed: 2 }, 'n2', node);
    expect(node.effects.take()).toEqual([]);
  });

  test('answers go out in the order of the log, up to the first that is not safe', () => {
    const { node, state } = primary('n1', 1, [], { n2: [0, 0] }, { acknowledge: 'any 1' });
    for (const write of [1, 2, 3]) acceptWrite(state, requestOf('append', write), write, node);
    primaryReplica.flushed(state, state.nextMark - 1, node);
    node.effects.take();
    receiveFlushed(state, { kind: 'appended', epoch: 1, flushed: 2 }, 'n2', node);
    const answered = node.effects.take().map((effect) => effect.kind === 'reply' && effect.client);
    expect(answered).toEqual([1, 2]);
  });
});

describe('reading', () => {
  const served = (versions: readonly number[], epoch: number) => ({
    kind: 'reply',
    client,
    reply: { kind: 'ok', versions, reason: '', epoch, primary: 'n1' },
  });

  test('sees what is applied, not what only stands in the log', () => {
    const { node, state } = primary('n1', 1, [1]);
    acceptWrite(state, requestOf('append', 9), client, node);
    node.effects.take();
    serveRead(state, requestOf('read'), client, node);
    expect(node.effects.take()).toEqual([served([1], 1)]);
    primaryReplica.flushed(state, state.nextMark - 1, node);
    node.effects.take();
    serveRead(state, requestOf('read'), client, node);
    expect(node.effects.take()).toEqual([served([1, 9], 1)]);
  });

  test('a replica serves reads, unless they ask for the primary', () => {
    const { node, state } = follower('n2', 'n1', 1, [1, 1]);
    for (const read of ['any', 'replica', 'n2', 'primary', 'latest-primary']) {
      serveRead(state, requestOf('read', 0, read), client, node);
    }
    const no = { kind: 'reply', client, reply: { ...refused, epoch: 1, primary: 'n1' } };
    const yes = served([1, 2], 1);
    expect(node.effects.take()).toEqual([yes, yes, yes, no, no]);
  });
});
