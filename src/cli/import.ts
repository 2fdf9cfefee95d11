/**
 * `--import`: databases of the user's own, from modules that export them as `databases`, and models of
 * objects, exported as `models`.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Model } from '../checkers/models/model.js';
import type { AnyFamily } from '../databases/database.js';
import { UsageError } from './options.js';

/** Where a module stands, as worker threads can import it. */
export function addressOf(path: string): string {
  return pathToFileURL(resolve(path)).href;
}

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

/** The models that the modules export, in order. */
export async function importModels(paths: readonly string[]): Promise<readonly Model[]> {
  const models: Model[] = [];
  for (const path of paths) {
    const exported = (await load(path)).models;
    if (!Array.isArray(exported) || !exported.every(isModel)) {
      throw new UsageError(
        `--import ${path}: the module must export models, a list of models: objects with name, ` +
          'actions, readOnly, perKey, initial, step, identity and describe',
      );
    }
    models.push(...exported);
  }
  return models;
}

interface Exported {
  readonly databases?: unknown;
  readonly models?: unknown;
}

async function load(path: string): Promise<Exported> {
  try {
    return (await import(addressOf(path))) as Exported;
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

const modelVerbs = ['initial', 'step', 'identity', 'describe'];

function isModel(value: unknown): value is Model {
  if (typeof value !== 'object' || value === null) return false;
  const model = value as Readonly<Record<string, unknown>>;
  return (
    typeof model['name'] === 'string' &&
    typeof model['perKey'] === 'boolean' &&
    Array.isArray(model['actions']) &&
    Array.isArray(model['readOnly']) &&
    modelVerbs.every((verb) => typeof model[verb] === 'function')
  );
}
