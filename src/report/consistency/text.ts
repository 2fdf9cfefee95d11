/**
 * Consistency verdicts as text: one line a level, and under an invalid one the contradiction: its
 * operations as lanes, then the chain of facts. Rows of the JSON report and the operations come in.
 */
import type { LevelResult, Violation } from '../../checkers/consistency/result.js';
import type { History } from '../../history/history.js';
import { printable } from '../../scenario/frame.js';
import type { Style } from '../style.js';
import { counted, hanging, table, wrap } from '../text/layout.js';
import { toned } from '../text/tone.js';
import { violationHeadline } from './headlines.js';
import { lanes } from './lanes.js';
import { lettersOf, operationsOf } from './rows.js';
import { becauseText, levelNames } from './words.js';

/** The lines of one level. `details` asks for the first contradiction in full. */
export function levelLines(
  result: LevelResult,
  history: History,
  style: Style,
  details: boolean,
): string[] {
  const { verdict, violations } = result;
  const [first] = violations;
  const headline = verdictLine(result, style);
  if (verdict !== 'invalid' || first === undefined || !details) return headline;
  return [...headline, ...contradictionLines(first, history, style)];
}

function verdictLine(result: LevelResult, { paint, width }: Style): string[] {
  const { level, verdict, violations, undecided } = result;
  const name = levelNames[level];
  const aside = `(${asideOf(result)})`;
  const text = {
    valid: name,
    invalid: `not ${name}: ${counted(violations.length, 'contradiction')}`,
    unknown: `nobody can tell whether it is ${name}`,
  }[verdict];
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

/** What the verdict covers: `12,000 operations on 10 keys, zones; left out: 3 failed`. */
function asideOf({ scope, verdict, steps }: LevelResult): string {
  const keys = scope.keys > 1 ? ` on ${counted(scope.keys, 'key')}` : '';
  const methods = scope.methods.length === 0 ? '' : `, by ${scope.methods.join(' and ')}`;
  const effort = verdict === 'unknown' ? `, ${counted(steps, 'step')}` : '';
  const left = [...scope.leftOut].filter(([, count]) => count > 0);
  const leftOut =
    left.length === 0 ? '' : `; left out: ${left.map(([why, n]) => `${n} ${why}`).join(', ')}`;
  return `${counted(scope.operations, 'operation')}${keys}${methods}${effort}${leftOut}`;
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
