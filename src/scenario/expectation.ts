/**
 * Expectations: what `expect` says about one number or verdict of the report, as a comparison. The reader
 * checks with it that a scenario expects something sensible; the report asks it what was met.
 */
import { inMilliseconds, parseDuration } from '../kernel/time.js';
import type { ProblemCode } from './problem-codes.js';
import { resolveReportPath, type ReportField, type ReportKeys } from './report-path.js';
import { didYouMean, quote } from './suggestion.js';

export {
  reportKeysOf,
  resolveReportPath,
  type ReportField,
  type ReportKeys,
} from './report-path.js';

export type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';

/** Durations are numbers of milliseconds, as in the report. */
export type Comparison =
  | { readonly kind: 'order'; readonly operator: Operator; readonly value: number }
  | { readonly kind: 'between'; readonly from: number; readonly to: number }
  | { readonly kind: 'near'; readonly value: number; readonly tolerance: number }
  | { readonly kind: 'word'; readonly word: string };

export type ExpectationResult =
  | { readonly kind: 'expectation'; readonly field: ReportField; readonly comparison: Comparison }
  | {
      readonly kind: 'problem';
      readonly code: ProblemCode;
      readonly message: string;
      readonly hint: string | null;
      readonly on: 'key' | 'value';
    };

/** Reads one entry of `expect`: a path into the report, and what is expected there. */
export function parseExpectation(
  path: string,
  value: number | string,
  keys: ReportKeys | null = null,
): ExpectationResult {
  const resolved = resolveReportPath(path, keys);
  if (resolved.kind === 'unknown') {
    return { kind: 'problem', code: 'E601', on: 'key', ...pick(resolved) };
  }
  const { field } = resolved;
  const comparison =
    field.words === null
      ? parseComparison(String(value).trim(), amountReader(field, path))
      : parseWord(String(value).trim(), field.words);
  if (comparison.kind === 'refusal') {
    return { kind: 'problem', on: 'value', ...pick(comparison), code: comparison.code };
  }
  return { kind: 'expectation', field, comparison };
}

/** Whether a number or word of the report is as expected; `unknown` when nothing could decide it. */
export function meets(comparison: Comparison, actual: number | string | null): boolean | 'unknown' {
  if (actual === null) return 'unknown';
  if (comparison.kind === 'word') {
    if (actual === 'unknown' && comparison.word !== 'unknown') return 'unknown';
    return actual === comparison.word;
  }
  if (typeof actual === 'string') return 'unknown';
  switch (comparison.kind) {
    case 'order':
      return isInOrder(actual, comparison.operator, comparison.value);
    case 'between':
      return comparison.from <= actual && actual <= comparison.to;
    case 'near':
      return Math.abs(actual - comparison.value) <= comparison.tolerance;
  }
}

function isInOrder(actual: number, operator: Operator, value: number): boolean {
  switch (operator) {
    case '<':
      return actual < value;
    case '<=':
      return actual <= value;
    case '>':
      return actual > value;
    case '>=':
      return actual >= value;
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
  }
}

interface Refusal {
  readonly kind: 'refusal';
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint: string | null;
}

function refuse(code: ProblemCode, message: string, hint: string | null = null): Refusal {
  return { kind: 'refusal', code, message, hint };
}

function pick({ message, hint }: { readonly message: string; readonly hint: string | null }) {
  return { message, hint };
}

function parseWord(text: string, words: readonly string[]): Comparison | Refusal {
  if (words.includes(text)) return { kind: 'word', word: text };
  const hint = didYouMean(text, words);
  return refuse('E603', `expected ${words.join(', ')} here, not ${quote(text)}`, hint);
}

const ordered = /^(<=|>=|!=|<|>|=)\s*(.*)$/u;
const near = /^(.*?)\s*(?:±|\+-|\+\/-)\s*(.*)$/u;

/** Reads an amount in the unit of a field. */
type AmountReader = (text: string) => number | Refusal;

function parseComparison(text: string, amount: AmountReader): Comparison | Refusal {
  const order = ordered.exec(text);
  if (order !== null) {
    const value = amount(order[2] ?? '');
    if (typeof value !== 'number') return value;
    return { kind: 'order', operator: order[1] as Operator, value };
  }
  const around = near.exec(text);
  if (around !== null) {
    const [value, tolerance] = [amount(around[1] ?? ''), amount(around[2] ?? '')];
    if (typeof value !== 'number') return value;
    return typeof tolerance === 'number' ? { kind: 'near', value, tolerance } : tolerance;
  }
  const ends = text.split('..');
  if (ends.length === 2) {
    const [from, to] = [amount(ends[0] ?? ''), amount(ends[1] ?? '')];
    if (typeof from !== 'number') return from;
    if (typeof to !== 'number') return to;
    if (to < from) return refuse('E602', `a range goes upwards, unlike ${quote(text)}`);
    return { kind: 'between', from, to };
  }
  const value = amount(text);
  return typeof value === 'number' ? { kind: 'order', operator: '=', value } : value;
}

const forms = "write for example 3, '> 0', '<= 100', '10..20' or '12 ± 3'";
const durationForms = "write for example 150ms, '<= 1.5s', '10ms..20ms' or '1s ± 50ms'";

function amountReader({ unit }: ReportField, path: string): AmountReader {
  const isNamedInMilliseconds = path.endsWith('Ms');
  return (written) => {
    const text = written.trim();
    const number = /^\d+(?:\.\d+)?$/u.test(text) ? Number(text) : null;
    const duration = parseDuration(text);
    if (unit === null) {
      if (number !== null) return number;
      if (duration !== null) {
        return refuse('E603', `${path} is a number, and ${quote(text)} is a duration`, forms);
      }
      return refuse('E602', `${quote(text)} is no number to compare with`, forms);
    }
    if (duration !== null) return inMilliseconds(duration);
    if (number === null) {
      return refuse('E602', `${quote(text)} is no duration to compare with`, durationForms);
    }
    if (number === 0 || isNamedInMilliseconds) return number;
    return refuse('E603', `${path} is a duration, and ${text} has no unit`, durationForms);
  };
}
