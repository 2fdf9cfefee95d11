/** What the scenario expected, and what came: one row an expectation, the unmet ones first. */
import { resolveReportPath } from '../../scenario/expectation.js';
import type { Report } from '../schema.js';
import type { Style } from '../style.js';
import { clip } from './layout.js';
import { toned } from './tone.js';

type Expectation = Report['expectations'][number];

const rowsShown = 6;

/**
 * The rows, indented by two. Of many, all that are not met are shown, and as many others as there
 * is room for.
 */
export function expectationLines(report: Report, style: Style): string[] {
  const { paint, width } = style;
  const unmet = report.expectations.filter(({ met }) => met !== true);
  const met = report.expectations.filter((expectation) => expectation.met === true);
  const room = Math.max(0, rowsShown - unmet.length);
  const shown = [...unmet, ...(met.length <= room ? met : met.slice(0, Math.max(0, room - 1)))];
  const claims = shown.map(({ path, expected }) => clip(claim(path, expected), width - 30));
  const column = claims.reduce((widest, text) => Math.max(widest, text.length), 0);
  const rows = shown.map((expectation, index) => {
    const text = (claims[index] ?? '').padEnd(column);
    return `  ${toned(toneOf(expectation), text, paint)}  ${answer(expectation, style)}`;
  });
  const hidden = report.expectations.length - shown.length;
  return hidden === 0 ? rows : [...rows, paint.dim(`  and ${hidden} more, all met`)];
}

function toneOf({ met }: Expectation): 'good' | 'bad' | 'unknown' {
  if (met === 'unknown') return 'unknown';
  return met ? 'good' : 'bad';
}

/** `lostWrites > 0`, `staleReads = 0`. */
function claim(path: string, expected: string): string {
  return /^[<>=!]/u.test(expected) ? `${path} ${expected}` : `${path} = ${expected}`;
}

function answer({ path, met, actual }: Expectation, { paint }: Style): string {
  const result = resolveReportPath(path);
  const isTime = result.kind === 'field' && result.field.unit === 'ms';
  const value = actual === null ? 'nothing' : `${actual}${isTime ? ' ms' : ''}`;
  if (met === true) return paint.dim(`is ${value}`);
  return met === 'unknown'
    ? paint.warning(`cannot be decided: ${value}`)
    : paint.bad(`is ${value}`);
}
