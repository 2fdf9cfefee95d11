/** Reading in tests: a text is a history, or has problems, and the test says which it expects. */
import { expect } from 'vitest';
import type { HistoryProblem } from '../../src/history/formats/format.js';
import { readHistory, type ReadHistoryOptions } from '../../src/history/formats/read-history.js';
import type { ObservedOperation } from '../../src/history/history.js';

/** The operations of a text without problems. */
export function operationsIn(
  text: string,
  options: ReadHistoryOptions = {},
): readonly ObservedOperation[] {
  const reading = readHistory([text], options);
  expect(reading.kind === 'problems' ? reading.problems : []).toEqual([]);
  return reading.kind === 'history' ? reading.history.operations : [];
}

/** What is wrong with a text, as `line: message`. */
export function problemsIn(text: string, options: ReadHistoryOptions = {}): readonly string[] {
  const reading = readHistory([text], options);
  expect(reading.kind).toBe('problems');
  return reading.kind === 'problems' ? reading.problems.map(asText) : [];
}

/** What a text without problems is warned of, as `line: message`. */
export function warningsIn(text: string, options: ReadHistoryOptions = {}): readonly string[] {
  const reading = readHistory([text], options);
  expect(reading.kind).toBe('history');
  return reading.kind === 'history' ? reading.warnings.map(asText) : [];
}

function asText({ line, message }: HistoryProblem): string {
  return `${line}: ${message}`;
}

/** An operation in a few words: `0 read x null = 7 ok 0..3`. */
export function inBrief(operation: ObservedOperation): string {
  const { session, action, key, input, output, outcome, start, end } = operation;
  const asked = JSON.stringify(input);
  const answered = output === undefined ? '?' : JSON.stringify(output);
  const object = key === '' ? '' : ` ${key}`;
  return `${session} ${action}${object} ${asked} = ${answered} ${outcome} ${start}..${end}`;
}
