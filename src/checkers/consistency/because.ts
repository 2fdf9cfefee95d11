/** What facts of a contradiction are about, and facts that explain another one. */
import { identityOf, type ObservedOperation } from '../../history/history.js';
import { abbreviated } from '../models/describe.js';
import type { Because } from './result.js';

/** The operations that a fact is about, in the order in which its sentence names them. */
export function operationsIn(because: Because): readonly number[] {
  switch (because.rule) {
    case 'real time':
    case 'session':
    case 'causal order':
    case 'conflict order':
    case 'version order':
      return [because.before, because.after];
    case 'value order':
      return [because.before, because.after].filter((index) => index !== null);
    case 'reads from':
      return [because.read, because.write];
    case 'reads the beginning':
    case 'nobody wrote it':
      return [because.read];
    case 'not possible':
      return [because.operation];
    case 'fact':
      return because.operations;
  }
}

/**
 * When a value that nobody wrote was to be written by operations that failed. `all`: the operations of the
 * key with the failed ones.
 */
export function failedWrites(fact: Because, all: readonly ObservedOperation[]): readonly Because[] {
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
