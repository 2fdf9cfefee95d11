/** A contradiction as the violation that a result lists. */
import { identityOf, type ObservedOperation } from '../../history/history.js';
import type { Because, Violation } from '../consistency/result.js';
import { abbreviated } from '../models/describe.js';
import type { Contradiction } from './contradiction.js';

/** `all`: the operations of the key with the failed ones, which may explain a value that nobody wrote. */
export function violationOf(
  { kind, operations, because }: Contradiction,
  key: string,
  all: readonly ObservedOperation[],
): Violation {
  return {
    level: 'linearizable',
    kind,
    key,
    operations: operations.map(({ index }) => index),
    minimal: true,
    because: because.flatMap((fact) => [fact, ...failedWrites(fact, all)]),
  };
}

/** When a value that nobody wrote was to be written by an operation that failed. */
function failedWrites(fact: Because, all: readonly ObservedOperation[]): readonly Because[] {
  if (fact.rule !== 'nobody wrote it') return [];
  const value = identityOf(fact.value);
  return all
    .filter(({ outcome, action }) => outcome === 'fail' && action !== 'read')
    .filter(({ input }) => identityOf(input) === value)
    .map(({ index, name, action }) => ({
      rule: 'fact',
      operations: [index],
      text: `The ${action} ${name} of ${abbreviated(value)} failed: it surely had no effect.`,
    }));
}
