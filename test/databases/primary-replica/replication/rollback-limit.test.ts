/** A node that would have to roll back more than its limit stays out, until an operator lets it. */
import { describe, expect, test } from 'vitest';
import {
  askToFollow,
  resync,
  rewind,
} from '../../../../src/databases/primary-replica/replication/follow.js';
import { lastPosition } from '../../../../src/databases/primary-replica/state.js';
import { notes, sent } from '../../../support/effects.js';
import { follower } from '../../../support/primary-replica.js';

const rewindTo = (epoch: number, ...history: readonly (readonly [number, number])[]) => {
  const stretches = history.map(([written, last]) => ({ epoch: written, last }));
  return { kind: 'rewind', epoch, history: stretches } as const;
};

describe('too much to roll back', () => {
  const failover = { rollbackLimit: 1 };
  const make = () => {
    const bench = follower('n1', 'n2', 2, [1, 1, 1], { failover });
    bench.state.following = false;
    return bench;
  };

  test('a node refuses to roll back more than its limit, and stays out', () => {
    const bench = make();
    const effects = bench.act(rewind, rewindTo(2, [1, 1]), 'n2');
    expect(notes(effects)).toEqual([['rollback refused', { entries: 2, to: 1 }]]);
    expect([lastPosition(bench.state), bench.state.following, bench.state.staysOut]).toEqual([
      ...[3, false, true],
    ]);
    expect(bench.act(askToFollow)).toEqual([]);
  });

  test('what is not more than the limit is rolled back', () => {
    const bench = make();
    bench.act(rewind, rewindTo(2, [1, 2]), 'n2');
    expect([lastPosition(bench.state), bench.state.staysOut]).toEqual([2, false]);
  });

  test('an operator lets it do so all the same, once', () => {
    const bench = make();
    bench.act(rewind, rewindTo(2, [1, 1]), 'n2');
    expect(sent(bench.act(resync)).map(([to]) => to)).toEqual(['n2']);
    bench.act(rewind, rewindTo(2, [1, 1]), 'n2');
    const { following, staysOut, resyncs } = bench.state;
    expect([lastPosition(bench.state), following, staysOut, resyncs]).toEqual([
      ...[1, true, false, false],
    ]);
  });

  test('there is nothing to resync on a node that does not stay out', () => {
    const effects = make().act(resync);
    expect(effects).toEqual([{ kind: 'note', text: 'nothing to resync', fields: { epoch: 2 } }]);
  });
});
