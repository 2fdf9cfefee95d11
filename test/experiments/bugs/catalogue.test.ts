/** The catalogue of bugs covers what the families declare, and its scenarios are fit to hunt in. */
import { describe, expect, it, test } from 'vitest';
import { builtInDeclarations } from '../../../src/databases/schema.js';
import { catalogue, familyOf, knownBugs } from '../../../src/experiments/bugs/catalogue.js';
import { beginTrial } from '../../../src/experiments/bugs/trial.js';
import { findingOf } from '../../../src/experiments/fingerprint.js';
import { promisesOf } from '../../../src/experiments/hunt/promises.js';
import { quarryNamed } from '../../../src/experiments/hunt/quarry.js';

const declared = Object.values(builtInDeclarations).map(
  ({ kind, bugs }) => [kind, Object.keys(bugs)] as const,
);

describe.each(declared)('%s', (kind, bugs) => {
  it('has an entry for each of its bugs, and no other', () => {
    const switched = catalogue[kind].filter(({ settings }) => settings === undefined);
    expect(switched.map(({ bug }) => bug).toSorted()).toEqual(bugs.toSorted());
  });

  it('has entries that look at this family', () => {
    expect(new Set(catalogue[kind].map(familyOf))).toEqual(new Set([kind]));
  });
});

describe.each(knownBugs.map((known) => [familyOf(known), known.bug, known] as const))(
  '%s: %s',
  (_family, bug, known) => {
    const { hunt, control } = beginTrial(known);

    test('differs from its control in the bug alone', () => {
      const { space, scenario } = hunt.plan;
      expect(control.plan.space).toBe(space);
      const { database, ...rest } = control.plan.scenario.spec;
      const wrong = known.settings ?? { bugs: [bug] };
      expect(database.bugs).toEqual([]);
      expect(scenario.spec).toMatchObject(rest);
      const right = new Map<string, unknown>(Object.entries(database));
      for (const [option, value] of Object.entries(scenario.spec.database)) {
        if (option in wrong) expect(value).not.toEqual(right.get(option));
        else expect(value).toEqual(right.get(option));
      }
    });

    test('promises all that it expects, and is drawn faults for', () => {
      const { space, scenario } = hunt.plan;
      const expected = Object.keys(scenario.spec.expect);
      expect(promisesOf(scenario, space).map(({ path }) => path)).toEqual(expected);
      expect(expected).not.toEqual([]);
      expect(space.faults?.kinds).not.toEqual([]);
    });

    test('must show findings that there are, or an expectation that it has', () => {
      const { expect: promised } = hunt.plan.scenario.spec;
      const expectations = Object.entries(promised).map(
        ([path, value]) => `${path} is not ${value}`,
      );
      for (const one of known.shows.filter((name) => !expectations.includes(name))) {
        expect(quarryNamed(findingOf(one), hunt.plan.scenario)).not.toBe(null);
      }
      expect(known.shows).not.toEqual([]);
    });

    test('is a sentence, and is looked for in not more than a hundred seeds', () => {
      expect(known.mistake).toMatch(/^[A-Z].*\.$/u);
      expect(known.seeds).toBeLessThanOrEqual(100);
      const own = known.space.keepOwn === true ? (known.scenario.faults ?? []).length : 0;
      expect(known.faults ?? 0).toBeLessThanOrEqual(own + 2);
    });
  },
);
