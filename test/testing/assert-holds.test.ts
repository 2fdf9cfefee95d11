/** What people read when a property does not hold, and how it comes to them: thrown, printed, in a file. */
import { inspect } from 'node:util';
import { fc, it as drawing } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  assertHolds,
  holds,
  noLostWrites,
  PropertyFailure,
  PropertyNotExercised,
  scenarios,
  without,
  type CheckOptions,
  type Property,
} from '../../src/testing/index.js';
import { calm, mine, databases, lossy } from './bases.js';

function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}

function failureOf(...given: Parameters<typeof assertHolds>): PropertyFailure {
  const error = thrownBy(() => {
    assertHolds(...given);
  });
  if (error instanceof PropertyFailure) return error;
  throw new Error('it is no failure', { cause: error });
}

describe('the message', () => {
  const drawn = scenarios(mine(['keep the private suffix']), {
    ...{ databases, vary: ['faults'], mostFaults: 20 },
    faults: ['isolate', 'partition', 'crash', 'pause'],
  });
  const options: CheckOptions = { seed: 5, numRuns: 100, databases, modules: ['./mine.js'] };
  const path = '27:2:2:2:1:1:1:1:1:1:5:8:10:11:13';
  const broken = 'a follower has nothing that its primary has not';
  const yaml = `# yaml-language-server: $schema=./node_modules/quorate/schema/scenario.schema.json
# The database broke a rule of its own at 0.610 s: ${broken}.
# It shows invariantViolations: ${broken}.
# A broken invariant fails a run, whatever is expected.
# Drawn by a property test and shrunk from 6 faults to 1, by
#   { seed: 5, path: '${path}' }
# Run it, and have it explained:
#   quorate run failing.yaml --import ./mine.js
#   quorate explain failing.yaml --import ./mine.js --finding 2
name: 'Of my own (drawn with seed 692529014)'
seed: 692529014
database:
  kind: mine
  nodes: 3
  bugs: [keep the private suffix]
  heartbeat: 100ms
  acknowledge: majority
  failover: { detect: 500ms, fencing: epoch }
clients:
  - { name: app, rate: 10/s, reads: 0, until: 1ms, keys: 1 }
duration: 1s
faults:
  - { at: 0s, isolate: primary, for: 530ms }
expect:
  invariantViolations: '> 0'
`;

  it('says what happened, how to see it again, and what is left of the scenario', () => {
    const { message } = failureOf(drawn, undefined, options);
    expect(message).toBe(`The database broke a rule of its own at 0.610 s: ${broken}.

The property failed in run 28: invariantViolations: ${broken}. It was shrunk from 6 faults to 1, in 14 steps and 86 runs.
Also met on the way: lostWrites: stranded.
To see it again, give the test: { seed: 5, path: '${path}' }

The smallest scenario that shows it, for a file failing.yaml:

${yaml}
quorate run failing.yaml --import ./mine.js
quorate explain failing.yaml --import ./mine.js --finding 2`);
  });

  it('says of a failure that was led to only what is known of it', () => {
    const { message } = failureOf(drawn, undefined, { ...options, path });
    expect(message.split('\n')[2]).toBe(
      `The property failed: invariantViolations: ${broken}. It was shrunk from 6 faults to 1.`,
    );
    expect(message).toContain(yaml);
  });
});

describe('assertHolds', () => {
  const drawn = scenarios(calm, { vary: ['faults'] });
  const few: Property = ({ scenario: { spec } }) => spec.faults.length < 2;
  const options: CheckOptions = { seed: 1, numRuns: 20 };

  it('is silent when the property holds', () => {
    expect(
      thrownBy(() => {
        assertHolds(drawn, undefined, options);
      }),
    ).toBe(null);
  });

  it('throws all that is known, and shows test runners no more than the message', () => {
    const error = failureOf(drawn, few, options);
    const { failure } = error;
    expect(error).toMatchObject({
      ...{ name: 'PropertyFailure', message: failure.message, seed: 1, path: failure.path },
      ...{ yaml: failure.yaml, fingerprint: null },
    });
    expect([error.scenario, error.run]).toEqual([failure.scenario, failure.run]);
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      problem: 'the property is false',
      ...{ seed: 1, path: failure.path },
    });
    expect(inspect(error)).not.toContain('chronicle');
  });

  it('names what a property threw as the cause', () => {
    const wrong = new Error('surely not');
    const property: Property = () => {
      throw wrong;
    };
    const error = failureOf(drawn, property, options);
    expect(error.cause).toBe(wrong);
    expect(error.message.split('\n')[0]).toBe('Error: surely not');
  });

  it('writes the smallest scenario where somebody wants it', () => {
    const files = new Map<string, string>();
    const write = (file: string, text: string): void => {
      files.set(file, text);
    };
    const error = failureOf(drawn, few, { ...options, out: { file: 'a b.yaml', write } });
    expect([...files]).toEqual([['a b.yaml', error.yaml]]);
    expect(error.message).toContain('The smallest scenario that shows it, written to a b.yaml:\n');
    expect(error.message.split('\n').at(-1)).toBe("quorate run 'a b.yaml'");
  });

  it('tells the failure even if the file cannot be written', () => {
    const write = (): void => {
      throw new Error('no space');
    };
    const { message } = failureOf(drawn, few, { ...options, out: { file: 'a.yaml', write } });
    expect(message).toContain(
      'The smallest scenario that shows it, for a file a.yaml (it could not be written: Error: no space):',
    );
  });

  it('takes it for no pass when nothing was put to the test', () => {
    const error = thrownBy(() => {
      assertHolds(drawn, () => 'unknown', options);
    });
    expect(error).toBeInstanceOf(PropertyNotExercised);
    expect(error).toMatchObject({
      name: 'PropertyNotExercised',
      exercised: { runs: 20, undecided: 20 },
      message:
        'The property was not put to the test: no run could decide whether the property holds.\n' +
        '20 runs were judged, 20 of them without a result (fast-check seed 1). Draw more runs, other ' +
        'faults, or a longer scenario.',
    });
  });
});

describe('plain fast-check', () => {
  drawing.prop([scenarios(lossy, { vary: ['network'] })], { numRuns: 10 })(
    'takes the arbitraries and the properties',
    holds(noLostWrites),
  );

  it('prints a counterexample that can be pasted', () => {
    const error = thrownBy(() => {
      const drawn = scenarios(lossy, { vary: ['faults'] });
      fc.assert(fc.property(drawn, holds(without('lostWrites'))), { seed: 1, numRuns: 100 });
    });
    const { message, cause } = error as Error;
    expect(message).toContain(
      'Counterexample: [\n\n# Saved as failing.yaml, it runs with: quorate',
    );
    expect(message).toContain('\nfaults:\n  - { ');
    expect((cause as Error).message).toBe('lostWrites: rolled back');
  });
});
