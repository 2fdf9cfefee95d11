/** The rules of the log against a naive model: logs as plain lists, compared entry by entry. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  addEntry,
  advanceFlushed,
  flushLog,
  forkPoint,
  rollBack,
} from '../../../src/databases/primary-replica/log.js';
import { primaryReplicaSchema } from '../../../src/databases/primary-replica/schema.js';
import { start } from '../../../src/databases/primary-replica/start.js';
import {
  entryAt,
  lastPosition,
  type Entry,
  type PrimaryReplicaNode,
  type State,
  type Stretch,
} from '../../../src/databases/primary-replica/state.js';
import { slice } from '../../../src/kernel/chunks.js';
import { doorOf } from '../../support/door.js';

const options = primaryReplicaSchema.parse({ kind: 'primary-replica', nodes: 3 });

/** A replica with nothing, and its door. */
function newReplica() {
  const node = doorOf('n2', options);
  const state = start({ log: [], snapshot: null, wiped: false }, node);
  for (const { mark } of flushesOf(node.effects.take())) advanceFlushed(state, mark);
  return { state, node };
}

function flushesOf(effects: readonly { readonly kind: string }[]) {
  return effects.filter(
    (effect): effect is { readonly kind: 'flush'; readonly mark: number } =>
      effect.kind === 'flush',
  );
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
      return { epoch: index + 1, action: 'append', key: `k${String(count % 2)}`, write };
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
  test.prop([growth])('finds from histories alone where two logs part', (steps) => {
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

  test.prop([fc.array(step, { maxLength: 12 })])(
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
            return { epoch: index + 1, action, key: `k${String(writes % 4)}`, write: writes };
          });
          write(state, entries, node);
          model = [...model, ...entries];
          marks.push(flushLog(state, node));
        } else if (one.do === 'cut') {
          const to = Math.floor(one.share * model.length);
          rollBack(state, to, node);
          model = model.slice(0, to);
        } else {
          for (const mark of marks) advanceFlushed(state, mark);
          marks = [];
        }
        expect(slice(state.log, 0)).toEqual(model);
        expect(state.history).toEqual(historyOf(model));
        expect(state.applied).toBe(state.flushed);
        expect(state.flushed).toBeLessThanOrEqual(model.length);
        const fresh = newReplica();
        write(fresh.state, model.slice(0, state.applied), fresh.node);
        advanceFlushed(fresh.state, flushLog(fresh.state, fresh.node));
        expect(new Map(state.store)).toEqual(fresh.state.store);
      });
    },
  );

  test('reports each write that is gone, newest first, and none that a retry has put there twice', () => {
    const { state, node } = newReplica();
    const entries = [1, 2, 3, 1, 3, 4].map((id): Entry => ({
      epoch: 1,
      action: 'append',
      key: 'k',
      write: id,
    }));
    write(state, entries, node);
    node.effects.take();
    rollBack(state, 2, node);
    expect(node.effects.take()).toEqual([
      { kind: 'truncate', length: 2 },
      { kind: 'rolled-back', write: 4 },
      { kind: 'rolled-back', write: 3 },
      { kind: 'note', text: 'rolled back', fields: { entries: 4, to: 2 } },
    ]);
    expect(lastPosition(state)).toBe(2);
  });

  test('lets a flush from before the cut cover no more than what is left', () => {
    const { state, node } = newReplica();
    const entry = (id: number): Entry => ({ epoch: 1, action: 'write', key: 'k', write: id });
    write(state, [entry(1), entry(2), entry(3)], node);
    const before = flushLog(state, node);
    rollBack(state, 1, node);
    write(state, [entry(4)], node);
    advanceFlushed(state, before);
    expect([state.flushed, state.applied]).toEqual([1, 1]);
    expect(entryAt(state, 2).write).toBe(4);
  });

  test('does nothing when there is nothing to cut', () => {
    const { state, node } = newReplica();
    write(state, [{ epoch: 1, action: 'write', key: 'k', write: 1 }], node);
    node.effects.take();
    rollBack(state, 1, node);
    expect(node.effects.take()).toEqual([]);
  });
});
