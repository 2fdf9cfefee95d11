/** The JSON Schema: the committed file is fresh, and it accepts what the reader accepts. */
import { test } from '@fast-check/vitest';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInDeclarations } from '../../src/databases/schema.js';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.js';
import { scenarioInput } from './arbitrary.js';
import { conforms, type JsonSchema } from './json-schema-check.js';

const schema = scenarioJsonSchema() as JsonSchema;

const valid = {
  name: 'x',
  database: { kind: 'primary-replica', nodes: 3 },
  clients: [{ name: 'app', read: 'any' }],
  duration: '30s',
};

describe('the JSON Schema', () => {
  it('is the committed one: npm run schema writes it', () => {
    const file = new URL('../../schema/scenario.schema.json', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  });

  it('knows every family', () => {
    expect(schema.allOf).toHaveLength(Object.keys(builtInDeclarations).length);
  });

  test.prop([scenarioInput])('accepts every scenario that the reader accepts', (input) => {
    const plain: unknown = JSON.parse(JSON.stringify(input));
    expect(conforms(plain, schema, schema)).toBe(true);
  });

  it.each([
    ['an unknown section', { ...valid, storry: 'x' }],
    ['a missing section', { ...valid, duration: undefined }],
    ['a duration without a unit', { ...valid, duration: 5 }],
    ['a duration in another unit', { ...valid, duration: '5 parsecs' }],
    ['an unknown kind', { ...valid, database: { kind: 'sqlite' } }],
    [
      'an option of another family',
      { ...valid, database: { kind: 'single-node', heartbeat: '1s' } },
    ],
    ['an operation option of another family', { ...valid, database: { kind: 'single-node' } }],
    ['an unknown option', { ...valid, database: { ...valid.database, heart: '1s' } }],
    ['an unknown fault', { ...valid, faults: [{ at: '1s', crsh: 'n1' }] }],
    ['a rate without a unit', { ...valid, clients: [{ name: 'app', rate: '100' }] }],
  ])('refuses %s', (_, input) => {
    expect(conforms(valid, schema, schema)).toBe(true);
    expect(conforms(JSON.parse(JSON.stringify(input)), schema, schema)).toBe(false);
  });

  it('shows defaults as people write them', () => {
    const { settle } = schema.properties ?? {};
    expect(settle).toMatchObject({ default: '60s' });
  });
});
