/** The rules of the log against a naive model: logs as plain lists, compared entry by entry. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  addEntry,
  advanceFlushed,
  beginEpoch,
  copyEntries,
  copyHistory,
  flushLog,
  forkPoint,
  rollBack,
  writeOffice,
} from '../../../../src/databases/primary-replica/log/log.js';
import type { Entry, Stretch } from '../../../../src/databases/primary-replica/message.js';
import {
  entryAt,
  lastPosition,
  type PrimaryReplicaNode,
  type State,
} from '../../../../src/databases/primary-replica/state.js';
import { slice } from '../../../../src/kernel/chunks.js';
import { entry, follower, officeRecord, type Bench } from '../../../support/primary-replica.js';

/** A replica with nothing, and its door. */
function newReplica(): Bench {
  return follower('n2', 'n1', 1, []);
}

function write(state: State, entries: readonly Entry[], node: PrimaryReplicaNode): void {
  for (const entry of entries) addEntry(state, entry, node);
}

/** Logs as they come about: each continues a shared one from some position, in epochs of its own. */
const growth = fc.array(fc.record({ parent: fc.nat(), at: fc.nat(), length: fc.nat(5) }), {
  minLength: 2,
  maxLength: 8,
});

/** Logs by epoch: the owner of each epoch begins with a piece of an older log and adds its own entries. */
function logsOf(steps: readonly { parent: number; at: number; length: number }[]): Entry[][] {
  const logs: Entry[][] = [[]];
  steps.forEach(({ parent, at, length }, index) => {
    const older = logs[parent % logs.length] ?? [];
    const own = Array.from({ length }, (_, count): Entry => {
      const write = 100 * (index + 1) + count;
      return { epoch: index + 1, action: 'append', key: `k${String(count % 2)}`, write, at: 0 };
    });
    logs.push([...older.slice(0, at % (older.length + 1)), ...own]);
  });
  return logs;
}

function historyOf(log: readonly Entry[]): Stretch[] {
  const { state, node } = newReplica();
  write(state, log, node);
  return state.history;
}

function commonPrefix(one: readonly Entry[], other: readonly Entry[]): number {
  const differs = one.findIndex((entry, index) => entry.write !== other[index]?.write);
  return differs < 0 ? one.length : differs;
}

describe('forkPoint', () => {
  property.prop([growth])('finds from histories alone where two logs part', (steps) => {
    const logs = logsOf(steps);
    for (const one of logs) {
      for (const other of logs) {
        expect(forkPoint(historyOf(one), historyOf(other))).toBe(commonPrefix(one, other));
      }
    }
  });
});

describe('rollBack', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('add' as const), count: fc.integer({ min: 1, max: 90 }) }),
    fc.record({
      do: fc.constant('cut' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ do: fc.constant('flush' as const) }),
  );

  property.prop([fc.array(step, { maxLength: 12 })])(
    'leaves a log, a history and a store as if what was cut had never been there',
    (steps) => {
      const { state, node } = newReplica();
      let model: Entry[] = [];
      let marks: number[] = [];
      let writes = 0;
      steps.forEach((one, index) => {
        if (one.do === 'add') {
          const entries = Array.from({ length: one.count }, (): Entry => {
            writes += 1;
            const action = writes % 3 === 0 ? 'write' : 'append';
            return {
              epoch: index + 1,
              action,
              key: `k${String(writes % 4)}`,
              write: writes,
              at: 0,
            };
          });
          write(state, entries, node);
          model = [...model, ...entries];
          marks.push(flushLog(state, node));
        } else if (one.do === 'cut') {
          const to = Math.floor(one.share * model.length);
          rollBack(state, to, node);
          model = model.slice(0, to);
        } else {
          for (const mark of marks) advanceFlushed(state, mark, node);
          marks = [];
        }
        expect(slice(state.log, 0)).toEqual(model);
        expect(state.history).toEqual(historyOf(model));
        expect(state.applied).toBe(state.flushed);
        expect(state.flushed).toBeLessThanOrEqual(model.length);
        const fresh = newReplica();
        write(fresh.state, model.slice(0, state.applied), fresh.node);
        advanceFlushed(fresh.state, flushLog(fresh.state, fresh.node), fresh.node);
        expect(new Map(state.store)).toEqual(fresh.state.store);
      });
    },
  );

  test('reports each write that is gone, newest first, and none that a retry has put there twice', () => {
    const bench = newReplica();
    for (const write of [1, 2, 3, 1, 3, 4]) bench.act(addEntry, entry(1, write));
    expect(bench.act(rollBack, 2)).toEqual([
      { kind: 'truncate', length: 2 },
      { kind: 'rolled-back', write: 4 },
      { kind: 'rolled-back', write: 3 },
      { kind: 'note', text: 'rolled back', fields: { entries: 4, to: 2 } },
    ]);
    expect(lastPosition(bench.state)).toBe(2);
  });

  test('lets a flush from before the cut cover no more than what is left', () => {
    const { state, node } = newReplica();
    write(state, [entry(1, 1), entry(1, 2), entry(1, 3)], node);
    const before = flushLog(state, node);
    rollBack(state, 1, node);
    write(state, [entry(1, 4)], node);
    advanceFlushed(state, before, node);
    expect([state.flushed, state.applied]).toEqual([1, 1]);
    expect(entryAt(state, 2).write).toBe(4);
  });

  test('takes back what was known of a majority and of idempotency keys beyond the cut', () => {
    const bench = follower('n1', 'n2', 2, [1, 1, 1]);
    bench.state.committed = 3;
    bench.state.index = new Map([[3, 3]]);
    bench.act(rollBack, 2);
    expect([bench.state.committed, bench.state.index]).toEqual([2, null]);
  });

  test('does nothing when there is nothing to cut', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.state.index = new Map([[1, 1]]);
    expect(bench.act(rollBack, 1)).toEqual([]);
    expect(bench.state.index).toEqual(new Map([[1, 1]]));
  });
});

describe('an entry', () => {
  test('stands at the end of the log, on the disk, and in the index when there is one', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const record = { kind: 'entry', ...entry(1, 9) };
    expect(bench.act(addEntry, entry(1, 9))).toEqual([{ kind: 'append', record, write: 9 }]);
    expect([lastPosition(bench.state), bench.state.flushed]).toEqual([2, 1]);
    expect([bench.state.newest.get('k'), bench.state.index]).toEqual([9, null]);
    bench.state.index = new Map();
    bench.act(addEntry, entry(1, 10));
    expect(bench.state.index).toEqual(new Map([[10, 3]]));
  });

  test('begins a new stretch of the history when its epoch is new', () => {
    const bench = follower('n2', 'n3', 3, [1, 1]);
    for (const epoch of [3, 3]) bench.act(addEntry, entry(epoch, 5));
    expect(bench.state.history).toEqual([
      { epoch: 1, last: 2 },
      { epoch: 3, last: 4 },
    ]);
  });
});

describe('an epoch', () => {
  test('begins with an entry that no read sees and no ledger counts', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    bench.state.epoch = 2;
    bench.state.index = new Map();
    bench.clock.now = 30;
    const record = { kind: 'entry', epoch: 2, action: 'begin', key: '', write: 0, at: 30 };
    expect(bench.act(beginEpoch)).toEqual([{ kind: 'append', record, write: 0 }]);
    const { beganAt, history, newest, index } = bench.state;
    expect([beganAt, history.at(-1)]).toEqual([2, { epoch: 2, last: 2 }]);
    expect([newest, index]).toEqual([new Map([['k', 1]]), new Map()]);
    const mark = bench.state.nextMark;
    bench.act((state, node) => void flushLog(state, node));
    bench.act(advanceFlushed, mark);
    expect([bench.state.applied, bench.state.store]).toEqual([2, new Map([['k', [1]]])]);
    const cut = bench.act(rollBack, 1).map(({ kind }) => kind);
    expect(cut).toEqual(['truncate', 'note']);
  });
});

describe('a flush', () => {
  test('covers what stands in the log when it is asked for', () => {
    const bench = follower('n2', 'n1', 1, []);
    bench.act(addEntry, entry(1, 1));
    expect(bench.act(flushLog)).toEqual([{ kind: 'flush', mark: 1 }]);
    bench.act(addEntry, entry(1, 2));
    bench.act(advanceFlushed, 1);
    expect([bench.state.flushed, bench.state.applied]).toEqual([1, 1]);
  });

  test.each([
    ['of an unknown mark', 99],
    ['that covers nothing new', 1],
  ])('%s changes nothing', (_which, mark) => {
    const bench = follower('n2', 'n1', 1, [1, 1]);
    bench.state.flushes.set(1, 1);
    expect(bench.act(advanceFlushed, mark)).toEqual([]);
    expect(bench.state.flushed).toBe(2);
  });
});

describe('copies for messages', () => {
  test('hold the entries after a position up to another, and the history', () => {
    const { state } = follower('n2', 'n3', 3, [1, 1, 3]);
    expect(copyEntries(state, 1, 3)).toEqual([entry(1, 2), entry(3, 3)]);
    expect(copyEntries(state, 3, 3)).toEqual([]);
    expect(copyHistory(state)).toEqual(state.history);
    expect(copyHistory(state)[0]).not.toBe(state.history[0]);
  });
});

describe('the office', () => {
  test('is written down: epoch, promise and voters', () => {
    const bench = follower('n2', 'n1', 4, []);
    bench.state.promised = 5;
    const record = officeRecord(4, 5);
    expect(bench.act(writeOffice)).toEqual([{ kind: 'snapshot', record }]);
  });
});
