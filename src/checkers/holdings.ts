/**
 * What each node holds of each key as the provenance ledger is read row by row: the versions that nothing
 * else it holds has replaced, oldest first. For a register that is its newest version, for a list all
 * elements; a delete it holds without showing it. A node may hold what it does not show to readers yet.
 */
import type { WriteId } from '../history/operation.js';
import type { ProvenanceEntry } from '../history/provenance.js';
import type { Inclusion } from './inclusion.js';
import type { VersionOrder } from './version-order.js';

export interface Holdings {
  /** Takes a row of the ledger in; answers true when the node's state of the key is another one now. */
  apply(row: ProvenanceEntry, key: string): boolean;
  /** What a node holds of a key. */
  state(node: string, key: string): readonly WriteId[];
}

interface Held {
  /** Every write to the key that was stored and has not left. */
  readonly all: Set<WriteId>;
  state: readonly WriteId[];
}

/** Begins with nodes that hold nothing. `inclusion` says what a version has replaced. */
export function holdings(order: VersionOrder, { includes, place }: Inclusion): Holdings {
  const nodes = new Map<string, Map<string, Held>>();

  const store = (held: Held, write: WriteId): void => {
    held.all.add(write);
    if (includes(held.state, write)) return;
    const kept = held.state.filter((one) => !includes([write], one));
    held.state = [...kept, write].sort((a, b) => place(a) - place(b));
  };

  /** Takes a write away; what it had replaced comes to light again, if the node still holds it. */
  const remove = (held: Held, write: WriteId): void => {
    held.all.delete(write);
    if (!held.state.includes(write)) return;
    held.state = held.state.filter((one) => one !== write);
    const seen = new Set<WriteId>();
    const pending = [...order.predecessors(write)];
    for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
      if (seen.has(below)) continue;
      seen.add(below);
      const isHeld = held.all.has(below);
      if (isHeld) store(held, below);
      // Nothing below it can come to light.
      if (isHeld && order.replaces(below)) continue;
      for (const next of order.predecessors(below)) pending.push(next);
    }
  };

  return {
    apply({ kind, node, write }, key) {
      const keys = nodes.get(node) ?? new Map<string, Held>();
      nodes.set(node, keys);
      const held = keys.get(key) ?? { all: new Set(), state: [] };
      keys.set(key, held);
      const before = held.state;
      if (kind !== 'stored') remove(held, write);
      else if (!held.all.has(write)) store(held, write);
      return held.state !== before;
    },
    state(node, key) {
      const state = nodes.get(node)?.get(key)?.state ?? [];
      return state.some((one) => order.deletes(one))
        ? state.filter((one) => !order.deletes(one))
        : state;
    },
  };
}
