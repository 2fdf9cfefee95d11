/** What sessions have seen, and whether what they are shown is at least as new. */
import { describe, expect, it } from 'vitest';
import {
  changeCell,
  elementCell,
  emptyCell,
  mergeCells,
  type Cell,
} from '../../../src/databases/versions/cell.js';
import {
  contextOf,
  coversContext,
  emptyContext,
  mergeContexts,
  type Context,
} from '../../../src/databases/versions/context.js';
import type { Scheme } from '../../../src/databases/versions/register.js';

const schemes: readonly Scheme[] = ['wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'];

function put(
  scheme: Scheme,
  cell: Cell,
  write: number,
  time: number,
  { node = 'n1', isTombstone = false } = {},
): Cell {
  const stamp = { time, counter: 0 };
  const context = contextOf(scheme, cell).vector;
  const change = { write, isTombstone, node, stamp, context, least: 1, elements: [] };
  return changeCell(scheme, cell, change).cell;
}

describe.each(schemes)('the context of a session: %s', (scheme) => {
  const older = put(scheme, emptyCell, 1, -20);
  const newer = put(scheme, older, 2, -10);
  const [first, second] = [contextOf(scheme, older), contextOf(scheme, newer)];
  const shows = (cell: Cell, seen: Context): boolean => coversContext(scheme, cell, seen);

  it('is covered by what is as new, and not by what is older', () => {
    expect([shows(newer, first), shows(newer, second)]).toEqual([true, true]);
    expect(shows(older, second)).toBe(false);
    expect(shows(older, emptyContext)).toBe(true);
    expect(shows(emptyCell, first)).toBe(false);
    expect(contextOf(scheme, emptyCell)).toEqual(emptyContext);
  });

  it('grows with what the session sees', () => {
    expect(mergeContexts(first, second)).toEqual(second);
    expect(mergeContexts(second, first)).toEqual(second);
    expect(mergeContexts(emptyContext, first)).toEqual(first);
  });

  it('knows elements, also when they are removed', () => {
    const [one, two] = [elementCell(5), elementCell(6)];
    const all = mergeCells(scheme, one, two).cell;
    const both = contextOf(scheme, all);
    expect(shows(all, contextOf(scheme, one))).toBe(true);
    expect(shows(one, both)).toBe(false);
    const removed: Cell = { ...emptyCell, removed: [{ write: 5, by: 7, time: 1 }] };
    expect(shows(removed, contextOf(scheme, one))).toBe(true);
    expect(mergeContexts(contextOf(scheme, one), contextOf(scheme, two))).toEqual(both);
  });

  it('of whoever has seen a delete needs no tombstone, and does not let the value come back', () => {
    const deleted = put(scheme, newer, 3, -5, { isTombstone: true });
    const seen = mergeContexts(second, contextOf(scheme, deleted));
    expect([shows(deleted, seen), shows(emptyCell, seen)]).toEqual([true, true]);
    expect([shows(newer, seen), shows(older, seen)]).toEqual([false, false]);
    const anew = put(scheme, emptyCell, 4, 0, { node: 'n1.7' });
    expect(shows(anew, seen)).toBe(true);
    const later = mergeContexts(seen, contextOf(scheme, anew));
    expect([shows(anew, later), shows(emptyCell, later)]).toEqual([true, false]);
  });

  it('of whoever has seen a value needs it, or the tombstone', () => {
    const deleted = put(scheme, newer, 3, -5, { isTombstone: true });
    expect([shows(deleted, second), shows(emptyCell, second)]).toEqual([true, false]);
  });

  it('of whoever has seen an element removed needs no removal, and does not let it come back', () => {
    const removed: Cell = { ...emptyCell, elements: [6], removed: [{ write: 5, by: 7, time: 1 }] };
    const seen = contextOf(scheme, removed);
    expect([elementCell(6), elementCell(5), emptyCell].map((cell) => shows(cell, seen))).toEqual([
      ...[true, false, false],
    ]);
    const all = mergeCells(scheme, elementCell(5), elementCell(6)).cell;
    expect(shows(all, seen)).toBe(false);
  });
});

it('with vectors, a session that saw one sibling has not seen the other', () => {
  for (const scheme of ['version-vectors', 'dotted'] as const) {
    const [here, there] = [
      put(scheme, emptyCell, 1, 1),
      put(scheme, emptyCell, 2, 2, { node: 'n2' }),
    ];
    const [one, other] = [contextOf(scheme, here), contextOf(scheme, there)];
    expect(coversContext(scheme, here, other)).toBe(false);
    expect(coversContext(scheme, there, one)).toBe(false);
    const both = mergeCells(scheme, here, there).cell;
    expect(coversContext(scheme, both, mergeContexts(one, other))).toBe(true);
  }
});

it('with vectors, a session that saw a value beside a tombstone needs the value alone', () => {
  for (const scheme of ['version-vectors', 'dotted'] as const) {
    const kept = put(scheme, emptyCell, 1, 1);
    const deleted = put(scheme, emptyCell, 2, 2, { node: 'n2', isTombstone: true });
    const seen = contextOf(scheme, mergeCells(scheme, kept, deleted).cell);
    expect(coversContext(scheme, kept, seen)).toBe(true);
    expect(coversContext(scheme, emptyCell, seen)).toBe(false);
  }
});
