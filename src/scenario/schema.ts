/**
 * The scenario: what shall happen. One schema a database family, because its options and those of its
 * operations belong to it; everything else is the same for all.
 */
import { z } from 'zod';
import { builtInDeclarations } from '../databases/schema.js';
import { clientSchema } from '../simulation/clients/schema.js';
import { hostsSchema } from '../simulation/host/schema.js';
import { faultSchema } from '../simulation/nemesis/schema.js';
import { networkSchema } from '../simulation/network/schema.js';
import { duration, positiveDuration } from './values/schema.js';

/** `lostWrites: 0`, `staleReads.maxAge: '<= 100ms'`, `linearizable: valid`. */
export const expectSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** The scenario schema of a family with this database schema and these operation options. */
export function scenarioSchemaFor<Database extends z.ZodObject, Operation extends z.ZodRawShape>(
  database: Database,
  operation: z.ZodObject<Operation>,
) {
  return z.strictObject({
    name: z.string().min(1),
    /** What to look for; for people. */
    story: z.string().optional(),
    /** The textbook case that it shows: `T03`. */
    textbook: z
      .string()
      .regex(/^T\d{2}$/u)
      .optional(),
    seed: z
      .union([z.string().min(1), z.number()])
      .transform(String)
      .optional(),
    database,
    network: networkSchema.default({}),
    hosts: hostsSchema.default({}),
    clients: z.array(clientSchema(operation)).min(1),
    /** How long clients issue operations. */
    duration: positiveDuration,
    /** How long at most the cluster may take to settle afterwards. */
    settle: duration.default(60_000_000),
    faults: z.array(faultSchema).default([]),
    expect: expectSchema.default({}),
  });
}

/** The scenario schemas of the built-in families, by database kind. */
export const scenarioSchemas = {
  'primary-replica': scenarioSchemaFor(
    builtInDeclarations['primary-replica'].database,
    builtInDeclarations['primary-replica'].operation,
  ),
  'single-node': scenarioSchemaFor(
    builtInDeclarations['single-node'].database,
    builtInDeclarations['single-node'].operation,
  ),
} satisfies Record<keyof typeof builtInDeclarations, z.ZodType>;

/** What people write, in YAML or TypeScript. */
export type ScenarioInput = {
  [Kind in keyof typeof scenarioSchemas]: z.input<(typeof scenarioSchemas)[Kind]>;
}[keyof typeof scenarioSchemas];
