/**
 * The scenario: what shall happen. One schema a database family, because its options and those of its
 * operations belong to it; everything else is the same for all.
 */
import { z } from 'zod';
import type { builtInDeclarations, DatabaseKind } from '../databases/schema.js';
import { clientSchema } from '../simulation/clients/schema.js';
import { hostsSchema } from '../simulation/host/schema.js';
import { faultSchema } from '../simulation/nemesis/schema.js';
import { networkSchema } from '../simulation/network/schema.js';
import { duration, positiveDuration } from './values/schema.js';

/** `lostWrites: 0`, `staleReads.maxAge: '<= 100ms'`, `linearizable: valid`. */
const expectSchema = z.record(z.string(), z.union([z.number(), z.string()]));

/** The scenario schema of a family with this database schema and these operation options. */
export function scenarioSchemaFor<Database extends z.ZodObject, Operation extends z.ZodRawShape>(
  database: Database,
  operation: z.ZodObject<Operation>,
) {
  return z.strictObject({
    name: z.string().min(1).describe('What the scenario shows, in a few words'),
    story: z.string().optional().describe('What to look for; for people'),
    textbook: z
      .string()
      .regex(/^T\d{2}$/u, 'write the id of a textbook case, such as T03')
      .optional()
      .describe('The textbook case that it shows: T03'),
    seed: z
      .union([z.string().min(1), z.int()])
      .transform(String)
      .optional()
      .describe('Another seed than 1, when the command line names none'),
    database: database.describe('Which database, and its options'),
    network: networkSchema.default({}).describe('Latency, zones, links'),
    hosts: hostsSchema.default({}).describe('What the nodes run on: service time, disk, clock'),
    clients: z
      .array(clientSchema(operation))
      .min(1, 'a scenario needs at least one client group')
      .describe('Groups of clients, each with a workload'),
    duration: positiveDuration.describe('How long clients issue operations'),
    settle: duration
      .prefault('60s')
      .describe('How long at most the cluster may take to settle afterwards'),
    faults: z.array(faultSchema).default([]).describe('What goes wrong, and when'),
    expect: expectSchema
      .default({})
      .describe('What the report must say: paths of the report and comparisons'),
  });
}

type Declarations = typeof builtInDeclarations;
type SchemaOf<Kind extends DatabaseKind> = ReturnType<
  typeof scenarioSchemaFor<Declarations[Kind]['database'], Declarations[Kind]['operation']['shape']>
>;

/** What people write, in YAML or TypeScript. */
export type ScenarioInput = { [Kind in DatabaseKind]: z.input<SchemaOf<Kind>> }[DatabaseKind];
