/**
 * Consistency verdicts as text: one line a level, and under an invalid one the contradiction: its
 * operations as lanes, then the chain of facts. Rows of the JSON report come in.
 */
import { levels, type Level } from '../../checkers/consistency/result.js';
import { printable } from '../../scenario/frame.js';
import { sessionGuarantees } from '../going-back/schema.js';
import type { Style } from '../style.js';
import { counted, grouped, hanging, table, wrap } from '../text/layout.js';
import { toned } from '../text/tone.js';
import { listed } from '../words.js';
import { lanes } from './lanes.js';
import type { ConsistencyRow, ViolationRow } from './schema.js';
import { levelWords, sessionText } from './words.js';

const tones = { valid: 'good', invalid: 'bad', unknown: 'unknown' } as const;

type Rows = Readonly<Record<string, ConsistencyRow>>;

/** One line a level, from the strongest on. */
export function briefLevelLines(rows: Rows, { paint }: Style): string[] {
  return levelsIn(rows).map(([level, row]) => {
    const text = levelWords[level][row.verdict] + whereOf(level, row);
    const aside = {
      valid: `what clients saw, ${counted(row.scope.operations, 'operation')}`,
      invalid: `--check ${level} shows why`,
      unknown: row.undecided[0]?.reason ?? 'the run was cut short',
    }[row.verdict];
    return `${toned(tones[row.verdict], text, paint)} ${paint.dim(`(${printable(aside)})`)}`;
  });
}

/**
 * The lines of all levels, from the strongest on, and the first contradictions of each broken one in full,
 * unless the same operations were a contradiction of an earlier level already.
 */
export function levelLines(rows: Rows, style: Style, contradictions = 1): string[] {
  const told = new Set<string>();
  let before: ConsistencyRow | null = null;
  return levelsIn(rows).flatMap(([level, row]) => {
    const lines = verdictLines(level, row, style, before);
    before = row;
    const shown = row.violations.items.slice(0, contradictions).flatMap((violation) => {
      const operations = violation.operations.map(({ name }) => name).join(' ');
      if (!told.has(operations)) {
        told.add(operations);
        return contradictionLines(violation, style);
      }
      const same = `${violation.headline} The operations are the same.`;
      return wrap(printable(same), style.width, '  ');
    });
    return [...lines, ...shown];
  });
}

function levelsIn(rows: Rows): readonly (readonly [Level, ConsistencyRow])[] {
  return levels.flatMap((level) => {
    const row = rows[level];
    return row === undefined ? [] : [[level, row] as const];
  });
}

/** What was told of the level `before` is not told again. */
function verdictLines(
  level: Level,
  row: ConsistencyRow,
  { paint, width }: Style,
  before: ConsistencyRow | null,
): string[] {
  const text = levelWords[level][row.verdict] + whereOf(level, row);
  const how = asideOf(level, row, before);
  const aside = how === '' ? '' : `(${how})`;
  const line = toned(tones[row.verdict], text, paint);
  const fits = '✓ '.length + text.length + 1 + aside.length <= width;
  const open = openLines(level, row, width);
  const isSame = before !== null && openLines(level, before, width).join() === open.join();
  const undecided = isSame && open.length > 0 ? ['  · for the same reasons'] : open;
  return fits
    ? [`${line} ${paint.dim(aside)}`.trimEnd(), ...undecided]
    : [line, ...wrap(aside, width, '  ').map((one) => paint.dim(one)), ...undecided];
}

const ofSessions: ReadonlySet<Level> = new Set(sessionGuarantees);

/** More reasons are counted, not told. */
const mostReasons = 3;

/** Why something was not decided, a line a reason: `x, y: cas does not tell who saw which write`. */
function openLines(level: Level, { undecided }: ConsistencyRow, width: number): string[] {
  const nameOf = ofSessions.has(level) ? sessionText : (part: string): string => part;
  const byReason = new Map<string, string[]>();
  for (const { part, reason } of undecided) {
    const parts = byReason.get(reason);
    if (parts === undefined) byReason.set(reason, [nameOf(part)]);
    else parts.push(nameOf(part));
  }
  const others = byReason.size - mostReasons;
  return [
    ...[...byReason].slice(0, mostReasons).flatMap(([reason, parts]) => {
      const where = parts.length > 6 ? counted(parts.length, 'part') : listed(parts);
      const whole = where === '' ? reason : `${where}: ${reason}`;
      return hanging(
        '  · ',
        printable(whole.replaceAll(/\d{4,}/gu, (digits) => grouped(Number(digits)))),
        width,
      );
    }),
    ...(others > 0 ? [`  · and ${counted(others, 'other reason')}`] : []),
  ];
}

/** In how many keys it is broken, where every key is judged alone. */
function whereOf(level: Level, { violations, scope }: ConsistencyRow): string {
  const isByKey = level === 'linearizable' || ofSessions.has(level);
  if (violations.count === 0 || scope.keys < 2 || !isByKey) return '';
  return ` in ${grouped(violations.count)} of ${counted(scope.keys, 'key')}`;
}

/** How it was judged: `by zones; 12,000 operations on 10 keys`. */
function asideOf(level: Level, row: ConsistencyRow, before: ConsistencyRow | null): string {
  const { scope, verdict, violations } = row;
  const methods = scope.methods.length === 0 ? [] : [`by ${scope.methods.join(', ')}`];
  const isLimited = verdict === 'unknown' && scope.methods.includes('search');
  const effort = isLimited ? [counted(scope.steps, 'step')] : [];
  const isCounted = violations.count > 1 && whereOf(level, row) === '';
  const count = isCounted ? [counted(violations.count, 'contradiction')] : [];
  const covered = scopeOf(row);
  const isCovered = before !== null && scopeOf(before) === covered;
  const how = [...methods, ...effort, ...count].join(', ');
  return [...(how === '' ? [] : [how]), ...(isCovered ? [] : [covered])].join('; ');
}

/** What the verdict covers: `12,000 operations on 10 keys; left out: 3 failed`. */
function scopeOf({ scope }: ConsistencyRow): string {
  const keys = scope.keys > 1 ? ` on ${counted(scope.keys, 'key')}` : '';
  const left = Object.entries(scope.leftOut).filter(([, count]) => count > 0);
  // `1 unknown write that …`
  const why = (reason: string, count: number): string =>
    count === 1 ? reason.replace(/^unknown (read|write)s/u, 'unknown $1') : reason;
  const reasons = left.map(([reason, count]) => `${grouped(count)} ${why(reason, count)}`);
  const leftOut = reasons.length === 0 ? '' : `; left out: ${reasons.join(', ')}`;
  return `${counted(scope.operations, 'operation')}${keys}${leftOut}`;
}

/** Columns for a beginning or end in the lanes: so many as the width allows. 0: no bars any more. */
const laneSteps = [3, 2, 1, 0] as const;

/** One contradiction: its headline, its operations as lanes, why they cannot all be. */
export function contradictionLines(violation: ViolationRow, { paint, width }: Style): string[] {
  const pictures = laneSteps.map((step) => {
    const rows = lanes(violation.operations, step).map((row) => row.map(printable));
    return table(rows, Infinity).map((line) => line.trimEnd());
  });
  const fitting = pictures.find((lines) => lines.every((line) => line.length <= width));
  return [
    ...wrap(printable(violation.headline), width, '  ').map((line) => paint.strong(line)),
    ...(fitting ?? pictures.at(-1) ?? []),
    ...violation.because.flatMap(({ text }) => hanging('  · ', printable(text), width)),
    ...(violation.minimal ? [] : ['  · Fewer operations may be a contradiction already.']),
  ];
}
