/**
 * The scenarios that tell a configuration's PACELC class: the database, network and hosts of somebody's
 * scenario with two groups of probing clients, with a partition and without. While the network is
 * partitioned, one group reaches only the node that accepts writes (where several do, a minority of the
 * nodes), the other one only the rest.
 */
import { soleRoles } from '../checkers/tenures.js';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { SECOND, type Instant } from '../kernel/time.js';
import type { Scenario } from '../scenario/scenario.js';
import { rewritten, type Written } from './change.js';
import { declarationOf, freeNames, groupsWritten, operationOptions } from './probing.js';

/** The names of the two groups: of the one near the node that accepts writes, and of the other. */
export type Sides = readonly [near: string, far: string];

export const partitionBegins: Instant = 5 * SECOND;
export const partitionEnds: Instant = 25 * SECOND;

/** Enough operations to meet every race, and too few to load anything. */
const probing = { count: 3, workload: 'register', keys: 5, reads: '50%', think: '20ms' };

export interface Probe {
  readonly sides: Sides;
  /** Without a partition. */
  readonly calm: Scenario;
  /** With one. `accepting` is how many nodes accepted writes when it would have begun. */
  partitioned(accepting: number): Scenario;
}

/**
 * The probing scenarios. Throws a `ScenarioError` when there can be none.
 *
 * @param declarations families besides the built-in ones
 */
export function probeOf(scenario: Scenario, declarations: readonly FamilyDeclaration[]): Probe {
  const declaration = declarationOf(scenario, declarations);
  const named = freeNames(scenario, declaration);
  const sides: Sides = [named('near')[0] ?? '', named('far')[0] ?? ''];
  const role = soleRoles.find((one) => declaration?.roles.includes(one));
  const { nodes } = scenario.spec.database;
  const probe = (faults: readonly object[]): Scenario => {
    const change = (written: Written): Written => ({
      ...written,
      // As the first client group asks; but where any node serves clients, each side asks one that it reaches.
      clients: sides.map((name) => {
        const asked = operationOptions(groupsWritten(written)[0], declaration);
        return { ...(role === undefined ? withoutNodes(asked, nodes) : asked), ...probing, name };
      }),
      duration: '30s',
      faults,
      expect: {},
    });
    return rewritten(scenario, change, declarations);
  };
  return {
    sides,
    calm: probe([]),
    partitioned(accepting) {
      const alone = accepting < 2 ? role : undefined;
      return probe([{ at: '5s', for: '20s', partition: groups(nodes, alone, sides) }]);
    },
  };
}

function withoutNodes(asked: Written, nodes: readonly string[]): Written {
  const isNode = (value: unknown): boolean => nodes.includes(value as string);
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => !isNode(value)));
}

/** Who is on which side: `role` is of the node that accepts writes, undefined where several do. */
function groups(
  nodes: readonly string[],
  role: string | undefined,
  [near, far]: Sides,
): readonly (readonly string[])[] {
  const [first = '', second] = nodes;
  if (second === undefined) return [[first, near], [far]];
  if (role !== undefined) {
    return [
      [role, near],
      ['all', far],
    ];
  }
  // Less than half of two nodes is none.
  const isPair = nodes.length === 2;
  return [
    [isPair ? first : 'minority', near],
    [isPair ? second : 'all', far],
  ];
}
