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
} from '../../../src/databases/versions/context.js';
import type { Scheme } from '../../../src/databases/versions/register.js';

const schemes: readonly Scheme[] = ['wall-clock', 'hybrid-clock', 'version-vectors', 'dotted'];

function put(scheme: Scheme, cell: Cell, write: number, time: number, node = 'n1'): Cell {
  const stamp = { time, counter: 0 };
  const context = contextOf(scheme, cell).vector;
  const change = { write, isTombstone: false, node, stamp, context, least: 1, elements: [] };
  return changeCell(scheme, cell, change).cell;
}

describe.each(schemes)('the context of a session: %s', (scheme) => {
  const older = put(scheme, emptyCell, 1, -20);
  const newer = put(scheme, older, 2, -10);
  const [first, second] = [contextOf(scheme, older), contextOf(scheme, newer)];

  it('is covered by what is as new, and not by what is older', () => {
    expect([coversContext(second, first), coversContext(second, second)]).toEqual([true, true]);
    expect(coversContext(first, second)).toBe(false);
    expect(coversContext(first, emptyContext)).toBe(true);
    expect(coversContext(emptyContext, first)).toBe(false);
    expect(contextOf(scheme, emptyCell)).toEqual(emptyContext);
  });

  it('grows with what the session sees', () => {
    expect(mergeContexts(first, second)).toEqual(second);
    expect(mergeContexts(second, first)).toEqual(second);
    expect(mergeContexts(emptyContext, first)).toEqual(first);
  });

  it('knows elements, also when they are removed', () => {
    const [one, two] = [elementCell(5), elementCell(6)];
    const both = contextOf(scheme, mergeCells(scheme, one, two).cell);
    expect(coversContext(both, contextOf(scheme, one))).toBe(true);
    expect(coversContext(contextOf(scheme, one), both)).toBe(false);
    const removed: Cell = { ...emptyCell, removed: [{ write: 5, by: 7, time: 1 }] };
    expect(coversContext(contextOf(scheme, removed), contextOf(scheme, one))).toBe(true);
    expect(mergeContexts(contextOf(scheme, one), contextOf(scheme, two))).toEqual(both);
  });
});

it('with vectors, a session that saw one sibling has not seen the other', () => {
  for (const scheme of ['version-vectors', 'dotted'] as const) {
    const [here, there] = [put(scheme, emptyCell, 1, 1), put(scheme, emptyCell, 2, 2, 'n2')];
    const [one, other] = [contextOf(scheme, here), contextOf(scheme, there)];
    expect([coversContext(one, other), coversContext(other, one)]).toEqual([false, false]);
    const both = contextOf(scheme, mergeCells(scheme, here, there).cell);
    expect(coversContext(both, mergeContexts(one, other))).toBe(true);
  }
});
