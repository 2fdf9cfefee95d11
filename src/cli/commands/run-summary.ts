/**
 * The end of a run of several scenarios: one line each, and the command that repeats what did not
 * go well.
 */
import type { Report } from '../../report/schema.js';
import { withSymbols, type Style } from '../../report/style.js';
import { clip, grouped } from '../../report/text/layout.js';
import { toned } from '../../report/text/tone.js';
import { printable } from '../../scenario/frame.js';
import type { ExitCode } from '../exit-codes.js';

/** What came of one scenario. */
export interface Summary {
  /** As given on the command line. */
  readonly scenario: string;
  readonly outcome: Report['outcome'] | 'not run';
  readonly exitCode: ExitCode;
  readonly report: Report | null;
}

const words = {
  'as-expected': 'as expected',
  failed: 'failed',
  unknown: 'unknown',
  'not run': 'not run',
} as const;

const tones = {
  'as-expected': 'good',
  failed: 'bad',
  unknown: 'unknown',
  'not run': 'bad',
} as const;

/** The line between the reports of two scenarios. */
export function ruleBetween(style: Style): string {
  return withSymbols(`\n${style.paint.dim('─'.repeat(style.width))}\n\n`, style);
}

/** One line a scenario; the last line is the command that repeats those that did not go well. */
export function summary(
  results: readonly Summary[],
  style: Style,
  reproduce: string | null,
): string {
  const { paint } = style;
  const names = results.map(({ scenario }) => printable(scenario));
  const column = names.reduce((widest, name) => Math.max(widest, name.length), 0);
  const rows = results.map(({ outcome, report }, index) => {
    const mark = toned(tones[outcome], words[outcome].padEnd(11), paint);
    const room = Math.max(20, style.width - column - 17);
    const detail = report === null ? '' : paint.dim(clip(detailOf(report), room));
    return `${mark}  ${(names[index] ?? '').padEnd(column)}  ${detail}`.trimEnd();
  });
  const lines = reproduce === null ? rows : [...rows, reproduce];
  return ruleBetween(style) + withSymbols(`${lines.join('\n')}\n`, style);
}

function detailOf({ findings, expectations }: Report): string {
  const unmet = expectations.filter(({ met }) => met !== true).map(({ path }) => path);
  if (unmet.length > 0) return `not as expected: ${unmet.join(', ')}`;
  return `${grouped(findings.lostWrites.count)} lost, ${grouped(findings.staleReads.count)} stale`;
}
