/** Scenarios of leaderless quorums that a seed draws, for properties: faults and a network around given settings. */
import { quorumDeclaration } from '../../src/databases/quorum/schema.js';
import { drawFrom } from '../../src/experiments/hunt/draw.js';
import { faultKinds, type FaultKind } from '../../src/experiments/hunt/kinds.js';
import { spaceOf, type SpacePart } from '../../src/experiments/hunt/space.js';
import { randomSource } from '../../src/kernel/random.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

export type Input = Readonly<Record<string, unknown>>;

export interface Drawn {
  readonly database?: Input;
  readonly client?: Input;
  readonly network?: Input;
  readonly faults?: readonly Input[];
  readonly without?: readonly FaultKind[];
  readonly parts?: readonly SpacePart[];
}

/** Disks that are wiped take back what was acknowledged, whatever the settings. */
const takesBack: readonly FaultKind[] = ['wipe', 'command'];

/** The scenario that a seed draws around these settings. */
export function drawn(given: Drawn, seed: number): Scenario {
  const { database, client, network, faults = [], without = [] } = given;
  const { parts = ['faults', 'network'] } = given;
  const base = scenario({
    name: 'drawn',
    database: { kind: 'quorum', nodes: 5, timeout: '200ms', suspect: '500ms', ...database },
    network: { latency: '1ms..8ms', ...network },
    hosts: { disk: { flush: '1ms..4ms' } },
    clients: [{ name: 'app', count: 4, keys: 4, rate: '80/s', ...client }],
    duration: '6s',
    // A link that was narrow for a while may have much to carry afterwards.
    settle: '10m',
    faults,
  } as unknown as ScenarioInput);
  const kinds = faultKinds.filter((kind) => !takesBack.includes(kind) && !without.includes(kind));
  const space = spaceOf(base, quorumDeclaration, { kinds, parts, keepOwn: true });
  return scenario(drawFrom(space, base, randomSource(seed)) as unknown as ScenarioInput);
}
