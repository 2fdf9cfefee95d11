/**
 * The parts of a scenario, parsed one by one: a mistake in one part does not keep the others from being
 * judged. Where a part is broken there is null, and a complaint.
 */
import { z } from 'zod';
import { nodesSchema, type FamilyDeclaration } from '../databases/common/schema.js';
import type { ClientSpec } from '../simulation/clients/schema.js';
import { hostsSchema, type HostsSpec } from '../simulation/host/schema.js';
import type { FaultSpec } from '../simulation/nemesis/schema.js';
import { networkSchema, type NetworkSpec } from '../simulation/network/schema.js';
import { parseFault, referencesInFault } from './fault-parts.js';
import type { Complain } from './problem.js';
import type { DatabaseSpec, ExpectSpec } from './scenario.js';
import { isMapping, referencesIn, type Mapping, type Reference } from './schema-walk.js';
import { scenarioSchemaFor } from './schema.js';
import { parsePart } from './shape.js';
import { hintAmong, nearest, quote } from './suggestion.js';

export type Families = ReadonlyMap<string, FamilyDeclaration>;

export interface Parts {
  readonly input: Mapping;
  /** The family meant; null when nobody can tell. */
  readonly family: FamilyDeclaration | null;
  /** The names of the nodes, when they can be read. */
  readonly nodes: readonly string[] | null;
  /** What has no checks of its own: name, story, textbook, seed. */
  readonly heading: Mapping;
  readonly database: DatabaseSpec | null;
  readonly network: NetworkSpec | null;
  readonly hosts: HostsSpec | null;
  readonly clients: readonly (ClientSpec | null)[];
  readonly duration: number | null;
  readonly settle: number | null;
  readonly faults: readonly (FaultSpec | null)[];
  readonly expect: ExpectSpec | null;
  /** Every name that refers to something. */
  readonly references: readonly Reference[];
}

/** What stands for the family while the kind of the database is unknown. */
const unknownFamily = {
  database: z.looseObject({ kind: z.string(), nodes: nodesSchema.optional() }),
  operation: z.strictObject({}),
};

type FamilySchemas = Pick<FamilyDeclaration, 'database' | 'operation'>;
type ScenarioSchema = ReturnType<typeof scenarioSchemaFor>;

/** Schemas are slow to make and fast to use. */
const schemas = new WeakMap<FamilySchemas, ScenarioSchema>();

function schemaOf(family: FamilySchemas): ScenarioSchema {
  const known = schemas.get(family);
  if (known !== undefined) return known;
  const made = scenarioSchemaFor(family.database, family.operation);
  schemas.set(family, made);
  return made;
}

/** Parses each part of the input. */
export function parseParts(input: Mapping, families: Families, complain: Complain): Parts {
  const kind = isMapping(input['database']) ? input['database']['kind'] : undefined;
  const family = familyMeant(kind, families, complain);
  const { shape } = schemaOf(family ?? unknownFamily);
  const { database } = shape;
  refuseStrangers(input, Object.keys(shape), complain);

  const part = <Output>(key: keyof typeof shape, schema: z.ZodType<Output>) =>
    parsePart(schema, input[key], [key], complain) ?? null;
  const client = shape.clients.element;
  // Without a family nobody knows the options of its operations.
  const complainOfClient: Complain = (code, ...rest) => {
    if (family !== null || code !== 'E201') complain(code, ...rest);
  };
  const list = <Entry>(
    key: 'clients' | 'faults',
    parseEntry: (entry: unknown, index: number) => Entry,
  ): readonly Entry[] => {
    if (entriesOf(input[key]).length > 0) return entriesOf(input[key]).map(parseEntry);
    part<unknown>(key, shape[key]);
    return [];
  };
  const givenDatabase =
    family !== null && isMapping(input['database'])
      ? { ...input['database'], kind: family.kind }
      : input['database'];
  return {
    input,
    family,
    nodes: isMapping(givenDatabase) ? nodesIn(givenDatabase, database) : null,
    heading: {
      name: part('name', shape.name),
      story: part('story', shape.story) ?? undefined,
      textbook: part('textbook', shape.textbook) ?? undefined,
      seed: part('seed', shape.seed) ?? undefined,
    },
    database: (parsePart(database, givenDatabase, ['database'], complain) ??
      null) as DatabaseSpec | null,
    network: part('network', shape.network),
    hosts: part('hosts', shape.hosts),
    clients: list('clients', (entry, index) => {
      const spec = parsePart(client, entry, ['clients', index], complainOfClient);
      return (spec ?? null) as ClientSpec | null;
    }),
    duration: part('duration', shape.duration),
    settle: part('settle', shape.settle),
    faults: list('faults', (entry, index) => parseFault(entry, index, family, complain)),
    expect: part('expect', shape.expect),
    references: [
      ...referencesIn(database, givenDatabase, ['database']),
      ...referencesIn(networkSchema, input['network'], ['network']),
      ...referencesIn(hostsSchema, input['hosts'], ['hosts']),
      ...entriesOf(input['clients']).flatMap((entry, index) =>
        referencesIn(client, entry, ['clients', index]),
      ),
      ...entriesOf(input['faults']).flatMap((entry, index) =>
        referencesInFault(entry, index, family),
      ),
    ],
  };
}

/** The family of this kind; of a misspelled kind, the one that was meant. */
function familyMeant(
  kind: unknown,
  families: Families,
  complain: Complain,
): FamilyDeclaration | null {
  if (typeof kind !== 'string') return null;
  const known = families.get(kind);
  if (known !== undefined) return known;
  const kinds = [...families.keys()];
  complain('E301', ['database', 'kind'], `there is no database of kind ${quote(kind)}`, {
    hint: hintAmong(kind, kinds, 'kinds are'),
  });
  return families.get(nearest(kind, kinds) ?? '') ?? null;
}

function refuseStrangers(input: Mapping, known: readonly string[], complain: Complain): void {
  for (const key of Object.keys(input)) {
    if (known.includes(key)) continue;
    const hint = hintAmong(key, known, 'the keys here are');
    complain('E201', [key], `a scenario has no key ${quote(key)}`, { hint, on: 'key' });
  }
}

/** The entries that can be parsed one by one: none when it is no list. */
function entriesOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}

function nodesIn(input: Mapping, database: z.ZodObject): readonly string[] | null {
  const { nodes } = database.shape as Readonly<Record<string, z.ZodType>>;
  const names: unknown = nodes?.safeParse(input['nodes']).data;
  return Array.isArray(names) ? names : null;
}
