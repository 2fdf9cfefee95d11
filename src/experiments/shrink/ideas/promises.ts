/**
 * What a database promises must stay: a finding that somebody else's settings allow is another finding,
 * even where it has the same fingerprint. So of the options of a database and of its operations, only those
 * may be left out of which the family lets us know that nothing is promised by them.
 */
import type { FamilyDeclaration, Remedy } from '../../../databases/common/schema.js';
import { builtInDeclarations } from '../../../databases/schema.js';
import { pairs } from '../../../kernel/pairs.js';
import { parseDuration } from '../../../kernel/time.js';
import type { Path } from '../../../scenario/problem.js';
import { yamlFlow } from '../../../scenario/print.js';
import { defaultOf, isMapping, schemasAlong } from '../../../scenario/schema-walk.js';
import { partAt } from '../edit.js';
import type { Version } from '../version.js';

/**
 * Whether a setting may be left out without taking back a promise: a bug; a duration that is no remedy
 * against any finding; and what is no remedy while its default is one. All that is no option of the family
 * may be.
 */
export function mayGo(version: Version, path: Path): boolean {
  const family = familyOf(version);
  const option = family === null ? null : optionAt(family, path);
  if (family === null || option === null) return true;
  const value = partAt(version.written, path);
  if (option.way[0] === 'bugs') return true;
  if (isMapping(value)) {
    return pairs(value).every(([key]) => mayGo(version, [...path, key]));
  }
  const remedies = (family.remedies ?? []).filter((remedy) => isAbout(remedy, option));
  if (remedies.length === 0) return typeof value === 'string' && parseDuration(value) !== null;
  const values = remedies.map((remedy) => remedy.value);
  const standard = defaultOf(schemasAlong(option.schema, option.way));
  return !values.includes(yamlFlow(value)) && values.includes(yamlFlow(standard ?? null));
}

interface Option {
  readonly of: 'database' | 'operation';
  /** The way to it from the database, or from the operation. */
  readonly way: Path;
  readonly schema: FamilyDeclaration['database'];
}

/** The option of the family at a path of the scenario; null where there is none. */
function optionAt({ database, operation }: FamilyDeclaration, path: Path): Option | null {
  const [section, , third, , ...inStep] = path;
  if (section === 'database') return { of: 'database', way: path.slice(1), schema: database };
  if (section !== 'clients') return null;
  const way = third === 'script' ? inStep : path.slice(2);
  const [key] = way;
  return key !== undefined && key in operation.shape
    ? { of: 'operation', way, schema: operation }
    : null;
}

/** A remedy that replaces a whole mapping by a word says nothing of what is in the mapping. */
function isAbout({ of, path, value }: Remedy, option: Option): boolean {
  if (of !== option.of && of !== 'either') return false;
  const way = option.way.join('.');
  return way === path || (value.startsWith('{') && way.startsWith(`${path}.`));
}

function familyOf({ spec, declarations }: Version): FamilyDeclaration | null {
  const builtIn = pairs<FamilyDeclaration>(builtInDeclarations).map(([, one]) => one);
  return [...declarations, ...builtIn].find(({ kind }) => kind === spec.database.kind) ?? null;
}
