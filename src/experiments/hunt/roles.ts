/**
 * The roles that nodes of a scenario have. A family declares all that there can be; a fault that aims at one
 * that nobody ever has strikes nothing.
 */
import type { Scenario } from '../../scenario/scenario.js';
import type { SimulateOptions } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { withoutFaults } from '../change.js';

/** More is not looked at: by then every node has found its place. */
const fewEvents = 20_000;

/** In the beginning of a run without faults. */
export function rolesSeen(
  scenario: Scenario,
  { databases = [] }: Pick<SimulateOptions, 'databases'> = {},
): ReadonlySet<string> {
  const calm = withoutFaults(
    scenario,
    scenario.spec.faults.map(({ id }) => id),
  );
  const { finalViews } = simulate(calm, { databases, maxEvents: fewEvents });
  return new Set([...finalViews.values()].flatMap((view) => view?.role ?? []));
}
