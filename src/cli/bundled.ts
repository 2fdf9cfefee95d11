/**
 * The scenarios that come with the package, found by name: those of the course with or without the number
 * and the extension, or by the number alone; those that are made to be compared behind the name of their
 * folder, or all together by that name.
 */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../scenarios/', import.meta.url);

/** The files of the course, in order, then those of the folders. */
export async function bundledFiles(): Promise<readonly string[]> {
  const inside = await Promise.all((await bundledFolders()).map(filesIn));
  return [...(await yamlIn(folder)), ...inside.flat()];
}

/** The names of the folders with scenarios that are made to be compared. */
export async function bundledFolders(): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** The files of a folder, with its name in front. */
export async function filesIn(name: string): Promise<readonly string[]> {
  return (await yamlIn(new URL(`${name}/`, folder))).map((file) => `${name}/${file}`);
}

async function yamlIn(place: URL): Promise<readonly string[]> {
  return (await readdir(place)).filter((file) => file.endsWith('.yaml')).sort();
}

/** The folder that a bundled file is in; null for the files of the course. */
export function folderOf(file: string): string | null {
  const [name = '', inside] = file.split('/');
  return inside === undefined ? null : name;
}

/** Where a bundled file is. */
export function bundledPath(file: string): string {
  return fileURLToPath(new URL(file, folder));
}

/** The bundled file that goes by this name, or null. */
export function bundledFile(name: string, files: readonly string[]): string | null {
  return files.find((file) => namesOf(file).includes(name)) ?? null;
}

/**
 * `01-lost-writes.yaml` goes by that, `01-lost-writes`, `lost-writes.yaml`, `lost-writes` and `01`; a file of a
 * folder by its name with and without the extension.
 */
export function namesOf(file: string): readonly string[] {
  const bare = file.replace(/\.yaml$/u, '');
  const [, number, unnumbered] = /^(\d+)-(.*)$/u.exec(bare) ?? [];
  if (number === undefined || unnumbered === undefined) return [bare, file];
  return [bare, file, unnumbered, `${unnumbered}.yaml`, number];
}
