/**
 * What a replica serves: by key, the writes whose values a read returns. A write replaces what its key
 * holds, an append adds to it, a delete leaves nothing.
 */
import type { OperationKind, WriteId } from '../../history/operation.js';
import type { Request } from '../database.js';

export type KeyStore = Map<string, WriteId[]>;

/** A change as logs carry it. */
export interface Change {
  readonly action: 'write' | 'append' | 'delete';
  readonly key: string;
  readonly write: WriteId;
}

/** What an operation does to its key. Families serve reads before they ask. */
export function actionOf(kind: OperationKind): Change['action'] {
  if (kind === 'read') throw new RangeError('a read changes nothing');
  return kind;
}

export function apply(store: KeyStore, { action, key, write }: Change): void {
  const held = store.get(key);
  if (action === 'append' && held !== undefined) held.push(write);
  else if (action === 'delete') store.delete(key);
  else store.set(key, [write]);
}

/** The versions of a key, oldest first, as a fresh list. */
export function versionsOf(store: KeyStore, key: string): WriteId[] {
  const held = store.get(key);
  return held === undefined ? [] : [...held];
}

/** The versions that a key is going to have once these changes, of any key, are applied as well. */
export function versionsAfter(store: KeyStore, key: string, changes: Iterable<Change>): WriteId[] {
  const after: KeyStore = new Map([[key, versionsOf(store, key)]]);
  for (const change of changes) if (change.key === key) apply(after, change);
  return versionsOf(after, key);
}

/** Whether a write may happen where its key holds these versions. */
export function conditionHolds(
  { condition, basis }: Pick<Request<unknown>, 'condition' | 'basis'>,
  versions: readonly WriteId[],
): boolean {
  switch (condition) {
    case null:
      return true;
    case 'absent':
      return versions.length === 0;
    case 'unchanged':
      return versions.length === basis.length && versions.every((one, at) => one === basis[at]);
  }
}

/** All versions by key, in the order in which keys were first written. */
export function allVersions(store: KeyStore): ReadonlyMap<string, readonly WriteId[]> {
  return new Map([...store].map(([key, versions]) => [key, [...versions]]));
}
