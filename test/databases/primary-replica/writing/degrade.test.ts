/** The rules of degrading: when the primary goes on without the replicas it should wait for, and until when. */
import { describe, expect, test } from 'vitest';
import { receiveProgress } from '../../../../src/databases/primary-replica/replication/replicate.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { degrade, waitFor } from '../../../../src/databases/primary-replica/writing/acknowledge.js';
import { answers, armed, notes } from '../../../support/effects.js';
import {
  type Bench,
  follower,
  operationOf,
  primary,
  progress,
  requestOf,
  type Input,
} from '../../../support/primary-replica.js';

function write(bench: Bench, id: number, input: Input = {}) {
  return bench.act(acceptWrite, requestOf('append', id, input), id);
}

/** Who is answered when a replica says how far it is. */
function hear(bench: Bench, from: string, has: number, levels = {}) {
  return answers(bench.act(receiveProgress, progress(from, has, levels), from)).map(([id]) => id);
}

describe('degrading', () => {
  const input = { acknowledge: 'any 1', tooFew: { degradeAfter: '10s' } };

  test('a write that has waited long enough is acknowledged by the primary alone, and all others with it', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, input);
    expect(armed(write(bench, 1))).toEqual({ degrade: 10_000_000 });
    bench.clock.now = 4_000_000;
    expect(armed(write(bench, 2))).toEqual({ degrade: 6_000_000 });
    bench.flush();
    bench.clock.now = 10_000_000;
    const effects = bench.expire('degrade');
    expect(notes(effects)).toEqual([['degraded', { position: 2 }]]);
    expect(answers(effects)).toEqual([
      [1, 'ok'],
      [2, 'ok'],
    ]);
    expect(armed(write(bench, 3))).toEqual({});
    expect(answers(bench.flush())).toEqual([[3, 'ok']]);
  });

  test('the primary’s own disk is still waited for: while only that is slow, nothing changes', () => {
    const bench = primary('n1', 1, [], {}, input);
    write(bench, 1);
    bench.clock.now = 10_000_000;
    const effects = bench.expire('degrade');
    expect([notes(effects), armed(effects)]).toEqual([[], { degrade: 10_000_000 }]);
    expect(answers(bench.flush())).toEqual([]);
    bench.clock.now = 20_000_000;
    expect(answers(bench.expire('degrade'))).toEqual([[1, 'ok']]);
  });

  test('too early: looks again when the oldest has waited long enough', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, input);
    write(bench, 1);
    bench.flush();
    bench.clock.now = 3_000_000;
    write(bench, 2);
    bench.flush();
    hear(bench, 'n2', 1);
    bench.clock.now = 10_000_000;
    const effects = bench.act(degrade);
    expect(armed(effects)).toEqual({ degrade: 3_000_000 });
    expect(bench.state.degraded).toBe(false);
  });

  test('is over when replicas have caught up: they are waited for again', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, input);
    write(bench, 1);
    bench.flush();
    bench.clock.now = 10_000_000;
    bench.expire('degrade');
    write(bench, 2);
    bench.flush();
    expect(notes(bench.act(receiveProgress, progress('n2', 1), 'n2'))).toEqual([]);
    const effects = bench.act(receiveProgress, progress('n2', 2), 'n2');
    expect(notes(effects)).toEqual([['synchronous again', { position: 2 }]]);
    expect(armed(write(bench, 3))).toEqual({ degrade: 10_000_000 });
    expect(answers(bench.flush())).toEqual([]);
    expect(hear(bench, 'n2', 3)).toEqual([3]);
  });

  test('that is over may begin again: for writes that came meanwhile and still wait', () => {
    const bench = primary('n1', 1, [], { n2: [0, 0] }, input);
    write(bench, 1);
    bench.flush();
    bench.clock.now = 10_000_000;
    bench.expire('degrade');
    expect(armed(write(bench, 2))).toEqual({});
    bench.clock.now = 11_000_000;
    const again = bench.act(receiveProgress, progress('n2', 1), 'n2');
    expect(armed(again)).toEqual({ degrade: 9_000_000 });
    bench.flush();
    bench.clock.now = 20_000_000;
    expect(answers(bench.expire('degrade'))).toEqual([[2, 'ok']]);
  });

  test.each([
    ['nobody waits', () => primary('n1', 1, [1], {}, input)],
    ['somebody else is primary', () => follower('n2', 'n1', 1, [1], input)],
    [
      'writes block',
      () => {
        const bench = primary('n1', 1, [1], {}, { acknowledge: 'all' });
        bench.act(waitFor, 1, operationOf(), 7);
        bench.clock.now = 1_000_000_000;
        return bench;
      },
    ],
  ])('does not happen when %s', (_when, make) => {
    const bench = make();
    expect(bench.act(degrade)).toEqual([]);
    expect(bench.state.degraded).toBe(false);
  });

  test('has no timer when writes block', () => {
    expect(armed(write(primary('n1', 1, [], {}, { acknowledge: 'all' }), 1))).toEqual({});
  });
});
