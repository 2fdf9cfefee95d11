/** The search by itself, without the conclusions that usually leave it little to do. */
import { it } from '@fast-check/vitest';
import { describe, expect, it as example } from 'vitest';
import { causalityOf, indexed, type Causality } from '../../../src/checkers/causal/causality.js';
import { observe } from '../../../src/checkers/causal/observations.js';
import { modelChoice } from '../../../src/checkers/models/choice.js';
import { register } from '../../../src/checkers/models/register.js';
import { exhausted } from '../../../src/checkers/sequential/explain.js';
import { saturate } from '../../../src/checkers/sequential/saturation.js';
import { search, type SearchResult } from '../../../src/checkers/sequential/search.js';
import { sequential } from '../../../src/checkers/sequential/sequential.js';
import type { History, ObservedOperation } from '../../../src/history/history.js';
import { isSequential } from '../causal/brute-force.js';
import { historyOf } from '../causal/notation.js';
import { tinyHistories } from '../causal/tiny-histories.js';

function unaided(causality: Causality, steps: number): SearchResult {
  const index = indexed([], causality.operations.length);
  return search({ causality, index, objects: [] }, steps);
}

const causalityFrom = ({ operations }: History): Causality =>
  causalityOf(observe(operations, modelChoice(null)));

/** Readers of four writers, who agree on no order: a fork that takes a while to refute. */
const forked = historyOf({
  a: 'x=1 y=1',
  b: 'x=2 y=2',
  c: 'x:1 x:2 y:2 y:1',
  d: 'x:1 x:2 y:1 y:2',
});

describe('the search alone', () => {
  it.prop([tinyHistories(7, { kinds: ['write'], strangers: false })], { numRuns: 1500 })(
    'decides registers',
    (history) => {
      const { kind } = unaided(causalityFrom(history), 1_000_000);
      expect(kind).toBe(isSequential(history.operations) ? 'found' : 'none');
    },
  );

  example('does not write what somebody has yet to read', () => {
    const history = historyOf({ a: 'x=1 y=1', b: 'x=2 w=1', c: '. . w:1 y:1 x:1' });
    expect(unaided(causalityFrom(history), 1000).kind).toBe('found');
  });

  example('names everything when it has tried all of a small history', () => {
    const causality = causalityFrom(forked);
    const result = unaided(causality, 1_000_000);
    expect(result.kind).toBe('none');
    const violation = exhausted(causality, [], []);
    expect(violation.kind).toBe('no order');
    expect(violation.operations).toHaveLength(causality.operations.length);
  });

  example('remembers where it was: independent sessions cost what they add up to', () => {
    const rows = Array.from({ length: 4 }, (_, session) => [
      `s${session}`,
      Array.from({ length: 6 }, (__, place) => `k${session}=${place + 1}`).join(' '),
    ]);
    const stuck = { u: 'x=1 y:-', v: 'y=1 x:-' };
    const history = historyOf({
      ...(Object.fromEntries(rows) as Record<string, string>),
      ...stuck,
    });
    const result = unaided(causalityFrom(history), 1_000_000);
    expect(result.kind).toBe('none');
    // 7 places in each of four sessions, and the few of the two that cannot both go on; six to choose from.
    expect(result.steps).toBeLessThan(7 ** 4 * 4 * (6 + 5));
  });

  example('counts what it chooses from, so that a step costs the same in many sessions', () => {
    const rows = Array.from({ length: 10 }, (_, session) => [`s${session}`, `k${session}=1`]);
    const history = historyOf(Object.fromEntries(rows) as Record<string, string>);
    // Ten are made, from among 10, 9, 8 … 1.
    expect(unaided(causalityFrom(history), 1000)).toMatchObject({ kind: 'found', steps: 10 + 45 });
  });

  example('takes no step beyond its budget', () => {
    const result = unaided(causalityFrom(forked), 5);
    expect(result).toEqual({ kind: 'spent', steps: 5 });
  });
});

describe('saturation', () => {
  example('answers that it was not done when its budget is spent', () => {
    const causality = causalityFrom(historyOf({ a: 'x=1 y:-', b: 'y=1 x:-' }));
    expect(saturate(causality, 0)).toMatchObject({ isComplete: false, cycle: [] });
    expect(saturate(causality, 1000).cycle.length).toBeGreaterThan(0);
  });
});

describe('conclusions', () => {
  example('may be more than a call can take as arguments', () => {
    const row = (session: number): string => `${'x:- '.repeat(40)}x=${session}`;
    const rows = Array.from({ length: 60 }, (_, session) => [`s${session}`, row(session)]);
    const history = historyOf(Object.fromEntries(rows) as Record<string, string>);
    const options = { model: () => register, budget: { steps: 10_000_000 } };
    // Each of 2,400 reads is before the write of each other session.
    expect(sequential(history, options).verdict).toBe('valid');
  });

  example('are explained once, however many others rest on them', () => {
    const depth = 40;
    const rows = new Map<string, string>([['r', 'm:1 p0:2 q0:2']]);
    const first = ['e:1'];
    for (let level = depth; level >= 1; level--) first.push(`p${level}=1 h${level}:1`);
    rows.set('first', [...first, 'p0=1 h0:1 m=1'].join(' '));
    // Either of two conclusions of a level rests on both of the level before.
    for (let level = 0; level <= depth; level++) {
      const next = level === depth ? 'e=1' : `p${level + 1}:2 q${level + 1}:2`;
      rows.set(`y${level}`, `p${level}=2 q${level}=1 h${level}=1`);
      rows.set(`z${level}`, `q${level}=2 ${next}`);
    }
    const history = historyOf(Object.fromEntries(rows));
    const options = { model: () => register, budget: { steps: 10_000_000 } };
    const [violation] = sequential(history, options).violations;
    expect(violation?.kind).toBe('cycle in the order');
    const concluded = violation?.because.filter(({ rule }) => rule === 'conflict order');
    expect(concluded).toHaveLength(2 * (depth + 1));
  });
});

describe('objects that only a model can tell', () => {
  const cas = (session: string, input: readonly [number, number], output: boolean) => ({
    session,
    key: 'x',
    action: 'cas',
    input,
    output,
    outcome: 'ok' as const,
    invokedAt: null,
    completedAt: null,
    revision: null,
    name: '',
  });

  example('are searched with it, and the witness is where it was stuck', async () => {
    const { casRegister } = await import('../../../src/checkers/models/cas-register.js');
    const write = historyOf({ a: 'x=1' }).operations[0] as ObservedOperation;
    const once: ObservedOperation = { ...cas('b', [1, 2], true), index: 1, start: 20, end: 25 };
    const twice: ObservedOperation = { ...cas('c', [1, 3], true), index: 2, start: 20, end: 25 };
    const judge = (operations: readonly ObservedOperation[]) =>
      sequential(
        { operations, model: null },
        { model: () => casRegister, budget: { steps: 1000 } },
      );
    const right = judge([write, once]);
    expect(right.order?.get('')).toEqual([0, 1]);
    const wrong = judge([write, once, twice]);
    expect(wrong.verdict).toBe('invalid');
    expect(wrong.violations).toMatchObject([{ kind: 'no next operation', minimal: false }]);
  });

  example('include registers whose values repeat', () => {
    const options = { model: () => register, budget: { steps: 1000 } };
    const history = historyOf({ a: 'x=1 x=2', b: 'x=1 x:2 x:1 x:1' });
    expect(sequential(history, options).verdict).toBe('invalid');
    const possible = historyOf({ a: 'x=1 x=2', b: '. . x=1 x:1' });
    expect(sequential(possible, options).order?.get('')).toEqual([0, 1, 2, 3]);
  });
});
