/** Cells: last-write-wins, deletes and their grace period, collections, counters, what reads serve. */
import { castDraft, enableMapSet, Immer } from 'immer';
import { describe, expect, it } from 'vitest';
import {
  cellFields,
  cellLists,
  changeCell,
  copyCell,
  digestOf,
  elementCell,
  emptyCell,
  isEmpty,
  mergeCells,
  purge,
  valuesOf,
  type Cell,
} from '../../../src/databases/versions/cell.js';
import type { Change, Scheme } from '../../../src/databases/versions/register.js';
import { digestOf as digestOfData, Digest } from '../../../src/kernel/digest.js';

function change(write: number, time: number, more: Partial<Change> = {}): Change {
  const stamp = { time, counter: 0 };
  const plain = { write, isTombstone: false, node: 'n1', stamp, context: [], least: 1 };
  return { ...plain, elements: [], ...more };
}

/** A cell that holds one write, as a coordinator makes it. */
function written(write: number, time: number, more: Partial<Change> = {}): Cell {
  return changeCell('wall-clock', emptyCell, change(write, time, more)).cell;
}

function collected(...elements: number[]): Cell {
  return { ...emptyCell, elements };
}

const deleting = { isTombstone: true };

describe('last-write-wins', () => {
  it('keeps the later stamp, and does not claim that the winner knew', () => {
    const { cell, drops } = mergeCells('wall-clock', written(1, 1050), written(2, 1000));
    expect(valuesOf(cell)).toEqual([1]);
    expect(drops).toEqual([{ write: 2, winner: 1, how: 'discarded' }]);
  });

  it('breaks ties by the write, and a hybrid clock first by its counter', () => {
    expect(valuesOf(mergeCells('wall-clock', written(1, 7), written(2, 7)).cell)).toEqual([2]);
    const counted = written(1, 7, { stamp: { time: 7, counter: 1 } });
    expect(valuesOf(mergeCells('hybrid-clock', counted, written(2, 7)).cell)).toEqual([1]);
  });

  it('supersedes what its coordinator holds, and is discarded when it is stamped too early', () => {
    const held = written(1, 1000);
    expect(changeCell('wall-clock', held, change(2, 1001)).drops).toEqual([
      { write: 1, winner: 2, how: 'superseded' },
    ]);
    const skewed = changeCell('wall-clock', held, change(2, 900));
    expect(skewed.drops).toEqual([{ write: 2, winner: 1, how: 'discarded' }]);
    expect(skewed.cell).toEqual(held);
  });

  it('drops nothing when one write is stamped twice', () => {
    const { cell, drops } = mergeCells('wall-clock', written(3, 10), written(3, 20));
    expect([cell.versions[0]?.time, drops]).toEqual([20, []]);
  });
});

describe('a delete', () => {
  it('wins as a write does, and reads serve nothing', () => {
    const gone = written(2, 20, deleting);
    const { cell, drops } = mergeCells('wall-clock', written(1, 10), gone);
    expect([valuesOf(cell), isEmpty(cell)]).toEqual([[], false]);
    expect(drops).toEqual([{ write: 1, winner: 2, how: 'discarded' }]);
    expect(valuesOf(mergeCells('wall-clock', cell, written(3, 30)).cell)).toEqual([3]);
  });

  it('is forgotten after its grace period; then a replica that missed it brings the value back', () => {
    const gone = written(2, 20, deleting);
    expect(purge(gone, 20)).toEqual(gone);
    const forgotten = purge(gone, 21);
    expect(isEmpty(forgotten)).toBe(true);
    const missed = written(1, 10);
    expect(purge(missed, 999)).toEqual(missed);
    expect(valuesOf(mergeCells('wall-clock', missed, gone).cell)).toEqual([]);
    expect(valuesOf(mergeCells('wall-clock', missed, forgotten).cell)).toEqual([1]);
  });

  it('stands beside a write that did not know of it, with vectors', () => {
    for (const scheme of ['version-vectors', 'dotted'] as const) {
      const a = changeCell(scheme, emptyCell, change(1, 10, deleting)).cell;
      const b = changeCell(scheme, emptyCell, change(2, 5, { node: 'n2' })).cell;
      const { cell, drops } = mergeCells(scheme, a, b);
      expect([valuesOf(cell), cell.versions.length, drops]).toEqual([[2], 2, []]);
    }
  });
});

describe('a collection', () => {
  it('is the union of its elements, in the order of their writes', () => {
    const { cell, drops } = mergeCells('dotted', collected(1, 4, 9), collected(2, 4, 7));
    expect([valuesOf(cell), drops]).toEqual([[1, 2, 4, 7, 9], []]);
    expect(valuesOf(mergeCells('dotted', cell, elementCell(12)).cell)).toEqual([1, 2, 4, 7, 9, 12]);
  });

  it('loses what a delete had seen, and keeps what was added meanwhile', () => {
    const seen = collected(1, 2);
    const deleted = changeCell(
      'wall-clock',
      seen,
      change(5, 50, { ...deleting, elements: [1, 2] }),
    );
    expect(valuesOf(deleted.cell)).toEqual([]);
    expect(deleted.drops).toEqual([
      { write: 1, winner: 5, how: 'superseded' },
      { write: 2, winner: 5, how: 'superseded' },
    ]);
    const elsewhere = mergeCells('wall-clock', seen, elementCell(3)).cell;
    const { cell, drops } = mergeCells('wall-clock', elsewhere, deleted.cell);
    expect([valuesOf(cell), drops]).toEqual([[3], deleted.drops]);
  });

  it('keeps a removed element away, until the removal is forgotten', () => {
    const removal = { write: 1, by: 5, time: 50 };
    const removed: Cell = { ...emptyCell, removed: [removal] };
    const { cell, drops } = mergeCells('dotted', removed, elementCell(1));
    expect(cell).toEqual(removed);
    expect(drops).toEqual([{ write: 1, winner: 5, how: 'superseded' }]);
    expect(purge(removed, 50)).toEqual(removed);
    expect(valuesOf(mergeCells('dotted', purge(removed, 51), elementCell(1)).cell)).toEqual([1]);
  });

  it('keeps the later one of two removals', () => {
    const at = (by: number, time: number): Cell => ({
      ...emptyCell,
      removed: [{ write: 1, by, time }],
    });
    const merged = mergeCells('dotted', at(5, 50), at(6, 40)).cell;
    expect(merged.removed).toEqual([{ write: 1, by: 5, time: 50 }]);
    expect(mergeCells('dotted', at(5, 50), at(6, 50)).cell.removed[0]?.by).toBe(6);
  });

  it('beside a register: a write replaces both, an append is added', () => {
    const held = mergeCells('wall-clock', written(1, 10), elementCell(2)).cell;
    expect(valuesOf(held)).toEqual([1, 2]);
    const replaced = changeCell('wall-clock', held, change(3, 30, { elements: [2] })).cell;
    expect(valuesOf(replaced)).toEqual([3]);
  });

  it('is a counter when its elements are increments: −50 and +50 on two sides of a partition', () => {
    const amounts = new Map([
      [1, 150],
      [2, -50],
      [3, 50],
    ]);
    const balance = (cell: Cell) =>
      valuesOf(cell).reduce((sum, write) => sum + (amounts.get(write) ?? 0), 0);
    const [here, there] = [collected(1, 2), collected(1, 3)];
    expect([balance(here), balance(there)]).toEqual([100, 200]);
    expect(balance(mergeCells('wall-clock', here, there).cell)).toBe(150);
    expect(balance(mergeCells('wall-clock', there, here).cell)).toBe(150);
  });
});

describe('cells as data', () => {
  const scheme: Scheme = 'dotted';
  const siblings = mergeCells(
    scheme,
    changeCell(scheme, collected(9), change(1, 10, { elements: [9] })).cell,
    changeCell(scheme, collected(8), change(2, 5, { node: 'n2', context: [['n3', 1, 3]] })).cell,
  ).cell;

  it('serve a write once that stands there twice', () => {
    const twice = mergeCells(
      scheme,
      changeCell(scheme, emptyCell, change(1, 10)).cell,
      changeCell(scheme, emptyCell, change(1, 11, { node: 'n2' })).cell,
    );
    expect([twice.cell.versions.length, valuesOf(twice.cell), twice.drops]).toEqual([2, [1], []]);
  });

  it('are copied afresh, down to the vectors', () => {
    const copy = copyCell(siblings);
    expect(copy).toEqual(siblings);
    expect(copy.versions[1]).not.toBe(siblings.versions[1]);
    expect(copy.versions[1]?.vector).not.toBe(siblings.versions[1]?.vector);
    expect(copy.removed[0]).not.toBe(siblings.removed[0]);
  });

  it('merge the same under a recipe', () => {
    enableMapSet();
    const immer = new Immer({ autoFreeze: false });
    const other = changeCell(scheme, emptyCell, change(3, 7, { node: 'n3' })).cell;
    const before = { cells: new Map([['k', siblings]]) };
    const after = immer.produce(before, (draft) => {
      const held = draft.cells.get('k') as Cell;
      draft.cells.set('k', castDraft(mergeCells(scheme, held, other).cell));
    });
    expect(after.cells.get('k')).toEqual(mergeCells(scheme, siblings, other).cell);
    expect(before.cells.get('k')).toBe(siblings);
  });

  it('declare all their fields for messages', () => {
    const [version] = siblings.versions;
    expect(Object.keys(siblings).sort()).toEqual([...cellFields].sort());
    expect(Object.keys(version ?? {}).sort()).toEqual([...cellLists.versions].sort());
    expect(Object.keys(siblings.removed[0] ?? {}).sort()).toEqual([...cellLists.removed].sort());
    const digest = new Digest();
    digest.record(cellFields, siblings, cellLists);
    expect(digest.toString()).not.toBe(digestOfData(siblings));
  });

  it('have the digest 0 when they are empty', () => {
    expect(digestOf(emptyCell)).toBe(0);
    expect(digestOf(siblings)).not.toBe(0);
    expect(digestOf(copyCell(siblings))).toBe(digestOf(siblings));
  });

  it('have another digest when anything differs, also what only tombstones tell', () => {
    const removal = { write: 1, by: 5, time: 50 };
    const others = [removal, { ...removal, by: 6 }, { ...removal, time: 51 }];
    const removals = others.map((one) => digestOf({ ...emptyCell, removed: [one] }));
    const versions = [written(1, 5), written(1, 5, { node: 'n2' }), written(1, 6)].map(digestOf);
    expect(new Set([...removals, ...versions]).size).toBe(6);
  });
});
