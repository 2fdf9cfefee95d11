/**
 * The scenarios that come with the package, found by name: with or without the number and the
 * extension, or by the number alone.
 */
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../scenarios/', import.meta.url);

/** Their file names, in order. */
export async function bundledFiles(): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith('.yaml')).sort();
}

/** Where a bundled file is. */
export function bundledPath(file: string): string {
  return fileURLToPath(new URL(file, folder));
}

/** The bundled file that goes by this name, or null. */
export function bundledFile(name: string, files: readonly string[]): string | null {
  return files.find((file) => namesOf(file).includes(name)) ?? null;
}

/** `01-lost-writes.yaml` goes by that, `01-lost-writes`, `lost-writes.yaml`, `lost-writes` and `01`. */
export function namesOf(file: string): readonly string[] {
  const bare = file.replace(/\.yaml$/u, '');
  const unnumbered = bare.replace(/^\d+-/u, '');
  const [number = bare] = bare.split('-');
  return [bare, file, unnumbered, `${unnumbered}.yaml`, number];
}
