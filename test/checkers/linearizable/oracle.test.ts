/**
 * Random histories, most of them nearly right: what clients see of an object whose operations take effect
 * one by one, with a few answers changed. Judged by the front door and by the definition.
 */
import { it } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { LevelResult } from '../../../src/checkers/consistency/result.js';
import { linearizable } from '../../../src/checkers/linearizable/linearizable.js';
import { list } from '../../../src/checkers/models/list.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { register } from '../../../src/checkers/models/register.js';
import { set } from '../../../src/checkers/models/set.js';
import type { History, Value } from '../../../src/history/history.js';
import { flawOf } from '../../support/verify-linearization.js';
import { isLinearizable } from './brute-force.js';
import {
  add,
  append,
  failed,
  historyOf,
  read,
  unknown,
  write,
  type Times,
  type Written,
} from './histories.js';
import { flawOfWitness } from './witness.js';

/** One operation of a random history. */
interface Planned {
  readonly isRead: boolean;
  readonly start: number;
  readonly takes: number;
  /** When it takes effect, in tenths of the time that it takes. */
  readonly effect: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Whether it takes effect when its outcome is unknown. */
  readonly happens: boolean;
  /** What it answers instead; null for the truth. */
  readonly lie: number | null;
}

const plannedParts = {
  isRead: fc.boolean(),
  start: fc.nat({ max: 12 }),
  takes: fc.nat({ max: 8 }),
  effect: fc.nat({ max: 10 }),
  outcome: fc.constantFrom<Planned['outcome'][]>('ok', 'ok', 'ok', 'fail', 'info'),
  happens: fc.boolean(),
  lie: fc.option(fc.nat({ max: 7 }), { freq: 8, nil: null }),
};

const planned: fc.Arbitrary<Planned> = fc.record(plannedParts);

const plans = fc.array(planned, { minLength: 1, maxLength: 7 });

/** More operations at more times, with fewer lies. */
const longerPlans = fc.array(
  fc.record({
    ...plannedParts,
    start: fc.nat({ max: 60 }),
    lie: fc.option(fc.nat({ max: 12 }), { freq: 40, nil: null }),
  }),
  { minLength: 10, maxLength: 40 },
);

/** How an object is written to and what a read of it shows. */
interface Kind {
  readonly model: Model;
  readonly isSearched?: true;
  readonly writes: (value: number, times: Times) => Written;
  /** What a read returns after these writes, oldest first. */
  readonly shows: (values: readonly number[]) => Value;
  /** What a lying read returns. */
  readonly lies: (values: readonly number[], lie: number) => Value;
}

const kinds: readonly Kind[] = [
  {
    model: register,
    writes: write,
    shows: (values) => values.at(-1) ?? null,
    lies: (_, lie) => (lie === 0 ? null : lie === 7 ? [1, 2] : lie),
  },
  {
    model: list,
    writes: append,
    shows: (values) => values,
    lies: (values, lie) => [
      ...values.slice(0, lie % 4),
      ...values.slice((lie % 4) + 1),
      ...(lie > 4 ? [lie - 4] : []),
    ],
  },
  {
    model: set,
    writes: add,
    shows: (values) => values.toSorted((a, b) => b - a),
    lies: (values, lie) =>
      values.includes(lie) ? values.filter((one) => one !== lie) : [lie, ...values],
  },
  {
    // Values repeat, so only the search can tell.
    model: register,
    isSearched: true,
    writes: (value, times) => write(value % 3, times),
    shows: (values) => (values.length === 0 ? null : (values.at(-1) ?? 0) % 3),
    lies: (_, lie) => lie % 3,
  },
];

/** Lets the operations take effect one after another and writes down what their clients saw. */
function played(plan: readonly Planned[], { writes, shows, lies }: Kind): History {
  const values: number[] = [];
  const inEffect = plan
    .map((one, place) => ({
      ...one,
      value: place + 1,
      at: one.start + (one.takes * one.effect) / 10,
    }))
    .toSorted((a, b) => a.at - b.at);
  const operations = inEffect.map(({ isRead, outcome, happens, lie, start, takes, value }) => {
    const times: Times = [start, start + takes];
    const told = lie === null ? shows([...values]) : lies(values, lie);
    const operation = isRead ? read(told, times) : writes(value, times);
    if (!isRead && (outcome === 'ok' || (outcome === 'info' && happens))) values.push(value);
    return outcome === 'ok' ? operation : (outcome === 'fail' ? failed : unknown)(operation);
  });
  return historyOf(operations);
}

describe('agrees', () => {
  it.prop([plans, fc.constantFrom(...kinds)], { numRuns: 10_000 })(
    'with the definition on small histories',
    (plan, kind) => {
      const { model } = kind;
      const { operations } = played(plan, kind);
      const { verdict, order, violations } = judged(operations, model);
      expect(verdict).toBe(isLinearizable(operations, model) ? 'valid' : 'invalid');
      if (order !== null) expect(flawOf(order.get('x') ?? [], operations, model)).toBeNull();
      if (kind.isSearched === true) return;
      for (const { operations: witness, minimal } of violations) {
        expect(minimal).toBe(true);
        expect(flawOfWitness(witness, operations, model)).toBeNull();
      }
    },
  );

  it.prop([longerPlans, fc.constantFrom(...kinds.slice(0, 3))], { numRuns: 1_000 })(
    'with the search on longer histories',
    (plan, kind) => {
      const { model } = kind;
      const { operations } = played(plan, kind);
      const searched = judged(operations, { ...model });
      const { verdict, order, scope, violations } = judged(operations, model);
      expect(scope.methods).not.toContain('search');
      expect(verdict).toBe(searched.verdict);
      if (order !== null) expect(flawOf(order.get('x') ?? [], operations, model)).toBeNull();
      for (const { operations: witness } of violations) {
        expect(flawOfWitness(witness, operations, model)).toBeNull();
      }
    },
  );
});

function judged(operations: History['operations'], model: Model): LevelResult {
  const options = { model: () => model, budget: { steps: 1_000_000 } };
  return linearizable({ operations, model: null }, options);
}
