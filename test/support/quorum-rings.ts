/** Five nodes of the leaderless family that change who of them holds data, for tests of membership. */
import { expect } from 'vitest';
import type { NodeId } from '../../src/databases/database.js';
import { listsFor, replicasOf } from '../../src/databases/quorum/membership/ring.js';
import type { Input } from './bench.js';
import { Bench, Talk, value, type Letter } from './quorum.js';

export const names = ['n1', 'n2', 'n3', 'n4', 'n5'];
export const joining: Input = { nodes: 5, members: { n5: { role: 'none' } } };

export function all(input: Input = joining): ReadonlyMap<NodeId, Bench> {
  return new Map(names.map((id) => [id, new Bench(id, input)]));
}

export function at(benches: ReadonlyMap<NodeId, Bench>, id: NodeId): Bench {
  const bench = benches.get(id);
  if (bench === undefined) throw new Error(`no ${id}`);
  return bench;
}

/** So many keys, each on its replicas. */
export function filled(benches: ReadonlyMap<NodeId, Bench>, count: number): readonly string[] {
  const keys = Array.from({ length: count }, (_, place) => `key${String(place)}`);
  for (const [place, key] of keys.entries()) {
    for (const id of replicasOf(at(benches, 'n1').state, key)) {
      at(benches, id).holds({ [key]: value(place + 1) });
    }
  }
  return keys;
}

export function changed(
  benches: ReadonlyMap<NodeId, Bench>,
  by: NodeId,
  command: string,
  loses?: (letter: Letter) => boolean,
  more: Input = {},
): Talk {
  const talk = new Talk([...benches.values()], loses);
  return talk.follow(by, at(benches, by).command(command, more));
}

/** Every replica of every key has it, and by the same ring. */
export function expectAllThere(benches: ReadonlyMap<NodeId, Bench>, keys: readonly string[]): void {
  for (const [place, key] of keys.entries()) {
    const [list, ...more] = listsFor(at(benches, 'n1').state, key);
    expect(more).toEqual([]);
    expect(list).toHaveLength(3);
    for (const id of list ?? []) {
      expect(at(benches, id).state.cells.get(key)).toEqual(value(place + 1));
    }
  }
}
