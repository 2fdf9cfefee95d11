/**
 * Reads a file of any size piece by piece, or standard input (`-`). Text that is not UTF-8 is an error
 * like any other that keeps a file from being read.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { readingErrors } from './read-file.js';

const pieceSize = 256 * 1024;

/** A file that cannot be read; the message says why. Exit code 66. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

/** The text of the file in pieces. Throws `UnreadableFileError`, also in the middle. */
export function* piecesOf(path: string): Generator<string> {
  const file = path === '-' ? 0 : attempt(() => openSync(path, 'r'));
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const bytes = new Uint8Array(pieceSize);
    for (;;) {
      const length = attempt(() => readInto(bytes, file));
      const isLast = length === 0;
      yield attempt(() => decoder.decode(bytes.subarray(0, length), { stream: !isLast }));
      if (isLast) return;
    }
  } finally {
    if (path !== '-') closeSync(file);
  }
}

/** Reads what there is, and waits for it: standard input may be a pipe that does not make its reader wait. */
function readInto(bytes: Uint8Array, file: number): number {
  for (;;) {
    try {
      return readSync(file, bytes, 0, bytes.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows says so instead of ending a pipe.
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(alarm, 0, 0, millisecondsToWait);
    }
  }
}

const millisecondsToWait = 5;
/** Nobody sounds it, so that waiting for it is sleeping. */
const alarm = new Int32Array(new SharedArrayBuffer(4));

function attempt<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UnreadableFileError(readingErrors.get(code) ?? code);
  }
}
