/**
 * What to say and how to end when a command throws: a mistake of usage, or a bug in quorate. A bug
 * is told apart from anything that a scenario can find, and comes with the command that shows it
 * again.
 */
import process from 'node:process';
import { CommanderError } from 'commander';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { UsageError } from './options.js';
import { writeAside } from './output.js';
import { version } from './program.js';
import { shellLine } from '../report/shell.js';

/** A run threw: a bug, with the words of the command line that show it again. */
export class BugFound extends Error {
  override readonly name = 'BugFound';
  readonly words: readonly string[];
  constructor(cause: unknown, words: readonly string[]) {
    super('a run threw', { cause });
    this.words = words;
  }
}

/**
 * Reports the error on stderr and answers the exit code. `words` is what stood on the command line.
 */
export function exitCodeOf(error: unknown, words: readonly string[]): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has written its message already; help and version end here too, with 0.
    return error.exitCode === 0 ? exitCodes.asExpected : exitCodes.usage;
  }
  if (error instanceof UsageError) {
    writeAside(`error: ${error.message}\n`);
    return exitCodes.usage;
  }
  const withStack = process.env['QUORATE_DEBUG'] !== undefined;
  writeAside(
    error instanceof BugFound
      ? bugReport(error.cause, error.words, withStack)
      : bugReport(error, words, withStack),
  );
  return exitCodes.bug;
}

/**
 * What a user needs to report a bug: version, message, and the command that shows it again, on the
 * last line.
 */
export function bugReport(error: unknown, words: readonly string[], withStack: boolean): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && withStack ? (error.stack ?? '') : '';
  return [
    `This is a bug in quorate ${version()}, not a finding about a database:`,
    `  ${message}`,
    ...(stack === '' ? [] : [stack]),
    ...(withStack ? [] : ['Set QUORATE_DEBUG=1 to see where it happened. To reproduce it:']),
    shellLine(words),
    '',
  ].join('\n');
}
