/**
 * The scenarios that tell a configuration's PACELC class: the database, network and hosts of somebody's
 * scenario with two groups of probing clients, with a partition and without. While the network is
 * partitioned, one group reaches only the node that accepts writes (in a family without such a node, a
 * minority of the nodes), the other one only the rest.
 */
import { builtInDeclarations } from '../databases/schema.js';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { SECOND, type Instant } from '../kernel/time.js';
import type { Scenario } from '../scenario/scenario.js';
import { rewritten, type Written } from './change.js';

export const sideNames = ['near', 'far'] as const;

export type SideName = (typeof sideNames)[number];

export const partitionBegins: Instant = 5 * SECOND;
export const partitionEnds: Instant = 25 * SECOND;

/** Enough operations to meet every race, and too few to load anything. */
const probing = { count: 3, workload: 'register', keys: 5, reads: '50%', think: '20ms' };

/** The roles that are meant for one node at a time. */
const soleRoles = ['primary', 'leader'];

/**
 * The probing scenario. Throws a `ScenarioError` when there can be none.
 *
 * @param declarations families besides the built-in ones
 */
export function probeOf(
  scenario: Scenario,
  isPartitioned: boolean,
  declarations: readonly FamilyDeclaration[],
): Scenario {
  const all: readonly FamilyDeclaration[] = [
    ...Object.values(builtInDeclarations),
    ...declarations,
  ];
  const declaration = all.find(({ kind }) => kind === scenario.spec.database.kind);
  const role = soleRoles.find((one) => declaration?.roles.includes(one)) ?? 'minority';
  const [first = ''] = scenario.spec.database.nodes;
  const isAlone = scenario.spec.database.nodes.length === 1;
  const sides = isAlone
    ? [[first, 'near'], ['far']]
    : [
        [role, 'near'],
        ['all', 'far'],
      ];
  const partition = { at: '5s', for: '20s', partition: sides };
  const probe = (written: Written): Written => ({
    ...written,
    clients: sideNames.map((name) => ({
      ...asking(written, declaration),
      ...probing,
      name,
    })),
    duration: '30s',
    faults: isPartitioned ? [partition] : [],
    expect: {},
  });
  return rewritten(scenario, probe, declarations);
}

/** How the first client group asks: the options of its operations, as somebody wrote them. */
function asking({ clients }: Written, declaration: FamilyDeclaration | undefined): Written {
  const [first] = Array.isArray(clients) ? (clients as readonly Written[]) : [];
  const names = Object.keys(declaration?.operation.shape ?? {});
  return Object.fromEntries(Object.entries(first ?? {}).filter(([key]) => names.includes(key)));
}
