/** `quorate convert`: writes the history of a file in another format. */
import type { FormatName } from '../../history/formats/format.js';
import { formatNamed } from '../../history/formats/registry.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import {
  readHistoryFile,
  refuseHistory,
  warnOf,
  type HistoryFileOptions,
} from '../history-file.js';
import { writeLines } from '../output.js';

export interface ConvertOptions extends HistoryFileOptions {
  readonly to: FormatName;
}

/** Converts one history; `-` is standard input. What the format has no word for is refused. */
export async function convert(file: string, options: ConvertOptions): Promise<ExitCode> {
  const reading = await readHistoryFile(file, options);
  if (reading.kind === 'refused') return reading.exitCode;
  const writing = formatNamed(options.to).write(reading.history);
  if (writing.kind === 'refused') {
    const message = `cannot be written as ${options.to}: ${writing.reason}`;
    return (await refuseHistory(file, [{ line: 0, message }], options)).exitCode;
  }
  warnOf(file, reading.warnings, options);
  await writeLines(writing.lines);
  return exitCodes.asExpected;
}
