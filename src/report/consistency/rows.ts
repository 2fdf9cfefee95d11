/** What the checkers of consistency answered, as JSON rows: names instead of indexes, sentences, milliseconds. */
import { operationsIn } from '../../checkers/consistency/because.js';
import type { LevelResult, Violation } from '../../checkers/consistency/result.js';
import type { History, ObservedOperation } from '../../history/history.js';
import { violationHeadline } from './headlines.js';
import type { ConsistencyRow, OperationRow, ViolationRow } from './schema.js';
import { becauseText, letter, milliseconds, momentsOf } from './words.js';

export interface RowOptions {
  /** At most so many violations. */
  readonly items: number;
  /** Whether to give the order that proves a valid verdict. */
  readonly order?: boolean;
}

/** The row of one level. */
export function consistencyRow(
  result: LevelResult,
  history: History,
  { items, order = false }: RowOptions,
): ConsistencyRow {
  const { verdict, scope, violations, undecided, steps } = result;
  const nameOf = (index: number): string => history.operations[index]?.name ?? '';
  const proof = order ? result.order : null;
  return {
    verdict,
    scope: {
      operations: scope.operations,
      keys: scope.keys,
      leftOut: Object.fromEntries(scope.leftOut),
      methods: [...scope.methods],
      steps,
    },
    violations: {
      count: violations.length,
      items: violations.slice(0, items).map((violation) => violationRow(violation, history)),
    },
    undecided: undecided.map(({ part, reason }) => ({ part, reason })),
    ...(proof === null
      ? {}
      : {
          order: Object.fromEntries(
            [...proof].map(([key, indexes]) => [key, indexes.map(nameOf)] as const),
          ),
        }),
  };
}

/** One violation with its operations named by letters, in the order of invocation. */
export function violationRow(violation: Violation, history: History): ViolationRow {
  const { level, kind, key, minimal } = violation;
  const operationOf = operationsOf(history);
  const letterOf = lettersOf(violation);
  const operations = violation.operations.map((index) =>
    operationRow(operationOf(index), letterOf(index)),
  );
  const speech = { name: letterOf, operationOf, moment: momentsOf(operations) };
  return {
    level,
    kind,
    key,
    headline: violationHeadline(violation, speech),
    minimal,
    operations,
    because: violation.because.map((because) => ({
      rule: because.rule,
      operations: operationsIn(because).map(letterOf),
      text: becauseText(because, speech),
    })),
  };
}

/** The letter of each operation of a violation. */
function lettersOf({ operations }: Violation): (index: number) => string {
  const letters = new Map(operations.map((index, place) => [index, letter(place)]));
  return (index) => letters.get(index) ?? `operation ${String(index)}`;
}

/** Looks operations up; every index of a violation is in its history. */
function operationsOf({ operations }: History): (index: number) => ObservedOperation {
  return (index) => {
    const operation = operations[index];
    if (operation === undefined) throw new RangeError(`the history has no operation ${index}`);
    return operation;
  };
}

function operationRow(operation: ObservedOperation, ownLetter: string): OperationRow {
  const { name, session, key, action, input, output, outcome, invokedAt, completedAt } = operation;
  const { start, end } = operation;
  return {
    letter: ownLetter,
    name,
    session,
    key,
    action,
    input,
    ...(output === undefined ? {} : { output }),
    outcome,
    start,
    end: end === Infinity ? null : end,
    invokedMs: milliseconds(invokedAt),
    completedMs: outcome === 'info' ? null : milliseconds(completedAt),
  };
}
