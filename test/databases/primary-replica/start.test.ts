/** The rules of boot: what a disk holds, and what the node makes of it. */
import { describe, expect, test } from 'vitest';
import { primaryReplica } from '../../../src/databases/primary-replica/family.js';
import { hearPrimary } from '../../../src/databases/primary-replica/replication/follow.js';
import { lastPosition } from '../../../src/databases/primary-replica/state.js';
import { armed, kinds, notes, sent } from '../../support/effects.js';
import {
  Bench,
  heartbeat,
  officeRecord,
  restarted,
  type Input,
} from '../../support/primary-replica.js';

const nothing = { log: [], snapshots: [], wiped: false };

function boot(id: string, recovered: ConstructorParameters<typeof Bench>[1], input: Input = {}) {
  const bench = new Bench(id, recovered, input);
  return { bench, state: bench.state, effects: bench.node.effects.take() };
}

describe('a new database', () => {
  test('the first node is primary of epoch 1, the others wait for it', () => {
    const first = boot('n1', nothing);
    expect([first.state.role, first.state.epoch, first.state.leaseUntil]).toEqual([
      ...['primary', 1, Infinity],
    ]);
    expect(kinds(first.effects)).toEqual(['snapshot', 'flush', 'send', 'send', 'arm']);
    const second = boot('n2', nothing);
    expect([second.state.role, second.state.epoch]).toEqual(['replica', 1]);
    expect(second.effects).toEqual([
      { kind: 'snapshot', record: officeRecord(1) },
      { kind: 'flush', mark: 1 },
      { kind: 'arm', duration: 2_000_000, timer: 'detect', about: '' },
    ]);
  });

  test('with a lease the first primary holds it from the beginning: all know who begins', () => {
    const { state, effects } = boot('n1', nothing, { failover: { fencing: 'lease' } });
    expect(state.leaseUntil).toBe(2_000_000);
    expect(armed(effects)).toEqual({ lease: 2_000_000, heartbeat: 500_000 });
  });

  test('voters are all nodes but those without a vote', () => {
    const { state } = boot('n1', nothing, { members: { n2: { votes: 0 } } });
    expect(state.voters).toEqual({ version: 1, nodes: ['n1', 'n3'] });
  });

  test('an arbiter is neither primary nor replica', () => {
    const { state } = boot('n3', nothing, { members: { n3: { arbiter: true } } });
    expect(state.role).toBe('arbiter');
    expect(primaryReplica.contents(state)).toBe(null);
  });
});

describe('coming back', () => {
  test('a wiped disk makes a blank replica, even of the first node: it keeps still', () => {
    const { state, effects } = boot('n1', { ...nothing, wiped: true });
    expect([state.role, state.epoch, state.primary]).toEqual(['replica', 0, null]);
    expect(effects).toEqual([{ kind: 'note', text: 'starts blank', fields: {} }]);
  });

  test('with failover a primary asks the others instead of resuming', () => {
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
    expect([state.role, state.primary, state.leaseUntil]).toEqual(['primary', 'n1', Infinity]);
    const [first] = sent(node.effects.take());
    expect(first).toEqual(['n2', heartbeat(4, { known: false, position: 2 })]);
  });

  test('the log comes back durable, applied and with its history; nothing of it is known to be with a majority', () => {
    const { state } = restarted('n2', 3, [1, 1, 3]);
    const { flushed, applied, committed } = state;
    expect([flushed, applied, lastPosition(state), committed]).toEqual([3, 3, 3, 0]);
    expect(state.history).toEqual([
      { epoch: 1, last: 2 },
      { epoch: 3, last: 3 },
    ]);
    expect(primaryReplica.contents(state)?.get('k')).toEqual([1, 2, 3]);
  });

  test('promises and voters survive', () => {
    const snapshot = { ...officeRecord(1, 5), version: 3, voters: ['n2', 'n3'] };
    const { state } = boot('n2', { ...nothing, snapshots: [snapshot] });
    expect([state.epoch, state.promised]).toEqual([1, 5]);
    expect(state.voters).toEqual({ version: 3, nodes: ['n2', 'n3'] });
  });

  test('a voter that has promised fences the old primary after its restart', () => {
    const snapshot = officeRecord(1, 2);
    const { bench } = boot(
      'n3',
      { ...nothing, snapshots: [snapshot] },
      { failover: { fencing: 'epoch' } },
    );
    const effects = bench.act(hearPrimary, heartbeat(1), 'n1');
    expect(sent(effects)).toEqual([['n1', { kind: 'fenced', epoch: 2 }]]);
  });

  test('the bug "forget the promise": it listens to the old primary again', () => {
    const input = { failover: { fencing: 'epoch' }, bugs: ['forget the promise'] };
    const { bench } = boot('n3', { ...nothing, snapshots: [officeRecord(1, 2)] }, input);
    expect(bench.state.promised).toBe(0);
    const effects = bench.act(hearPrimary, heartbeat(1), 'n1');
    expect(sent(effects, 'fenced')).toEqual([]);
    expect(bench.state.primary).toBe('n1');
    expect(notes(effects)).toEqual([]);
  });
});
