/**
 * What a replica serves: by key, the writes whose values a read returns. A write replaces what its key
 * holds, an append adds to it.
 */
import type { WriteId } from '../../history/operation.js';

export type KeyStore = Map<string, WriteId[]>;

/** A change as logs carry it. */
export interface Change {
  readonly action: 'write' | 'append';
  readonly key: string;
  readonly write: WriteId;
}

export function apply(store: KeyStore, { action, key, write }: Change): void {
  const held = store.get(key);
  if (action === 'append' && held !== undefined) held.push(write);
  else store.set(key, [write]);
}

/** The versions of a key, oldest first, as a fresh list. */
export function versionsOf(store: KeyStore, key: string): WriteId[] {
  const held = store.get(key);
  return held === undefined ? [] : [...held];
}

/** All versions by key, in the order in which keys were first written. */
export function allVersions(store: KeyStore): ReadonlyMap<string, readonly WriteId[]> {
  return new Map([...store].map(([key, versions]) => [key, [...versions]]));
}
