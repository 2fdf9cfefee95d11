/**
 * Merging of cells: the algebra that makes replicas converge, and what siblings promise, against sets of known writes.
 * Cells with stamps are drawn at random; cells with vectors come out of random executions.
 */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestOf,
  emptyCell,
  mergeCells,
  valuesOf,
  type Cell,
  type Drop,
} from '../../src/databases/versions/cell.js';
import type { Scheme } from '../../src/databases/versions/register.js';
import type { Version } from '../../src/databases/versions/version.js';
import {
  anyExchanges,
  execute,
  maximal,
  wholeExchanges,
  writesOf,
  type Execution,
} from '../support/version-executions.js';

const small = fc.nat(4);
const stamped: fc.Arbitrary<Version> = fc
  .record({ write: fc.integer({ min: 1, max: 6 }), time: small, counter: small, node: small })
  .map(({ write, time, counter, node }) => {
    return { write, isTombstone: write > 4, time, counter, node: `n${node}`, vector: [] };
  });

const elementIds = fc.uniqueArray(fc.integer({ min: 100, max: 110 }));
const collections: fc.Arbitrary<Cell> = fc
  .record({ elements: elementIds, gone: elementIds, by: small, time: small })
  .map(({ elements, gone, by, time }) => ({
    versions: [],
    elements: elements.filter((write) => !gone.includes(write)).sort((a, b) => a - b),
    removed: gone.sort((a, b) => a - b).map((write) => ({ write, by: 130 + by, time })),
  }));

const stampedCells: fc.Arbitrary<Cell> = fc
  .tuple(fc.array(stamped, { maxLength: 1 }), collections)
  .map(([versions, collection]) => ({ ...collection, versions }));

const three = { minLength: 3, maxLength: 3 };

/** Three cells out of one execution, with a collection beside the register. */
function vectorCells(scheme: 'version-vectors' | 'dotted'): fc.Arbitrary<Cell[]> {
  const commands = scheme === 'dotted' ? anyExchanges : wholeExchanges;
  return fc
    .tuple(commands, fc.array(fc.nat(99), three), fc.array(collections, three))
    .map(([drawn, picks, beside]) => {
      const { held } = execute(scheme, drawn);
      return picks.map((pick, index) => {
        const versions = held[pick % held.length]?.cell.versions ?? [];
        return { ...(beside[index] ?? emptyCell), versions };
      });
    });
}

const cells: readonly (readonly [Scheme, fc.Arbitrary<Cell[]>])[] = [
  ['wall-clock', fc.array(stampedCells, three)],
  ['hybrid-clock', fc.array(stampedCells, three)],
  ['version-vectors', vectorCells('version-vectors')],
  ['dotted', vectorCells('dotted')],
];

function everyWrite({ versions, elements, removed }: Cell): number[] {
  return [...versions.map(({ write }) => write), ...elements, ...removed.map(({ by }) => by)];
}

/** Every write that was there is there, or dropped once for one that is there or was itself dropped. */
function expectNothingSilent(parts: readonly Cell[], cell: Cell, drops: readonly Drop[]): void {
  const before = parts.flatMap(({ versions, elements }) => {
    return [...versions.map(({ write }) => write), ...elements];
  });
  const after = new Set([...cell.versions.map(({ write }) => write), ...cell.elements]);
  const gone = [...new Set(before)].filter((write) => !after.has(write)).sort((a, b) => a - b);
  expect(drops.map(({ write }) => write).sort((a, b) => a - b)).toEqual(gone);
  const accounted = new Set([...everyWrite(cell), ...gone]);
  expect(drops.filter(({ winner }) => !accounted.has(winner))).toEqual([]);
  expect(drops.filter(({ write, winner }) => write === winner)).toEqual([]);
}

describe.each(cells)('cells merge: %s', (scheme, drawn) => {
  const merge = (a: Cell, b: Cell): Cell => mergeCells(scheme, a, b).cell;

  test.prop([drawn])('in any order, grouped in any way, once or often', (drawnCells) => {
    const [a, b, c] = drawnCells as [Cell, Cell, Cell];
    expect(mergeCells(scheme, a, b)).toEqual(mergeCells(scheme, b, a));
    expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
    expect(merge(a, a)).toEqual(a);
    expect(merge(merge(a, b), b)).toEqual(merge(a, b));
    expect(merge(a, emptyCell)).toEqual(a);
  });

  test.prop([drawn])('and say what they drop, for whom', (drawnCells) => {
    const [a, b] = drawnCells as [Cell, Cell, Cell];
    const { cell, drops } = mergeCells(scheme, a, b);
    expectNothingSilent([a, b], cell, drops);
    expect(mergeCells(scheme, cell, cell).drops).toEqual([]);
  });

  test.prop([drawn])('and lose no element that nobody removed', (drawnCells) => {
    const all = drawnCells.reduce(merge);
    const removed = new Set(drawnCells.flatMap((cell) => cell.removed.map(({ write }) => write)));
    const added = new Set(drawnCells.flatMap(({ elements }) => elements));
    const kept = [...added].filter((write) => !removed.has(write)).sort((a, b) => a - b);
    expect(all.elements).toEqual(kept);
  });

  test.prop([drawn])('and their digests agree when they do', ([a, b]) => {
    const isEqual = JSON.stringify(a) === JSON.stringify(b);
    expect(digestOf(a as Cell) === digestOf(b as Cell)).toBe(isEqual);
  });
});

describe('siblings against sets of known writes', () => {
  function expectNoSilentStep({ steps }: Execution): void {
    for (const { parts, cell, drops } of steps) {
      const known = new Set(parts.flatMap(writesOf));
      const added = writesOf(cell).filter((write) => !known.has(write));
      expectNothingSilent([...parts, { ...emptyCell, elements: [] }], cell, drops);
      expect(added.length).toBeLessThanOrEqual(1);
    }
  }

  test.prop([anyExchanges])('dots keep what is truly concurrent, and nothing else', (commands) => {
    const execution = execute('dotted', commands);
    for (const { cell, known } of execution.held) {
      expect(writesOf(cell)).toEqual(maximal(known, execution));
    }
    expectNoSilentStep(execution);
  });

  test.prop([wholeExchanges])(
    'plain vectors keep that, and at times false siblings',
    (commands) => {
      const execution = execute('version-vectors', commands);
      for (const { cell, known } of execution.held) {
        const kept = writesOf(cell);
        expect(maximal(known, execution).filter((write) => !kept.includes(write))).toEqual([]);
      }
      expectNoSilentStep(execution);
    },
  );

  it('the executions do show false siblings, and gaps in contexts', () => {
    const counts = { false: 0, gaps: 0, siblings: 0, drops: 0 };
    for (const commands of fc.sample(wholeExchanges, { numRuns: 300, seed: 7 })) {
      const plain = execute('version-vectors', commands);
      for (const { cell, known } of plain.held) {
        if (writesOf(cell).length > maximal(known, plain).length) counts.false += 1;
      }
    }
    for (const commands of fc.sample(anyExchanges, { numRuns: 300, seed: 7 })) {
      const dotted = execute('dotted', commands);
      for (const { cell } of dotted.held) {
        if (valuesOf(cell).length > 1) counts.siblings += 1;
        const vectors = cell.versions.flatMap(({ vector }) => vector);
        if (vectors.some((entry) => entry.length > 2)) counts.gaps += 1;
      }
      counts.drops += dotted.steps.filter(({ drops }) => drops.length > 0).length;
    }
    for (const count of [counts.false, counts.gaps, counts.siblings, counts.drops]) {
      expect(count).toBeGreaterThan(10);
    }
  });
});
