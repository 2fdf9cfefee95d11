/**
 * Consistency verdicts as text: one line a level, and under an invalid one the contradiction: its
 * operations as lanes, then the chain of facts. Rows of the JSON report come in.
 */
import { levels, type Level } from '../../checkers/consistency/result.js';
import { printable } from '../../scenario/frame.js';
import type { Style } from '../style.js';
import { counted, grouped, hanging, table, wrap } from '../text/layout.js';
import { toned } from '../text/tone.js';
import { lanes } from './lanes.js';
import type { ConsistencyRow, ViolationRow } from './schema.js';
import { levelWords } from './words.js';

const tones = { valid: 'good', invalid: 'bad', unknown: 'unknown' } as const;

type Rows = Readonly<Record<string, ConsistencyRow>>;

/** One line a level, from the strongest on. */
export function briefLevelLines(rows: Rows, { paint }: Style): string[] {
  return levelsIn(rows).map(([level, row]) => {
    const text = levelWords[level][row.verdict] + whereOf(row);
    const aside = {
      valid: `what clients saw, ${counted(row.scope.operations, 'operation')}`,
      invalid: `--check ${level} shows why`,
      unknown: row.undecided[0]?.reason ?? 'the run was cut short',
    }[row.verdict];
    return `${toned(tones[row.verdict], text, paint)} ${paint.dim(`(${printable(aside)})`)}`;
  });
}

/**
 * The lines of all levels, from the strongest on, and the first contradiction of each broken one in full,
 * unless the same operations were a contradiction of an earlier level already.
 */
export function levelLines(rows: Rows, style: Style): string[] {
  const told = new Set<string>();
  let scope = '';
  return levelsIn(rows).flatMap(([level, row]) => {
    const lines = verdictLines(level, row, style, scope);
    scope = scopeOf(row);
    const [first] = row.violations.items;
    if (first === undefined) return lines;
    const operations = first.operations.map(({ name }) => name).join(' ');
    if (told.has(operations)) {
      const same = `${first.headline} The operations are the same.`;
      return [...lines, ...wrap(printable(same), style.width, '  ')];
    }
    told.add(operations);
    return [...lines, ...contradictionLines(first, style)];
  });
}

function levelsIn(rows: Rows): readonly (readonly [Level, ConsistencyRow])[] {
  return levels.flatMap((level) => {
    const row = rows[level];
    return row === undefined ? [] : [[level, row] as const];
  });
}

function verdictLines(
  level: Level,
  row: ConsistencyRow,
  { paint, width }: Style,
  told: string,
): string[] {
  const { verdict, undecided } = row;
  const how = asideOf(row, told);
  const aside = how === '' ? '' : `(${how})`;
  const text = levelWords[level][verdict] + whereOf(row);
  const line = toned(tones[verdict], text, paint);
  const fits = '✓ '.length + text.length + 1 + aside.length <= width;
  const open = undecided.slice(0, 3).flatMap(({ part, reason }) => {
    const whole = part === '' ? reason : `${part}: ${reason}`;
    return hanging('  · ', printable(whole), width);
  });
  const more = undecided.length > 3 ? [`  · and ${undecided.length - 3} more`] : [];
  return fits
    ? [`${line} ${paint.dim(aside)}`.trimEnd(), ...open, ...more]
    : [line, ...wrap(aside, width, '  ').map((one) => paint.dim(one)), ...open, ...more];
}

/** In how many keys it is broken, where that is what was counted. */
function whereOf({ violations, scope }: ConsistencyRow): string {
  const keys = new Set(violations.items.map(({ key }) => key));
  const isByKey = keys.size === violations.items.length;
  if (violations.count === 0 || scope.keys < 2 || !isByKey) return '';
  return ` in ${grouped(violations.count)} of ${counted(scope.keys, 'key')}`;
}

/** How it was judged: `by zones; 12,000 operations on 10 keys`. What was told before is left out. */
function asideOf(row: ConsistencyRow, told: string): string {
  const { scope, verdict } = row;
  const methods = scope.methods.length === 0 ? [] : [`by ${scope.methods.join(' and ')}`];
  const effort = verdict === 'unknown' ? [counted(scope.steps, 'step')] : [];
  const covered = scopeOf(row);
  const how = [...methods, ...effort].join(', ');
  return [...(how === '' ? [] : [how]), ...(covered === told ? [] : [covered])].join('; ');
}

/** What the verdict covers: `12,000 operations on 10 keys; left out: 3 failed`. */
function scopeOf({ scope }: ConsistencyRow): string {
  const keys = scope.keys > 1 ? ` on ${counted(scope.keys, 'key')}` : '';
  const left = Object.entries(scope.leftOut).filter(([, count]) => count > 0);
  const leftOut =
    left.length === 0
      ? ''
      : `; left out: ${left.map(([why, count]) => `${grouped(count)} ${why}`).join(', ')}`;
  return `${counted(scope.operations, 'operation')}${keys}${leftOut}`;
}

/** One contradiction: its headline, its operations as lanes, why they cannot all be. */
export function contradictionLines(violation: ViolationRow, { paint, width }: Style): string[] {
  const rows = lanes(violation.operations).map((row) => row.map(printable));
  return [
    ...wrap(printable(violation.headline), width, '  ').map((line) => paint.strong(line)),
    ...table(rows, Infinity).map((line) => line.trimEnd()),
    ...violation.because.flatMap(({ text }) => hanging('  · ', printable(text), width)),
    ...(violation.minimal ? [] : ['  · Fewer operations may be a contradiction already.']),
  ];
}
