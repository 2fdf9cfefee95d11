/** Dotted against plain version vectors: two clients that write through one node, as in §3 of the paper of 2010. */
import { describe, expect, it } from 'vitest';
import { discard, join, sync, update } from '../../../src/databases/versions/dotted.js';
import {
  changeVersions,
  mergeVersions,
  vectorOf,
  type Scheme,
} from '../../../src/databases/versions/register.js';
import type { VersionVector } from '../../../src/databases/versions/vector.js';
import type { Version } from '../../../src/databases/versions/version.js';

function put(
  scheme: Scheme,
  held: readonly Version[],
  node: string,
  write: number,
  context: VersionVector,
) {
  const stamp = { time: write, counter: 0 };
  const change = { write, isTombstone: false, node, stamp, context, least: 1, elements: [] };
  return changeVersions(scheme, held, change);
}

function writes(versions: readonly Version[]): number[] {
  return versions.map(({ write }) => write);
}

function dotted(write: number, node: string, counter: number, vector: VersionVector): Version {
  return { write, isTombstone: false, time: 0, counter, node, vector };
}

/**
 * Two clients write 1 and 2 through A and have read nothing. The first one, which read 1 before 2 came, replaces what it
 * read by 3.
 */
function interleaved(scheme: Scheme): { readonly held: readonly Version[]; drops: object[] } {
  const first = put(scheme, [], 'A', 1, []);
  const context = vectorOf(scheme, first.versions);
  const second = put(scheme, first.versions, 'A', 2, []);
  const third = put(scheme, second.versions, 'A', 3, context);
  expect(first.drops).toEqual([]);
  expect(writes(second.versions)).toEqual([1, 2]);
  expect(second.drops).toEqual([]);
  return { held: third.versions, drops: [...third.drops] };
}

describe('two clients at one node', () => {
  it('leave the two that are truly concurrent, with dots', () => {
    const { held, drops } = interleaved('dotted');
    expect(writes(held)).toEqual([2, 3]);
    expect(held.map(({ node, counter, vector }) => ({ node, counter, vector }))).toEqual([
      { node: 'A', counter: 2, vector: [] },
      { node: 'A', counter: 3, vector: [['A', 1]] },
    ]);
    expect(drops).toEqual([{ write: 1, winner: 3, how: 'superseded' }]);
  });

  it('leave a false sibling with plain version vectors: 1 stays beside 3, which replaced it', () => {
    const { held, drops } = interleaved('version-vectors');
    expect(writes(held)).toEqual([1, 2, 3]);
    expect(held.map(({ vector }) => vector)).toEqual(Array(3).fill([['A', 3]]));
    expect(drops).toEqual([]);
  });

  it.each(['dotted', 'version-vectors'] as const)(
    'are resolved by whoever read all of it: %s',
    (scheme) => {
      const { held } = interleaved(scheme);
      const { versions, drops } = put(scheme, held, 'B', 4, vectorOf(scheme, held));
      expect(writes(versions)).toEqual([4]);
      expect(drops).toEqual(writes(held).map((write) => ({ write, winner: 4, how: 'superseded' })));
      const merged = mergeVersions(scheme, held, versions);
      expect(merged).toEqual({ versions, drops });
    },
  );

  it('hold a write once again that stood there under two plain vectors', () => {
    const first = put('version-vectors', [], 'A', 1, []).versions;
    const here = put('version-vectors', first, 'A', 2, []).versions;
    const there = put('version-vectors', first, 'B', 3, []).versions;
    const both = mergeVersions('version-vectors', here, there).versions;
    expect(writes(both)).toEqual([1, 1, 2, 3]);
    expect(writes(put('version-vectors', both, 'A', 4, []).versions)).toEqual([1, 2, 3, 4]);
  });

  it('and purely causal overwrites leave no sibling', () => {
    for (const scheme of ['dotted', 'version-vectors'] as const) {
      let held: readonly Version[] = [];
      for (const [write, node] of ['A', 'B', 'A', 'C', 'B'].entries()) {
        held = put(scheme, held, node, write + 1, vectorOf(scheme, held)).versions;
        expect(writes(held)).toEqual([write + 1]);
      }
    }
  });
});

describe('the functions of the paper', () => {
  const seen: VersionVector = [['A', 1]];
  const ours = [dotted(2, 'A', 2, seen), dotted(5, 'B', 1, [])];
  const theirs = [dotted(3, 'A', 3, seen), dotted(4, 'B', 2, [['B', 1]])];

  it('sync keeps what no other version knew', () => {
    const { versions, drops } = sync(ours, theirs);
    expect(writes(versions)).toEqual([2, 3, 4]);
    expect(drops).toEqual([{ write: 5, winner: 4, how: 'superseded' }]);
  });

  it('join is all that the versions are and knew', () => {
    expect(join([...ours, ...theirs])).toEqual([
      ['A', 3],
      ['B', 2],
    ]);
  });

  it('join leaves a gap where a version is missing', () => {
    expect(join(theirs)).toEqual([
      ['A', 1, 3],
      ['B', 2],
    ]);
    expect(writes(discard(ours, join(theirs)))).toEqual([2]);
  });

  it('discard keeps what a context does not cover', () => {
    expect(writes(discard(ours, [['A', 2]]))).toEqual([5]);
    expect(writes(discard(ours, []))).toEqual([2, 5]);
  });

  it('update takes the next dot of the node, and what the client knew', () => {
    expect(update(ours, seen, 'A', 1)).toEqual({ node: 'A', counter: 3, vector: seen });
    expect(update(ours, [], 'C', 1)).toEqual({ node: 'C', counter: 1, vector: [] });
    expect(update([], [['A', 7]], 'A', 1).counter).toBe(8);
    expect(update(ours, seen, 'A', 10).counter).toBe(10);
  });
});

describe('a version that travels alone', () => {
  /** 1 and 2 are written through A by clients that read nothing; B gets 2 alone, and somebody replaces what is read there. */
  function replacedAtB(scheme: Scheme) {
    const atA = put(scheme, put(scheme, [], 'A', 1, []).versions, 'A', 2, []).versions;
    const atB = atA.filter(({ write }) => write === 2);
    const later = put(scheme, atB, 'B', 3, vectorOf(scheme, atB)).versions;
    return mergeVersions(scheme, atA, later);
  }

  it('takes no sibling with it when it has a dot', () => {
    const { versions, drops } = replacedAtB('dotted');
    expect(writes(versions)).toEqual([1, 3]);
    expect(drops).toEqual([{ write: 2, winner: 3, how: 'superseded' }]);
  });

  it('takes its sibling with it when it has a plain vector: these must travel together', () => {
    const { versions, drops } = replacedAtB('version-vectors');
    expect(writes(versions)).toEqual([3]);
    expect(drops).toContainEqual({ write: 1, winner: 3, how: 'superseded' });
  });
});
