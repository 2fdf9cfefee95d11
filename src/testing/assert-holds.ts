/** Assertions for any test runner: they throw what people need to read. */
import type { Arbitrary } from 'fast-check';
import type { Fingerprint } from '../experiments/fingerprint.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Run } from '../simulation/run.js';
import { check, type CheckOptions } from './check.js';
import type { Exercised } from './exercise.js';
import type { Failure } from './failure.js';
import { asExpected, judgementOf } from './properties.js';
import { trialOf, type Property, type TrialOptions } from './property.js';

/** A property does not hold. Its data are no properties of its own, so that test runners do not print a whole run. */
export class PropertyFailure extends Error {
  override readonly name = 'PropertyFailure';
  readonly #failure: Failure;

  constructor(failure: Failure) {
    super(failure.message, failure.thrown === null ? {} : { cause: failure.thrown });
    this.#failure = failure;
  }

  /** All that is known of it. */
  get failure(): Failure {
    return this.#failure;
  }

  /** The smallest scenario, as a file. */
  get yaml(): string {
    return this.#failure.yaml;
  }

  get scenario(): Scenario {
    return this.#failure.scenario;
  }

  get run(): Run | null {
    return this.#failure.run;
  }

  get fingerprint(): Fingerprint | null {
    return this.#failure.fingerprint;
  }

  /** The seed and path of fast-check. */
  get seed(): number {
    return this.#failure.seed;
  }

  get path(): string {
    return this.#failure.path;
  }

  /** For test runners that show errors as data. */
  toJSON(): object {
    const { name, seed, path } = this.#failure;
    return { problem: name, seed, path };
  }
}

/** Nothing was put to the test: that is no pass. */
export class PropertyNotExercised extends Error {
  override readonly name = 'PropertyNotExercised';
  readonly exercised: Exercised;

  constructor(why: string, seed: number, exercised: Exercised) {
    const { runs, undecided } = exercised;
    super(
      `The property was not put to the test: ${why}.\n` +
        `${String(runs)} runs were judged, ${String(undecided)} of them without a result ` +
        `(fast-check seed ${String(seed)}). Draw more runs, other faults, or a longer scenario.`,
    );
    this.exercised = exercised;
  }
}

/**
 * Asserts that a property holds in every drawn scenario; by default, that no invariant is broken and that
 * everything is as the scenario expects. Throws a `PropertyFailure` with the smallest scenario that shows
 * the opposite, or `PropertyNotExercised` when no fault struck or no run could decide anything.
 *
 * @example
 * it('loses no write', () => assertHolds(scenarios(base), noLostWrites));
 */
export function assertHolds(
  scenarios: Arbitrary<Scenario>,
  property: Property = asExpected,
  options: CheckOptions = {},
): void {
  const checked = check(scenarios, property, options);
  switch (checked.kind) {
    case 'holds':
      return;
    case 'fails':
      throw new PropertyFailure(checked.failure);
    case 'not exercised':
      throw new PropertyNotExercised(checked.why, checked.seed, checked.exercised);
  }
}

/**
 * The property as a predicate for `fc.property` and `it.prop`: throws an error with what is wrong. Plain
 * fast-check shrinks to any run that fails, even if it fails otherwise, and takes what could not be decided
 * for a pass.
 */
export function holds(
  property: Property = asExpected,
  options: TrialOptions = {},
): (scenario: Scenario) => void {
  return (scenario) => {
    const { problems } = judgementOf(property, trialOf(scenario, property, options));
    if (problems.length === 0) return;
    throw new Error(problems.map(({ name, message }) => message ?? name).join('\n'));
  };
}
