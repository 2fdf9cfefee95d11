/** The rules of boot, and to whom epochs belong: what a disk holds, and what the node makes of it. */
import { describe, expect, test } from 'vitest';
import { primaryReplica } from '../../../src/databases/primary-replica/family.js';
import { start } from '../../../src/databases/primary-replica/start.js';
import {
  lastPosition,
  nextEpochOf,
  ownerOf,
} from '../../../src/databases/primary-replica/state.js';
import { doorOf } from '../../support/door.js';
import { heartbeat, kinds, optionsOf, restarted } from '../../support/primary-replica.js';

describe('boot', () => {
  const boot = (id: string, recovered: Parameters<typeof start>[0], input = {}) => {
    const node = doorOf(id, optionsOf(input));
    return { state: start(recovered, node), effects: node.effects.take() };
  };
  const nothing = { log: [], snapshot: null, wiped: false };

  test('a new database: the first node is primary of epoch 1, the others wait for it', () => {
    const first = boot('n1', nothing);
    expect([first.state.role, first.state.epoch]).toEqual(['primary', 1]);
    expect(kinds(first.effects)).toEqual(['snapshot', 'flush', 'send', 'send', 'arm']);
    const second = boot('n2', nothing);
    expect([second.state.role, second.state.epoch]).toEqual(['replica', 1]);
    expect(second.effects.at(-1)).toEqual({
      kind: 'arm',
      duration: 2_000_000,
      timer: 'detect',
      about: '',
    });
  });

  test('a wiped disk makes a blank replica, even of the first node: it keeps still', () => {
    const { state, effects } = boot('n1', { ...nothing, wiped: true });
    expect([state.role, state.epoch, state.primary]).toEqual(['replica', 0, null]);
    expect(effects).toEqual([{ kind: 'note', text: 'starts blank', fields: {} }]);
  });

  test('with failover a primary that comes back asks the others instead of resuming', () => {
    const { node, state } = restarted('n1', 4, [1, 4]);
    expect([state.role, state.primary, state.suspects]).toEqual(['replica', null, true]);
    expect(node.effects.take()).toEqual([
      { kind: 'send', to: 'n2', message: { kind: 'poll', epoch: 4, round: 0 } },
      { kind: 'send', to: 'n3', message: { kind: 'poll', epoch: 4, round: 0 } },
      { kind: 'arm', duration: 2_000_000, timer: 'poll', about: '' },
    ]);
  });

  test('without failover it resumes, and knows none of its followers any more', () => {
    const { node, state } = restarted('n1', 4, [1, 4], { failover: 'none' });
    expect([state.role, state.primary]).toEqual(['primary', 'n1']);
    expect(node.effects.take()[0]).toEqual({
      kind: 'send',
      to: 'n2',
      message: heartbeat(4, false),
    });
  });

  test('the log comes back durable, applied and with its history', () => {
    const { state } = restarted('n2', 3, [1, 1, 3]);
    expect([state.flushed, state.applied, lastPosition(state)]).toEqual([3, 3, 3]);
    expect(state.history).toEqual([
      { epoch: 1, last: 2 },
      { epoch: 3, last: 3 },
    ]);
    expect(primaryReplica.contents(state).get('k')).toEqual([1, 2, 3]);
  });
});

describe('epochs', () => {
  const nodes = ['n1', 'n2', 'n3'];

  test('belong to one node each, in turn', () => {
    expect([1, 2, 3, 4, 5].map((epoch) => ownerOf(epoch, nodes))).toEqual([
      ...['n1', 'n2', 'n3', 'n1', 'n2'],
    ]);
    expect(ownerOf(0, nodes)).toBe(null);
  });

  test('go up: the next one of a node is its first after the newest known', () => {
    expect(nodes.map((node) => nextEpochOf(node, 4, nodes))).toEqual([7, 5, 6]);
  });
});
