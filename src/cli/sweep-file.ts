/** Files of sweeps (experiments/sweep/schema.ts): read with care, written whole or not at all. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { sweepFileSchema, type SweepFile } from '../experiments/sweep/schema.js';
import { UsageError } from './options.js';

/** Null when there is no such file. Throws a `UsageError` for one that is no sweep. */
export async function readSweepFile(path: string): Promise<SweepFile | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new UsageError(`${path} cannot be read (${code ?? 'unknown reason'})`);
  }
  const read = sweepFileSchema.safeParse(jsonIn(text));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new UsageError(
    `${path} is no file of a sweep${where}: expected what quorate sweep --out has written`,
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Writes beside the file first, so that an interruption leaves the old one. */
export async function writeSweepFile(path: string, file: SweepFile): Promise<void> {
  const beside = `${path}.${String(process.pid)}.new`;
  try {
    await writeFile(beside, `${JSON.stringify(file)}\n`);
    await rename(beside, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path} cannot be written (${code ?? 'unknown reason'})`);
  }
}
