/**
 * All histories of up to five operations over a few values, against the definition: the verdict, the
 * certificate of what is valid, and the witness of what is not.
 */
import { describe, expect, it } from 'vitest';
import { withoutSearch, type Method } from '../../../src/checkers/linearizable/methods.js';
import { list } from '../../../src/checkers/models/list.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { register } from '../../../src/checkers/models/register.js';
import { set } from '../../../src/checkers/models/set.js';
import type { ObservedOperation, Value } from '../../../src/history/history.js';
import { flawOf } from '../../support/verify-linearization.js';
import { isLinearizable } from './brute-force.js';
import {
  add,
  append,
  historyOf,
  overlaps,
  read,
  selections,
  unknown,
  write,
  type Times,
  type Written,
} from './histories.js';
import { flawOfWitness } from './witness.js';

/** What may happen, at times that are not known yet. */
interface Choice {
  readonly at: (times: Times) => Written;
  /** The value that it writes, or those that it returns. */
  readonly writes: number | null;
  readonly returns: readonly number[];
  readonly isCertain: boolean;
}

const reads = (outputs: readonly Value[]): readonly Choice[] =>
  outputs.map((output) => {
    const returns = [output].flat().filter((value) => typeof value === 'number');
    return { at: (times) => read(output, times), writes: null, returns, isCertain: true };
  });

/** Each value written for sure, and written perhaps. */
const writes = (of: typeof write, values: readonly number[]): readonly Choice[] =>
  values.flatMap((value) => [
    { at: (times) => of(value, times), writes: value, returns: [], isCertain: true },
    { at: (times) => unknown(of(value, times)), writes: value, returns: [], isCertain: false },
  ]);

/** Values are written once, for symmetry in the order 1, 2. */
function isCanonical(chosen: readonly Choice[]): boolean {
  const written = chosen.flatMap(({ writes: value }) => value ?? []);
  return written.every((value, place) => value === place + 1);
}

/** Everything that is read is written. */
function isExplained(chosen: readonly Choice[]): boolean {
  const written = chosen.map(({ writes: value }) => value);
  return chosen.every(({ returns }) => returns.every((value) => written.includes(value)));
}

interface Tally {
  valid: number;
  invalid: number;
  /** Histories about which something was wrong. */
  readonly wrong: (readonly unknown[])[];
}

interface Universe {
  readonly choices: readonly Choice[];
  readonly count: number;
  readonly model: Model;
  readonly method: Method;
  /** Whether reads may return what nobody wrote, too. */
  readonly isStrange: boolean;
}

function judgeAll({ choices, count, model, method, isStrange }: Universe): Tally {
  const tally: Tally = { valid: 0, invalid: 0, wrong: [] };
  const canonical = selections(choices, count, isCanonical);
  const selected = isStrange ? canonical : canonical.filter(isExplained);
  for (const times of overlaps(count)) {
    for (const chosen of selected) {
      const operations = chosen.map(({ at }, place) => at(times[place] as Times));
      judgeOne(historyOf(operations).operations, model, method, tally);
    }
  }
  return tally;
}

function judgeOne(
  operations: readonly ObservedOperation[],
  model: Model,
  method: Method,
  tally: Tally,
): void {
  const judged = withoutSearch(operations, model);
  const judgement = judged?.judgement;
  const expected = isLinearizable(operations, model) ? 'valid' : 'invalid';
  tally[expected] += 1;
  const problem =
    judged?.method !== method || judgement?.verdict !== expected
      ? `${judged?.method} says ${judgement?.verdict}`
      : judgement.verdict === 'valid'
        ? flawOf(judgement.order, operations, model)
        : flawOfWitness(
            judgement.contradiction.operations.map(({ index }) => index),
            operations,
            model,
          );
  if (problem !== null) tally.wrong.push([problem, ...operations]);
}

describe('agrees with the definition on all histories', () => {
  const onRegister = { model: register, method: 'zones' } as const;
  const onList = { model: list, method: 'one pass' } as const;
  const onSet = { model: set, method: 'one pass' } as const;
  const written = [...writes(write, [1, 2]), ...reads([null, 1, 2])];
  const certain = written.filter(({ isCertain }) => isCertain);
  const siblings = reads([[1, 2]]);
  const lists = [...writes(append, [1, 2]), ...reads([[], [1], [2], [1, 2], [2, 1], [1, 1]])];
  const sets = [...writes(add, [1, 2]), ...reads([[], [1], [2], [1, 2], [2, 1]])];
  const three = { count: 3, isStrange: true };
  const four = { count: 4, isStrange: false };
  const five = { count: 5, isStrange: false };

  it.each<[string, Universe, Pick<Tally, 'valid' | 'invalid'>]>([
    [
      'three on a register',
      { ...onRegister, ...three, choices: [...written, ...siblings] },
      { valid: 259, invalid: 989 },
    ],
    [
      'four on a register',
      { ...onRegister, ...four, choices: written },
      { valid: 3542, invalid: 3202 },
    ],
    [
      'five on a register',
      { ...onRegister, ...five, choices: certain },
      { valid: 12025, invalid: 30095 },
    ],
    ['three on a list', { ...onList, ...three, choices: lists }, { valid: 318, invalid: 2706 }],
    ['four on a list', { ...onList, ...four, choices: lists }, { valid: 4720, invalid: 21224 }],
    ['three on a set', { ...onSet, ...three, choices: sets }, { valid: 328, invalid: 1682 }],
    ['four on a set', { ...onSet, ...four, choices: sets }, { valid: 6102, invalid: 9858 }],
  ])('%s', (_, universe, { valid, invalid }) => {
    const tally = judgeAll(universe);
    expect(tally.wrong.slice(0, 3)).toEqual([]);
    expect([tally.valid, tally.invalid]).toEqual([valid, invalid]);
  });
});
