/** The code frame under a problem: the line it stands on, the one before it, and a caret. */
import type { Place } from './scenario.js';

/** Longer lines are shown around the caret only. */
const widest = 96;

interface Tints {
  readonly dim: (text: string) => string;
  readonly mark: (text: string) => string;
}

/** The lines of the frame; none when the place is not in the text. */
export function renderFrame(lines: readonly string[], place: Place, tints: Tints): string[] {
  const line = lines[place.line - 1];
  if (line === undefined) return [];
  const gutter = String(place.line).length;
  const numbered = (number: number, text: string): string =>
    `${tints.dim(`  ${String(number).padStart(gutter)} |`)} ${text}`.trimEnd();
  const start = Math.max(0, Math.min(place.column - 1 - widest / 2, line.length - widest));
  const column = place.column - 1 - start + (start > 0 ? 1 : 0);
  const before = lines[place.line - 2];
  return [
    ...(before === undefined || before.trim() === ''
      ? []
      : [numbered(place.line - 1, windowOf(before, start))]),
    numbered(place.line, windowOf(line, start)),
    `${tints.dim(`  ${' '.repeat(gutter)} |`)} ${' '.repeat(widthOf(windowOf(line, start), column))}${tints.mark('^')}`,
  ];
}

function windowOf(line: string, start: number): string {
  const shown = printable(line.slice(start, start + widest));
  return `${start > 0 ? '…' : ''}${shown}${start + widest < line.length ? '…' : ''}`;
}

/** How many characters stand before a column. Characters of two code units count once. */
function widthOf(text: string, column: number): number {
  return Array.from(text.slice(0, column)).length;
}

/** Text on one line, without the characters that could command a terminal or turn its direction. */
export function printable(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/\p{C}/gu, '·');
}
