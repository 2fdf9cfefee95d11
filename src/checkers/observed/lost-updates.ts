/**
 * Lost updates that clients can see: of several compare-and-sets of one key that were all told that
 * they had replaced the same value, only one can have, unless that value came more than once.
 */
import { identityOf, type Value } from '../../history/history.js';
import { groupedBy } from '../../kernel/grouped.js';
import { expectedBy, type ObservedObject } from './objects.js';

/** Operations are given by their index in the history. */
export interface ObservedLostUpdate {
  readonly key: string;
  /** What all of them replaced. */
  readonly basis: Value;
  /** Two or more, in the order of invocation. All but one are lost; nobody can tell which. */
  readonly operations: readonly number[];
}

/** In the order of the first operation of each. O(n). */
export function observedLostUpdates({
  key,
  operations,
  values,
}: ObservedObject): ObservedLostUpdate[] {
  const swaps = operations.filter(
    ({ action, outcome, output }) => action === 'cas' && outcome === 'ok' && output === true,
  );
  const byBasis = groupedBy(swaps, (swap) => identityOf(expectedBy(swap)));
  return [...byBasis].flatMap(([identity, group]): ObservedLostUpdate[] => {
    const [first] = group;
    if (first === undefined || group.length < 2) return [];
    const basis = expectedBy(first);
    // What is there before any write counts as written once.
    const written = (values.get(identity)?.attempts.length ?? 0) + (basis === null ? 1 : 0);
    return written > 1 ? [] : [{ key, basis, operations: group.map(({ index }) => index) }];
  });
}
