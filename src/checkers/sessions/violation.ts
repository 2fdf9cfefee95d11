/** A violation of a session guarantee from its facts. */
import type { ObservedOperation } from '../../history/history.js';
import type { Causality } from '../causal/causality.js';
import { operationsOf } from '../causal/explain.js';
import type { Because, Violation } from '../consistency/result.js';
import { rules, type Guarantee } from './guarantees.js';

/** `about`: the node whose key it is. Not minimal until somebody says so. */
export function violationOf(
  { operations }: Causality,
  level: Guarantee,
  about: number,
  because: readonly Because[],
): Violation {
  const { key } = operations[about] as ObservedOperation;
  const { kind } = rules[level];
  return { level, kind, key, operations: operationsOf(because), minimal: false, because };
}
