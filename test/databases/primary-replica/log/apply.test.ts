/** The rules of applying: when what is durable is seen, how fresh it is, and what a key held earlier. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  applyBatch,
  applyFlushed,
  learnFreshness,
  reapply,
  versionsAt,
} from '../../../../src/databases/primary-replica/log/apply.js';
import { addEntry } from '../../../../src/databases/primary-replica/log/log.js';
import { apply, type KeyStore } from '../../../../src/databases/versions/key-store.js';
import { armed } from '../../../support/effects.js';
import {
  entry,
  follower,
  primary,
  type Bench,
  type Input,
} from '../../../support/primary-replica.js';

/** A replica that has flushed these entries and applied none. */
function behind(entries: number, input: Input): Bench {
  const bench = follower('n2', 'n1', 1, [], input);
  for (let write = 1; write <= entries; write += 1) bench.act(addEntry, entry(1, write));
  bench.state.flushed = entries;
  return bench;
}

describe('applying', () => {
  test.each([
    ['at once, when nothing is said of it', {}],
    ['at once, when it takes no time', { apply: { each: '0s' } }],
  ])('%s', (_when, input) => {
    const bench = behind(3, input);
    expect(bench.act(applyFlushed)).toEqual([]);
    expect([bench.state.applied, bench.state.store.get('k')]).toEqual([3, [1, 2, 3]]);
  });

  test('takes a replica its time for each entry, one after the other', () => {
    const bench = behind(2, { apply: { each: '10ms' } });
    expect(armed(bench.act(applyFlushed))).toEqual({ apply: 10_000 });
    expect(bench.state.applied).toBe(0);
    expect(armed(bench.act(applyBatch))).toEqual({ apply: 10_000 });
    expect([bench.state.applied, bench.state.store.get('k')]).toEqual([1, [1]]);
    expect(bench.act(applyBatch)).toEqual([]);
    expect([bench.state.applied, bench.state.applying]).toEqual([2, 0]);
  });

  test('takes as many entries at a time as there are workers', () => {
    const bench = behind(5, { apply: { each: '10ms', workers: 4 } });
    bench.act(applyFlushed);
    bench.act(applyBatch);
    expect(bench.state.applied).toBe(4);
    bench.act(applyBatch);
    expect(bench.state.applied).toBe(5);
  });

  test('is not begun twice', () => {
    const bench = behind(2, { apply: { each: '10ms' } });
    bench.act(applyFlushed);
    expect(bench.act(applyFlushed)).toEqual([]);
  });

  test('does nothing when everything is applied', () => {
    const bench = follower('n2', 'n1', 1, [1], { apply: { each: '10ms' } });
    expect(bench.act(applyFlushed)).toEqual([]);
    expect(bench.state.applying).toBe(0);
  });

  test('costs the primary nothing: it has executed its writes already', () => {
    const bench = primary('n1', 1, [1], {}, { apply: { each: '10ms' } });
    bench.act(addEntry, entry(1, 2));
    bench.state.flushed = 2;
    expect(bench.act(applyFlushed)).toEqual([]);
    expect(bench.state.applied).toBe(2);
  });

  test('never goes beyond what is durable', () => {
    const bench = behind(3, { apply: { each: '10ms', workers: 9 } });
    bench.act(applyFlushed);
    bench.state.flushed = 2;
    bench.act(applyBatch);
    expect(bench.state.applied).toBe(2);
  });

  test('workers take what there is when they begin; what comes meanwhile waits for its turn', () => {
    const bench = behind(1, { apply: { each: '10ms', workers: 4 } });
    bench.act(applyFlushed);
    bench.act(addEntry, entry(1, 2));
    bench.state.flushed = 2;
    expect(armed(bench.act(applyBatch))).toEqual({ apply: 10_000 });
    expect(bench.state.applied).toBe(1);
    bench.act(applyBatch);
    expect(bench.state.applied).toBe(2);
  });
});

/** A message has said that this was all there was at an instant of the primary's wall clock. */
function learn(bench: Bench, position: number, asOf: number): void {
  bench.act((state) => {
    learnFreshness(state, position, asOf);
  });
}

describe('freshness', () => {
  test('is proved by what is applied', () => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    learn(bench, 2, 700);
    expect([bench.state.freshAsOf, bench.state.marks]).toEqual([700, []]);
  });

  test('waits until what there was is applied', () => {
    const bench = behind(2, { apply: { each: '10ms' } });
    bench.act(applyFlushed);
    learn(bench, 1, 700);
    learn(bench, 2, 900);
    expect(bench.state.freshAsOf).toBe(0);
    bench.act(applyBatch);
    expect([bench.state.freshAsOf, bench.state.marks]).toEqual([700, [{ position: 2, asOf: 900 }]]);
    bench.act(applyBatch);
    expect([bench.state.freshAsOf, bench.state.marks]).toEqual([900, []]);
  });

  test('never gets older', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    learn(bench, 1, 700);
    learn(bench, 1, 600);
    expect(bench.state.freshAsOf).toBe(700);
  });

  test('says nothing when the sender had more to send', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    learn(bench, 9, 0);
    expect([bench.state.freshAsOf, bench.state.marks]).toEqual([0, []]);
  });
});

describe('what follows from the log', () => {
  test('is built anew: the store, the newest write of each key, the writes that are still there', () => {
    const bench = follower('n2', 'n1', 1, [1, 1, 1]);
    bench.state.store.set('gone', [9]);
    bench.state.newest.set('gone', 9);
    bench.state.applied = 2;
    bench.act((state) => {
      expect(reapply(state)).toEqual(new Set([1, 2, 3]));
    });
    expect(bench.state.store).toEqual(new Map([['k', [1, 2]]]));
    expect(bench.state.newest).toEqual(new Map([['k', 3]]));
  });
});

describe('the versions of a key at a position', () => {
  const change = fc.record({
    action: fc.constantFrom('write' as const, 'append' as const, 'delete' as const),
    key: fc.constantFrom('k', 'other'),
  });
  const begin = fc.constant({ action: 'begin' as const, key: '' });

  property.prop([
    fc.array(fc.oneof({ weight: 5, arbitrary: change }, begin), { maxLength: 20 }),
    fc.nat(),
  ])('are those that a store had when it had applied so much', (changes, at) => {
    const bench = follower('n2', 'n1', 1, []);
    const position = at % (changes.length + 1);
    const model: KeyStore = new Map();
    changes.forEach(({ action, key }, index) => {
      const write = action === 'begin' ? 0 : index + 1;
      addEntry(bench.state, { epoch: 1, action, key, write, at: 0 }, bench.node);
      if (action !== 'begin' && index < position) apply(model, { action, key, write });
    });
    bench.state.flushed = changes.length;
    applyFlushed(bench.state, bench.node);
    for (const key of ['k', 'other', 'never']) {
      expect(versionsAt(bench.state, key, position)).toEqual(model.get(key) ?? []);
    }
  });

  test('do not count what is in the log but not applied', () => {
    const bench = behind(3, { apply: { each: '10ms' } });
    bench.act(applyFlushed);
    bench.act(applyBatch);
    expect(versionsAt(bench.state, 'k', 1)).toEqual([1]);
  });
});
