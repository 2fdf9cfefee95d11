/**
 * Divergence: nodes that are up, are to hold a key, and would still serve different versions of it after settling.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { WriteId } from '../history/operation.js';

export interface DivergentKey {
  readonly key: string;
  /** What each node that is up would serve. */
  readonly versions: ReadonlyMap<string, readonly WriteId[]>;
}

/** The keys on which nodes differ, in code-unit order. */
export function divergence({ finalContents }: Pick<Chronicle, 'finalContents'>): DivergentKey[] {
  const up = finalContents.flatMap(({ node, versions, elsewhere }) =>
    versions === null ? [] : [{ node, versions, elsewhere }],
  );
  const keys = new Set(up.flatMap(({ versions }) => [...versions.keys()]));
  return [...keys].sort().flatMap((key): DivergentKey[] => {
    const holders = up.filter(({ elsewhere }) => elsewhere?.has(key) !== true);
    const served = holders.map(({ node, versions }) => [node, versions.get(key) ?? []] as const);
    const first = served[0]?.[1] ?? [];
    if (served.every(([, versions]) => areEqual(versions, first))) return [];
    return [{ key, versions: new Map(served) }];
  });
}

/** True for the same versions in the same order. */
export function areEqual(a: readonly WriteId[], b: readonly WriteId[]): boolean {
  return a.length === b.length && a.every((write, index) => write === b[index]);
}
