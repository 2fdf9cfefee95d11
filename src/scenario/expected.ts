/** What a schema expects, in words: for messages about values of another type. */
import { z } from 'zod';
import { alternatives, inside, unfold, unionOptions } from './schema-walk.js';
import { quantities } from './values/schema.js';

/** `"majority" or a whole number`, `a duration`. */
export function expected(schemas: readonly z.core.$ZodType[]): string {
  const parts = [...new Set(schemas.flatMap(describe))];
  const last = parts.pop() ?? 'something else';
  return parts.length === 0 ? last : `${parts.join(', ')} or ${last}`;
}

/** True when a bare number lacks nothing but its unit. */
export function needsUnit(schemas: readonly z.core.$ZodType[]): boolean {
  const takesNumbers = schemas.flatMap(alternatives).some((one) => one instanceof z.ZodNumber);
  return !takesNumbers && exampleOf(schemas) !== null;
}

/** A hint that shows how such a value is written, where an example is known. */
export function hintAtExample(schemas: readonly z.core.$ZodType[]): string | null {
  const example = exampleOf(schemas) ?? formOf(schemas);
  return example === null ? null : `write for example ${example}`;
}

/** True when any text is among what the schemas take. */
export function takesText(schemas: readonly z.core.$ZodType[]): boolean {
  return (
    exampleOf(schemas) === null &&
    formOf(schemas) === null &&
    schemas.flatMap(alternatives).some((one) => one instanceof z.ZodString)
  );
}

function exampleOf(schemas: readonly z.core.$ZodType[]): string | null {
  const known = schemas.flatMap(unfold).map((one) => quantities.get(one as z.ZodType)?.example);
  return known.find((one) => one !== undefined) ?? null;
}

/** What text of a certain form looks like, where a schema shows it. */
function formOf(schemas: readonly z.core.$ZodType[]): string | null {
  const known = schemas
    .flatMap(unfold)
    .flatMap((one): unknown => z.globalRegistry.get(one)?.['examples'] ?? []);
  return known.find((one) => typeof one === 'string') ?? null;
}

function describe(schema: z.core.$ZodType): readonly string[] {
  const quantity = quantities.get(schema as z.ZodType);
  if (quantity !== undefined) return [quantity.what];
  const inner = inside(schema);
  if (inner !== null) return describe(inner);
  const options = unionOptions(schema);
  if (options.length > 0) return options.flatMap(describe);
  if (schema instanceof z.ZodLiteral) return [...schema.values].map((word) => JSON.stringify(word));
  if (schema instanceof z.ZodEnum) return schema.options.map((word) => JSON.stringify(word));
  if (schema instanceof z.ZodNumber)
    return [schema.format === 'safeint' ? 'a whole number' : 'a number'];
  if (schema instanceof z.ZodBoolean) return ['true or false'];
  if (schema instanceof z.ZodString) {
    const form = formOf([schema]);
    return [form === null ? 'text' : `text such as ${form}`];
  }
  if (schema instanceof z.ZodArray || schema instanceof z.ZodTuple) return ['a list'];
  return ['a mapping of keys to values'];
}
