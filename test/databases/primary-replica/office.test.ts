/** The rules of the primary's office: who comes into it, when, and who does not. */
import { describe, expect, test } from 'vitest';
import { primaryReplica } from '../../../src/databases/primary-replica/family.js';
import { hearPrimary } from '../../../src/databases/primary-replica/follow.js';
import { promoteByHand, takeOver } from '../../../src/databases/primary-replica/office.js';
import { blank, follower, heartbeat, primary } from '../../support/primary-replica.js';

describe('taking over', () => {
  test('the epoch is made durable first; only then is the node in office', () => {
    const { state, node } = follower('n2', 'n1', 1, [1]);
    takeOver(state, { kind: 'promote', epoch: 2, after: 1 }, node);
    expect([state.role, state.epoch, state.primary]).toEqual(['replica', 2, 'n2']);
    const flush = state.nextMark - 1;
    expect(node.effects.take().filter(({ kind }) => kind !== 'cancel')).toEqual([
      { kind: 'snapshot', record: { kind: 'epoch', epoch: 2 } },
      { kind: 'flush', mark: flush },
    ]);
    primaryReplica.flushed(state, flush, node);
    expect(state.role).toBe('primary');
    expect(node.effects.take().slice(0, 2)).toEqual([
      { kind: 'note', text: 'promoted', fields: { epoch: 2, position: 1 } },
      { kind: 'send', to: 'n1', message: { ...heartbeat(2), known: false } },
    ]);
  });

  test('a newer primary is heard before the flush is through: no office', () => {
    const { state, node } = follower('n2', 'n1', 1, [1]);
    takeOver(state, { kind: 'promote', epoch: 2, after: 1 }, node);
    const flush = state.nextMark - 1;
    hearPrimary(state, heartbeat(3), 'n3', node);
    node.effects.take();
    primaryReplica.flushed(state, flush, node);
    expect([state.role, state.primary, node.effects.take()]).toEqual(['replica', 'n3', []]);
  });

  test.each([
    ['somebody newer is primary', () => follower('n3', 'n2', 2, [1])],
    ['this node is primary', () => primary('n1', 1, [1])],
    ['this node is blank', () => blank('n3')],
  ])('a promotion is void when %s', (_why, bench) => {
    const { state, node } = bench();
    takeOver(state, { kind: 'promote', epoch: 3, after: 1 }, node);
    expect(node.effects.take()).toEqual([]);
  });

  test('an operator promotes a replica into the next epoch of its own', () => {
    const { state, node } = follower('n3', 'n2', 5, [1]);
    promoteByHand(state, node);
    expect([state.epoch, state.primary]).toEqual([6, 'n3']);
  });

  test.each([
    ['a primary', () => primary('n1', 1, [1]), 1],
    ['a blank node', () => blank('n3'), 0],
  ])('an operator cannot promote %s', (_whom, bench, epoch) => {
    const { state, node } = bench();
    promoteByHand(state, node);
    expect(node.effects.take()).toEqual([
      { kind: 'note', text: 'cannot be promoted', fields: { epoch } },
    ]);
  });
});
