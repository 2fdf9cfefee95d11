/**
 * Overrides: single values of a scenario replaced from outside, each named by its dotted path. Entries of
 * lists are named by their place from 0, or by their name or id.
 */
import { actionsIn, faultSchemas } from '../simulation/nemesis/schema.js';
import { faultIds } from './fault-id.js';
import { problemFrom, type Path, type Problem } from './problem.js';
import { isMapping } from './schema-walk.js';
import { hintAmong, quote } from './suggestion.js';
import { readYaml } from './yaml-text.js';

/** `database.acknowledge` and what to put there, as YAML. */
export interface Override {
  readonly path: string;
  readonly value: string;
}

export interface Overridden {
  readonly value: unknown;
  /** Which part each override replaced. */
  readonly replaced: readonly { readonly path: Path; readonly override: string }[];
  readonly problems: readonly Problem[];
}

/** The data with all overrides in place, one after the other. */
export function applyOverrides(data: unknown, overrides: readonly Override[]): Overridden {
  let value = data;
  const replaced: { path: Path; override: string }[] = [];
  const problems: Problem[] = [];
  for (const override of overrides) {
    const result = put(value, override.path.split('.'), [], valueOf(override.value));
    if (result.kind === 'refused') {
      const { message, hint, path } = result;
      const complaint = { code: 'E109', path, message, hint, on: 'value' } as const;
      problems.push({ ...problemFrom(complaint, null), override: override.path });
    } else {
      value = result.value;
      replaced.push({ path: result.path, override: override.path });
    }
  }
  return { value, replaced, problems };
}

/** The value as YAML reads it; as text where it is no YAML by itself, such as `> 0`. */
function valueOf(text: string): unknown {
  const { data, problems } = readYaml(text);
  return data === null || problems.length > 0 ? text : data.value;
}

type Put =
  | { readonly kind: 'done'; readonly value: unknown; readonly path: Path }
  | {
      readonly kind: 'refused';
      readonly path: Path;
      readonly message: string;
      readonly hint: string | null;
    };

/** A copy of `whole` with the value at the end of the steps. `at` is the way to it so far. */
function put(whole: unknown, steps: readonly string[], at: Path, value: unknown): Put {
  if (steps.length === 0) return { kind: 'done', value, path: at };
  if (Array.isArray(whole)) return putIntoList(whole, steps, at, value);
  if (isMapping(whole) || whole === undefined || whole === null) {
    return putIntoMapping(whole ?? {}, steps, at, value);
  }
  const message = `${at.join('.')} is ${quote(whole)}, which has no parts`;
  return { kind: 'refused', path: at, message, hint: null };
}

function putIntoMapping(
  whole: Readonly<Record<string, unknown>>,
  steps: readonly string[],
  at: Path,
  value: unknown,
): Put {
  const length = keyLength(whole, steps, at);
  const key = steps.slice(0, length).join('.');
  if (key === '' || key === '__proto__') {
    return { kind: 'refused', path: at, message: `${quote(key)} cannot be a key`, hint: null };
  }
  const part = Object.hasOwn(whole, key) ? whole[key] : undefined;
  const result = put(part, steps.slice(length), [...at, key], value);
  return result.kind === 'done' ? { ...result, value: { ...whole, [key]: result.value } } : result;
}

/** How many steps make the key: names may hold dots, and the keys of `expect` are paths themselves. */
function keyLength(whole: object, steps: readonly string[], at: Path): number {
  if (at.length === 1 && at[0] === 'expect') return steps.length;
  for (let length = steps.length; length > 1; length -= 1) {
    if (Object.hasOwn(whole, steps.slice(0, length).join('.'))) return length;
  }
  return 1;
}

function putIntoList(
  whole: readonly unknown[],
  steps: readonly string[],
  at: Path,
  value: unknown,
): Put {
  const names = namesOf(whole);
  for (let length = steps.length; length > 0; length -= 1) {
    const step = steps.slice(0, length).join('.');
    const named = names.indexOf(step);
    const index = named < 0 && /^\d+$/u.test(step) ? Number(step) : named;
    if (index < 0 || index >= whole.length) continue;
    const result = put(whole[index], steps.slice(length), [...at, index], value);
    return result.kind === 'done'
      ? { ...result, value: whole.toSpliced(index, 1, result.value) }
      : result;
  }
  const known = names.filter((name) => name !== null);
  return {
    kind: 'refused',
    path: at,
    message: `${at.join('.')} has no entry ${quote(steps[0])}`,
    hint: hintAmong(steps[0] ?? '', known, 'entries are'),
  };
}

/** The names of a list's entries: their name, their id, or, of a fault, the id made from its content. */
function namesOf(entries: readonly unknown[]): readonly (string | null)[] {
  const made = faultIds(entries.map(faultOf));
  return entries.map((entry, index) => {
    if (!isMapping(entry)) return null;
    const given = entry['name'] ?? entry['id'];
    return typeof given === 'string' ? given : (made[index] ?? null);
  });
}

function faultOf(entry: unknown) {
  const [action] = isMapping(entry) ? actionsIn(entry) : [];
  if (action === undefined) return null;
  const result = faultSchemas[action].safeParse(entry);
  return result.success ? result.data : null;
}
