/**
 * The JSON Schema of scenario files, for editors: draft 7, because that is what the YAML language server
 * reads. What belongs to one database family hangs on `database.kind`, so that messages name that family's
 * options only. schema/scenario.schema.json is this, written down.
 */
import { z } from 'zod';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { builtInDeclarations } from '../databases/schema.js';
import { scenarioSchemaFor } from './schema.js';

type Json = Record<string, unknown>;

/** The sections that differ from family to family. */
const familySections = ['database', 'clients'] as const;

/** The JSON Schema of scenarios for the built-in families. */
export function scenarioJsonSchema(): object {
  const families = Object.values(builtInDeclarations);
  const schemas = families.map(jsonSchemaFor);
  const [first = {}] = schemas;
  const kinds = families.map(({ kind }) => kind);
  const properties = { ...(first['properties'] as Json) };
  const definitions: Json = {};
  for (const schema of schemas) Object.assign(definitions, schema['definitions']);
  properties['database'] = {
    type: 'object',
    description: 'Which database, and its options',
    properties: { kind: { enum: kinds, description: 'The family' } },
    required: ['kind'],
  };
  properties['clients'] = { type: 'array', description: 'Groups of clients, each with a workload' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Quorate scenario',
    type: 'object',
    properties,
    required: first['required'],
    additionalProperties: false,
    allOf: families.map(({ kind }, index) => ({
      if: {
        properties: { database: { properties: { kind: { const: kind } }, required: ['kind'] } },
        required: ['database'],
      },
      then: { properties: sectionsOf(schemas[index] ?? {}) },
    })),
    definitions,
  };
}

function jsonSchemaFor({ database, operation }: FamilyDeclaration): Json {
  const schema = scenarioSchemaFor(database, operation);
  return z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
}

function sectionsOf(schema: Json): Json {
  const properties = schema['properties'] as Json;
  return Object.fromEntries(familySections.map((section) => [section, properties[section]]));
}
