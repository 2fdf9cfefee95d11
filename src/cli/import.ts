/** `--import`: families of the user's own, from modules that export them as `databases`. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyFamily } from '../databases/database.js';
import { UsageError } from './options.js';

/** The families that the modules export, in order. */
export async function importFamilies(paths: readonly string[]): Promise<readonly AnyFamily[]> {
  const families: AnyFamily[] = [];
  for (const path of paths) families.push(...(await familiesIn(path)));
  return families;
}

async function familiesIn(path: string): Promise<readonly AnyFamily[]> {
  const exported = await load(path);
  const { databases } = exported;
  if (!Array.isArray(databases) || !databases.every(isFamily)) {
    throw new UsageError(
      `--import ${path}: the module must export databases, a list of families (defineFamily)`,
    );
  }
  return databases;
}

async function load(path: string): Promise<{ readonly databases?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as { readonly databases?: unknown };
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    const relative = (reason ?? '')
      .replace(/ imported from .*$/u, '')
      .replaceAll(resolve(path), path);
    throw new UsageError(`--import ${path} cannot be loaded: ${relative}`);
  }
}

function isFamily(value: unknown): value is AnyFamily {
  return typeof value === 'object' && value !== null && 'declaration' in value && 'driver' in value;
}
