/** Files that commands write for people: nothing is replaced unless somebody says so. */
import { stat, writeFile } from 'node:fs/promises';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { UsageError } from './options.js';
import { writeAside } from './output.js';

/** Refuses a file that exists, before long work is done for it. */
export async function refuseExisting(file: string, isForced: boolean): Promise<void> {
  const there = await stat(file).catch(() => null);
  if (there !== null && !isForced) throw exists(file);
}

/** Writes the file. The exit code tells whether it could be. */
export async function writeNewFile(
  file: string,
  text: string,
  isForced: boolean,
): Promise<ExitCode> {
  try {
    await writeFile(file, text, { flag: isForced ? 'w' : 'wx' });
    return exitCodes.asExpected;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw exists(file);
    writeAside(`error: cannot write ${file} (${code ?? 'unknown reason'})\n`);
    return exitCodes.missingFile;
  }
}

function exists(file: string): UsageError {
  return new UsageError(`${file} exists already; --force replaces it`);
}
