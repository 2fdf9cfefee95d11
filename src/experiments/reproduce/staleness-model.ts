/**
 * The database of probabilistically bounded staleness (Bailis et al., VLDB 2012), as a scenario: a coordinator that holds nothing
 * itself, replicas, messages that travel alone, no repair.
 */
import { scenario as scenarioFrom } from '../../scenario/build.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ScenarioInput } from '../../scenario/schema.js';
import type { Quorums } from '../visibility/model.js';

/** The coordinator. */
export const coordinator = 'c';

/** Replicas are n1, n2, … */
export function replicasOf({ replicas }: Quorums): readonly string[] {
  return Array.from({ length: replicas }, (_, index) => `n${index + 1}`);
}

/** @param more what else the scenario says, and what it says instead */
export function modelScenario(quorums: Quorums, more: object): Scenario {
  const input = {
    name: 'Probabilistically bounded staleness',
    database: {
      ...{ kind: 'quorum', nodes: [coordinator, ...replicasOf(quorums)] },
      members: { [coordinator]: { role: 'coordinator' } },
      ...{ replicas: quorums.replicas, readLevel: quorums.read, writeLevel: quorums.write },
      // A read goes to all, and the first answers count. Nobody gives up, and nothing is repaired.
      ...{ ask: 'all', timeout: '1h', hints: 'none', readRepair: { mode: 'none' } },
    },
    hosts: { disk: { flush: '0s' } },
    clients: [{ name: 'app', coordinator, timeout: '1h', rate: '1/s' }],
    duration: '1h',
    settle: '0s',
    ...more,
  };
  return scenarioFrom(input as unknown as ScenarioInput);
}
