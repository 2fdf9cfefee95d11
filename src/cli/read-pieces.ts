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
      const length = attempt(() => readSync(file, bytes, 0, pieceSize, null));
      const isLast = length === 0;
      yield attempt(() => decoder.decode(bytes.subarray(0, length), { stream: !isLast }));
      if (isLast) return;
    }
  } finally {
    if (path !== '-') closeSync(file);
  }
}

function attempt<Result>(act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UnreadableFileError(readingErrors.get(code) ?? code);
  }
}
