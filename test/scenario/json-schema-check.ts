/** A judge of the part of JSON Schema, draft 7, that our schema uses. Keywords that it does not know fail loudly. */

export interface JsonSchema {
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly [keyword: string]: unknown;
}

type Keyword = (value: unknown, argument: never, schema: JsonSchema, root: JsonSchema) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

const number = (value: unknown, holds: (value: number) => boolean): boolean =>
  typeof value !== 'number' || holds(value);
const list = (value: unknown, holds: (value: readonly unknown[]) => boolean): boolean =>
  !Array.isArray(value) || holds(value);
const text = (value: unknown, holds: (value: string) => boolean): boolean =>
  typeof value !== 'string' || holds(value);
const entries = (value: unknown, holds: (entry: [string, unknown]) => boolean): boolean =>
  !isObject(value) || Object.entries(value).every(holds);

const keywords: Readonly<Record<string, Keyword>> = {
  type: (value, type: string | readonly string[]) =>
    [type].flat().some((one) => types[one]?.(value) ?? false),
  const: (value, wanted: unknown) => value === wanted,
  enum: (value, words: readonly unknown[]) => words.includes(value),
  minimum: (value, bound: number) => number(value, (one) => one >= bound),
  maximum: (value, bound: number) => number(value, (one) => one <= bound),
  exclusiveMinimum: (value, bound: number) => number(value, (one) => one > bound),
  minLength: (value, length: number) => text(value, (one) => one.length >= length),
  pattern: (value, source: string) => text(value, (one) => new RegExp(source, 'u').test(one)),
  minItems: (value, length: number) => list(value, (one) => one.length >= length),
  maxItems: (value, length: number) => list(value, (one) => one.length <= length),
  items: (value, items: JsonSchema | readonly JsonSchema[], _, root) =>
    list(value, (all) =>
      all.every((item, index) => {
        const schema = Array.isArray(items) ? (items[index] as JsonSchema | undefined) : items;
        return schema === undefined || conforms(item, schema as JsonSchema, root);
      }),
    ),
  required: (value, keys: readonly string[]) =>
    !isObject(value) || keys.every((key) => Object.hasOwn(value, key)),
  properties: (value, properties: Readonly<Record<string, JsonSchema>>, _, root) =>
    entries(value, ([key, part]) => {
      const schema = properties[key];
      return schema === undefined || conforms(part, schema, root);
    }),
  propertyNames: (value, schema: JsonSchema, _, root) =>
    entries(value, ([key]) => conforms(key, schema, root)),
  additionalProperties: (value, rest: boolean | JsonSchema, schema, root) =>
    entries(value, ([key, part]) => {
      if (Object.hasOwn(schema.properties ?? {}, key)) return true;
      return typeof rest === 'boolean' ? rest : conforms(part, rest, root);
    }),
  anyOf: (value, options: readonly JsonSchema[], _, root) =>
    options.some((one) => conforms(value, one, root)),
  oneOf: (value, options: readonly JsonSchema[], _, root) =>
    options.filter((one) => conforms(value, one, root)).length === 1,
  allOf: (value, all: readonly JsonSchema[], _, root) =>
    all.every((one) => conforms(value, one, root)),
  if: (value, condition: JsonSchema, schema, root) =>
    !conforms(value, condition, root) || conforms(value, schema['then'] as JsonSchema, root),
  $ref: (value, reference: string, _, root) => {
    const name = reference.slice('#/definitions/'.length);
    const schema = root.definitions?.[name];
    if (schema === undefined) throw new Error(`nothing is defined as ${reference}`);
    return conforms(value, schema, root);
  },
};

/** Keywords that judge nothing by themselves. */
const silent = new Set([
  ...[
    '$schema',
    'title',
    'description',
    'default',
    'definitions',
    'then',
    'additionalItems',
    'id',
    'examples',
  ],
]);

/** Whether a value conforms to a schema; `root` holds the definitions. */
export function conforms(value: unknown, schema: JsonSchema, root: JsonSchema): boolean {
  return Object.entries(schema).every(([keyword, argument]) => {
    if (silent.has(keyword)) return true;
    const judge = keywords[keyword];
    if (judge === undefined) throw new Error(`unknown keyword ${keyword}`);
    return judge(value, argument as never, schema, root);
  });
}
