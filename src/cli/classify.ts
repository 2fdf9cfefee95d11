/** Experiments with probing clients for the command line: a scenario that cannot be probed is a mistake of usage, and no bug. */
import { pacelc, type Pacelc, type PacelcOptions } from '../experiments/pacelc.js';
import { ScenarioError } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { UsageError } from './options.js';

/** The class of a configuration, with the evidence. */
export function classify(scenario: Scenario, options: PacelcOptions): Pacelc {
  return probed(() => pacelc(scenario, options));
}

/** What probing comes to. */
export function probed<Result>(probe: () => Result): Result {
  try {
    return probe();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const reasons = error.problems.map(({ message }) => message).join('; ');
    throw new UsageError(`the scenario cannot be probed: ${reasons}`);
  }
}
