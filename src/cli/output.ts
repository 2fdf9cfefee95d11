/**
 * Writing to the two streams: results to stdout, everything else to stderr. Big output waits for
 * its reader, and a reader that leaves (`| head`) ends the program quietly.
 */
import { once } from 'node:events';
import process from 'node:process';
import { exitCodes } from './exit-codes.js';

/** Call once at the start: from then on a closed pipe is no error, and a full disk a clear one. */
export function endQuietlyWhenReadersLeave(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      process.stderr.write(
        `error: the output cannot be written (${error.code ?? error.message})\n`,
      );
      process.exit(exitCodes.outputLost);
    });
  }
}

/**
 * Writes a result. Await it before writing more, so that a slow reader does not fill the memory.
 */
export async function writeResult(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

const charactersAtATime = 65_536;

/** Writes a result of many lines, each with its end, some at a time. */
export async function writeLines(lines: Iterable<string>): Promise<void> {
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < charactersAtATime) continue;
    await writeResult(text);
    text = '';
  }
  await writeResult(text);
}

/** Writes what is no result: problems, warnings, hints. */
export function writeAside(text: string): void {
  process.stderr.write(text);
}

/**
 * Any value as the JSON document of a `--json` run: indented when it is the only one, else one
 * line.
 */
export function jsonDocument(value: unknown, alone: boolean): string {
  return `${JSON.stringify(value, null, alone ? 2 : 0)}\n`;
}
