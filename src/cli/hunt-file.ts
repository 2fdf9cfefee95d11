/** Writes down what a hunt has found: each as a scenario file of its own. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Found } from '../experiments/hunt/hunt.js';
import { exhibitYaml, shrunkYaml } from '../experiments/shrink/file.js';
import type { Shown } from './hunt-example.js';
import { refuseExisting } from './new-file.js';
import { UsageError } from './options.js';

/** Where the files go. */
export interface Destination {
  readonly folder: string;
  /** The name of the file, if somebody named one. */
  readonly file: string | null;
  /** Begins the names of files that nobody named. */
  readonly stem: string;
  /** Whether files that exist are replaced. */
  readonly force: boolean;
}

/** `--out` is a file when it ends like one. Throws a `UsageError` when it cannot be written to. */
export async function destination(
  scenario: string,
  { out, force = false }: { readonly out?: string; readonly force?: boolean },
): Promise<Destination> {
  const stem = `hunt-${basename(scenario, extname(scenario))}`;
  if (out !== undefined && /\.ya?ml$/u.test(out)) {
    await refuseExisting(out, force);
    return { folder: '', file: out, stem, force };
  }
  const folder = out ?? '';
  if (folder !== '' && !(await exists(folder)))
    throw new UsageError(`--out ${folder}: there is no such folder`);
  return { folder, file: null, stem, force };
}

/**
 * Writes down what a seed has found, and answers the name of the file. The text may name it. A file of another
 * content is not replaced unless that is wanted: the next free name is taken.
 */
export async function writeFound(
  textOf: (file: string) => string,
  seed: number,
  { folder, file, stem, force }: Destination,
  taken: readonly string[],
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const more = number === 1 ? '' : `-${String(number)}`;
    const name =
      file === null
        ? join(folder, `${stem}-${String(seed)}${more}.yaml`)
        : file.replace(/(?=\.ya?ml$)/u, more);
    const text = textOf(name);
    const isFree = force || file !== null || !(await exists(name)) || (await holds(name, text));
    if (taken.includes(name) || !isFree) continue;
    try {
      await writeFile(name, text);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(`${name} cannot be written (${code ?? 'unknown reason'})`);
    }
    return name;
  }
}

/**
 * The text of a file.
 *
 * @param origin the command that draws it again
 * @param commands those that run the file, and explain what it shows
 */
export function foundText(
  { name }: Found,
  { scenario, shrunk, exhibit }: Shown,
  origin: string,
  commands: readonly string[],
): string {
  const about = { exhibit, origin, commands };
  return shrunk === null
    ? exhibitYaml(scenario, name, 'Drawn by', about)
    : shrunkYaml(shrunk, about);
}

async function holds(path: string, text: string): Promise<boolean> {
  return (await readFile(path, 'utf8').catch(() => null)) === text;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
