/** A contradiction as the violation that a result lists. */
import type { ObservedOperation } from '../../history/history.js';
import { failedWrites } from '../consistency/because.js';
import type { Violation } from '../consistency/result.js';
import type { Contradiction } from './contradiction.js';

/** `all`: the operations of the key with the failed ones, which may explain a value that nobody wrote. */
export function violationOf(
  { kind, operations, minimal, because }: Contradiction,
  key: string,
  all: readonly ObservedOperation[],
): Violation {
  return {
    level: 'linearizable',
    kind,
    key,
    operations: operations.map(({ index }) => index),
    minimal,
    because: because.flatMap((fact) => [fact, ...failedWrites(fact, all)]),
  };
}
