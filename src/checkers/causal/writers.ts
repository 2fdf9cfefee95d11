/** Who wrote a value to a key. Lists and objects are found by what they hold, not by identity. */
import { identityOf, type Value } from '../../history/history.js';

export interface Writers {
  readonly simple: Map<Value, number>;
  readonly composite: Map<string, number>;
}

/** In place of a writer: more than one wrote it. */
export const several = -1;

export function noWriters(): Writers {
  return { simple: new Map(), composite: new Map() };
}

export function addWriter({ simple, composite }: Writers, value: Value, writer: number): void {
  if (value !== null && typeof value === 'object') {
    const identity = identityOf(value);
    composite.set(identity, composite.has(identity) ? several : writer);
  } else simple.set(value, simple.has(value) ? several : writer);
}

/** Who wrote a value: a writer, `several`, or nobody. */
export function writerOf({ simple, composite }: Writers, value: Value): number | undefined {
  const isComposite = value !== null && typeof value === 'object';
  return isComposite ? composite.get(identityOf(value)) : simple.get(value);
}
