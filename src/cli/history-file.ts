/** Reads the history file of a command; whatever is wrong with it is said on stderr, line by line. */
import type { FormatName, HistoryProblem, ReadingOptions } from '../history/formats/format.js';
import { readHistory } from '../history/formats/read-history.js';
import type { History } from '../history/history.js';
import { printable } from '../scenario/frame.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { jsonDocument, writeAside, writeResult } from './output.js';
import { piecesOf, UnreadableFileError } from './read-pieces.js';

/** What commands that take a history are told about it. */
export interface HistoryFileOptions extends ReadingOptions {
  readonly format?: FormatName;
  readonly json?: boolean;
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

const mostShown = 20;

/** Says what is wrong with a file, with `--json` as a document, too. */
export async function refuseHistory(
  file: string,
  problems: readonly HistoryProblem[],
  { json = false }: HistoryFileOptions,
  exitCode: ExitCode = exitCodes.badScenario,
): Promise<Extract<HistoryFile, { kind: 'refused' }>> {
  for (const { line, message } of problems.slice(0, mostShown)) {
    const place = line === 0 ? file : `${file}:${String(line)}`;
    writeAside(`${printable(`${place}: error: ${message}`)}\n`);
  }
  const others = problems.length - mostShown;
  if (others > 0) writeAside(`and ${String(others)} more\n`);
  if (json) await writeResult(jsonDocument({ formatVersion: 1, file, problems }, true));
  return { kind: 'refused', exitCode };
}
