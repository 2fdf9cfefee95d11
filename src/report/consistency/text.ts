/**
 * Consistency verdicts as text: one line a level, and under an invalid one the contradiction: its
 * operations as lanes, then the chain of facts. Rows of the JSON report and the operations come in.
 */
import type { LevelResult, Violation } from '../../checkers/consistency/result.js';
import type { History } from '../../history/history.js';
import { printable } from '../../scenario/frame.js';
import type { Style } from '../style.js';
import { counted, grouped, hanging, table, wrap } from '../text/layout.js';
import { toned } from '../text/tone.js';
import { violationHeadline } from './headlines.js';
import { lanes } from './lanes.js';
import { lettersOf, operationsOf } from './rows.js';
import { becauseText, levelWords } from './words.js';

/**
 * The lines of all levels, and the first contradiction of each broken one in full, unless the same
 * operations were a contradiction of an earlier level already.
 */
export function levelLines(
  results: readonly LevelResult[],
  history: History,
  style: Style,
): string[] {
  const told = new Set<string>();
  let scope = '';
  return results.flatMap((result) => {
    const [first] = result.violations;
    const lines = verdictLines(result, style, scope);
    scope = scopeOf(result);
    if (first === undefined) return lines;
    const operations = first.operations.join(' ');
    if (told.has(operations)) {
      const same = `${violationHeadline(first, operationsOf(history))} The operations are the same.`;
      return [...lines, ...wrap(printable(same), style.width, '  ')];
    }
    told.add(operations);
    return [...lines, ...contradictionLines(first, history, style)];
  });
}

function verdictLines(result: LevelResult, { paint, width }: Style, told: string): string[] {
  const { level, verdict, undecided } = result;
  const how = asideOf(result, told);
  const aside = how === '' ? '' : `(${how})`;
  const text = levelWords[level][verdict] + whereOf(result);
  const tone = { valid: 'good', invalid: 'bad', unknown: 'unknown' } as const;
  const line = toned(tone[verdict], text, paint);
  const fits = '✓ '.length + text.length + 1 + aside.length <= width;
  const open = undecided.slice(0, 3).flatMap(({ part, reason }) => {
    const whole = part === '' ? reason : `${part}: ${reason}`;
    return hanging('  · ', printable(whole), width);
  });
  const more = undecided.length > 3 ? [`  · and ${undecided.length - 3} more`] : [];
  return fits
    ? [`${line} ${paint.dim(aside)}`, ...open, ...more]
    : [line, ...wrap(aside, width, '  ').map((one) => paint.dim(one)), ...open, ...more];
}

/** In how many keys it is broken, where that is what was counted. */
function whereOf({ violations, scope }: LevelResult): string {
  const keys = new Set(violations.map(({ key }) => key));
  if (violations.length === 0 || scope.keys < 2 || keys.size < violations.length) return '';
  return ` in ${grouped(keys.size)} of ${counted(scope.keys, 'key')}`;
}

/** How it was judged: `by zones; 12,000 operations on 10 keys`. What was told before is left out. */
function asideOf(result: LevelResult, told: string): string {
  const { scope, verdict, steps } = result;
  const methods = scope.methods.length === 0 ? [] : [`by ${scope.methods.join(' and ')}`];
  const effort = verdict === 'unknown' ? [counted(steps, 'step')] : [];
  const covered = scopeOf(result);
  const how = [...methods, ...effort].join(', ');
  return [...(how === '' ? [] : [how]), ...(covered === told ? [] : [covered])].join('; ');
}

/** What the verdict covers: `12,000 operations on 10 keys; left out: 3 failed`. */
function scopeOf({ scope }: LevelResult): string {
  const keys = scope.keys > 1 ? ` on ${counted(scope.keys, 'key')}` : '';
  const left = [...scope.leftOut].filter(([, count]) => count > 0);
  const leftOut =
    left.length === 0 ? '' : `; left out: ${left.map(([why, n]) => `${n} ${why}`).join(', ')}`;
  return `${counted(scope.operations, 'operation')}${keys}${leftOut}`;
}

/** One contradiction: its headline, its operations as lanes, why they cannot all be. */
export function contradictionLines(violation: Violation, history: History, style: Style): string[] {
  const { paint, width } = style;
  const operationOf = operationsOf(history);
  const letterOf = lettersOf(violation);
  const rows = lanes(violation.operations.map(operationOf), ({ index }) => letterOf(index));
  const reasons = violation.because.flatMap((because) =>
    hanging('  · ', printable(becauseText(because, letterOf, operationOf)), width),
  );
  return [
    ...wrap(printable(violationHeadline(violation, operationOf)), width, '  ').map((line) =>
      paint.strong(line),
    ),
    ...table(
      rows.map((row) => row.map(printable)),
      Infinity,
    ).map((line) => line.trimEnd()),
    ...reasons,
    ...(violation.minimal ? [] : ['  · Fewer operations may be a contradiction already.']),
  ];
}
