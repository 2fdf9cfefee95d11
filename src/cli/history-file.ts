/** Reads the history file of a command; whatever is wrong with it is said on stderr, line by line. */
import type { FormatName, HistoryProblem, ReadingOptions } from '../history/formats/format.js';
import { isTruncation } from '../history/formats/problem-book.js';
import { readHistory } from '../history/formats/read-history.js';
import type { History } from '../history/history.js';
import { withSymbols, type Style } from '../report/style.js';
import { printable } from '../scenario/frame.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { UsageError } from './options.js';
import { jsonDocument, writeAside, writeResult } from './output.js';
import { piecesOf, UnreadableFileError } from './read-pieces.js';
import { styleFor } from './terminal.js';

/** What commands that take a history are told about it. */
export interface HistoryFileOptions extends ReadingOptions {
  readonly format?: FormatName;
  readonly json?: boolean;
  readonly color?: boolean;
}

export type HistoryFile =
  | {
      readonly kind: 'history';
      readonly history: History;
      readonly format: FormatName;
      readonly warnings: readonly HistoryProblem[];
    }
  | { readonly kind: 'refused'; readonly exitCode: ExitCode };

/** The history in a file; `-` is standard input. */
export async function readHistoryFile(
  file: string,
  options: HistoryFileOptions,
): Promise<HistoryFile> {
  try {
    const reading = readHistory(piecesOf(file), options);
    if (reading.format === 'quorate') refuseConventions(options);
    if (reading.kind === 'history' && reading.format !== null) {
      const { history, warnings, format } = reading;
      return { kind: 'history', history, format, warnings };
    }
    return await refuseHistory(file, reading.kind === 'problems' ? reading.problems : [], options);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    const problem = { line: 0, message: error.message };
    return await refuseHistory(file, [problem], options, exitCodes.missingFile);
  }
}

/** Our own format leaves nothing open, so nothing needs to be said about it. */
function refuseConventions({ failedCas, nilRead, keyed }: HistoryFileOptions): void {
  const given = [
    ...(failedCas === undefined ? [] : ['--failed-cas']),
    ...(nilRead === undefined ? [] : ['--nil-read']),
    ...(keyed === undefined ? [] : [keyed ? '--keyed' : '--no-keyed']),
  ];
  const [first] = given;
  if (first === undefined) return;
  throw new UsageError(`${first} says nothing about the format quorate, which leaves nothing open`);
}

const mostShown = 20;

/** Says what is wrong with a file, with `--json` as a document, too. */
export async function refuseHistory(
  file: string,
  problems: readonly HistoryProblem[],
  { json = false, truncated = false, color }: HistoryFileOptions,
  exitCode: ExitCode = exitCodes.badScenario,
): Promise<Extract<HistoryFile, { kind: 'refused' }>> {
  const style = styleFor('stderr', color);
  const { paint } = style;
  tell(file, problems, paint.bad('error'), style);
  if (!truncated && problems.some(isTruncation)) {
    writeAside(`  ${paint.accent('hint:')} --truncated takes what is complete\n`);
  }
  if (json) await writeResult(jsonDocument({ formatVersion: 1, file, problems }, true));
  return { kind: 'refused', exitCode };
}

/** Says what people should know of a file that was taken all the same. */
export function warnOf(
  file: string,
  warnings: readonly HistoryProblem[],
  { color }: HistoryFileOptions,
): void {
  const style = styleFor('stderr', color);
  tell(file, warnings, style.paint.warning('warning'), style);
}

/** One line a problem, with its place and its gravity, and no more than people read. */
function tell(
  file: string,
  problems: readonly HistoryProblem[],
  gravity: string,
  style: Style,
): void {
  const name = fileText(file);
  for (const { line, message } of problems.slice(0, mostShown)) {
    const place = line === 0 ? name : `${name}:${String(line)}`;
    writeAside(withSymbols(`${printable(place)}: ${gravity}: ${printable(message)}\n`, style));
  }
  const others = problems.length - mostShown;
  if (others > 0) writeAside(`and ${String(others)} more\n`);
}

/** A file as people know it. */
function fileText(file: string): string {
  if (file === '-') return 'standard input';
  return file === '' ? '""' : file;
}
