/**
 * Walking through zod schemas: what a schema allows, once its wrappers are off, and what it says about the
 * parts of a value. Messages, references, reports and documentation all find their way with it.
 */
import { z } from 'zod';
import { references, type ReferenceKind } from './names/schema.js';
import type { Path } from './problem.js';

/** A schema and everything that it wraps or chooses among, from the outside in. */
export function unfold(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const inner = inside(schema);
  if (inner !== null) return [schema, ...unfold(inner)];
  return [schema, ...unionOptions(schema).flatMap(unfold)];
}

/** The schemas that a schema chooses among: itself without wrappers, or the options of a union. */
export function alternatives(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  return unfold(schema).filter((one) => inside(one) === null && unionOptions(one).length === 0);
}

/** The options of a union; none for any other schema. */
export function unionOptions(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  return schema instanceof z.ZodUnion ? schema.options : [];
}

/** What a wrapper (optional, a default, a transformation) wraps; null when the schema is none. */
export function inside(schema: z.core.$ZodType): z.core.$ZodType | null {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodLazy
  ) {
    return schema.unwrap();
  }
  return schema instanceof z.ZodPipe ? schema.in : null;
}

/** The schemas that may judge one step further in: a key of a mapping, a place in a list. */
function schemasAt(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  return alternatives(schema).flatMap((one): z.core.$ZodType[] => {
    if (one instanceof z.ZodObject) {
      const shape = one.shape as Readonly<Record<string, z.ZodType>>;
      return typeof step === 'string' && Object.hasOwn(shape, step) && shape[step] !== undefined
        ? [shape[step]]
        : [];
    }
    if (one instanceof z.ZodRecord) return [one.valueType];
    if (one instanceof z.ZodArray) return [one.element];
    if (one instanceof z.ZodTuple) {
      const items = one.def.items;
      const item = typeof step === 'number' ? items[step] : undefined;
      return item === undefined ? [] : [item];
    }
    return [];
  });
}

/** The schemas that may judge the part at a path. */
export function schemasAlong(schema: z.core.$ZodType, path: Path): readonly z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>(
    (schemas, step) => schemas.flatMap((one) => schemasAt(one, step)),
    [schema],
  );
}

/** What the first of the schemas that fills something in does so with; undefined when none does. */
export function defaultOf(schemas: readonly z.core.$ZodType[]): unknown {
  for (const one of schemas.flatMap(unfold)) {
    if (one instanceof z.ZodDefault || one instanceof z.ZodPrefault) return one.def.defaultValue;
  }
  return undefined;
}

/** The keys that a mapping may have, in the order of the schema. */
export function keysOf(schemas: readonly z.core.$ZodType[]): string[] {
  const keys = schemas
    .flatMap(alternatives)
    .flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return [...new Set(keys)];
}

/** The words that a schema takes literally. */
export function wordsOf(schemas: readonly z.core.$ZodType[]): string[] {
  const words = schemas.flatMap(alternatives).flatMap((one): unknown[] => {
    if (one instanceof z.ZodLiteral) return [...one.values];
    return one instanceof z.ZodEnum ? one.options : [];
  });
  return [...new Set(words.filter((word) => typeof word === 'string'))];
}

/** A name in a scenario that refers to something. */
export interface Reference {
  readonly to: ReferenceKind;
  readonly name: string;
  readonly path: Path;
  readonly on: 'key' | 'value';
  /** Words that may stand in its place. */
  readonly words: readonly string[];
}

/** All references in a value, found by the schema that reads it. Parts that the schema refuses are left out. */
export function referencesIn(
  schema: z.core.$ZodType,
  value: unknown,
  path: Path,
  words: readonly string[] = [],
): Reference[] {
  const known = references.get(schema as z.ZodType);
  if (known !== undefined) {
    if (typeof value !== 'string') return [];
    const { to, names } = known;
    if (names === undefined) return [{ to, name: value, path, on: 'value', words }];
    return names(value).map((name) => ({ to, name, path, on: 'value', words: [] }));
  }
  const inner = inside(schema);
  if (inner !== null) return referencesIn(inner, value, path, words);
  if (schema instanceof z.ZodUnion) {
    const options = schema.options as readonly z.ZodType[];
    const taken = options.find((option) => option.safeParse(value).success);
    return taken === undefined ? [] : referencesIn(taken, value, path, wordsOf(options));
  }
  return partsOf(schema, value).flatMap(({ part, step, of, key }) => {
    const inKey = key === null ? [] : referencesIn(key, step, [...path, step]);
    return [
      ...inKey.map((one): Reference => ({ ...one, on: 'key' })),
      ...referencesIn(of, part, [...path, step]),
    ];
  });
}

interface Part {
  readonly part: unknown;
  readonly step: string | number;
  readonly of: z.core.$ZodType;
  /** The schema of the key, where keys are free. */
  readonly key: z.core.$ZodType | null;
}

function partsOf(schema: z.core.$ZodType, value: unknown): readonly Part[] {
  if (Array.isArray(value)) {
    return value.flatMap((part: unknown, step) =>
      schemasAt(schema, step).map((of) => ({ part, step, of, key: null })),
    );
  }
  if (!isMapping(value)) return [];
  const key = schema instanceof z.ZodRecord ? (schema.keyType as z.ZodType) : null;
  return Object.entries(value).flatMap(([step, part]) =>
    schemasAt(schema, step).map((of) => ({ part, step, of, key })),
  );
}

/** Keys and values, as they come from YAML, JSON or code. */
export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
