/** What actions mean is told by the model of their key, not by their names. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/checkers/consistency/judge.js';
import type { Level } from '../../../src/checkers/consistency/result.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { register } from '../../../src/checkers/models/register.js';
import type { Value } from '../../../src/history/history.js';
import { historyOf } from './notation.js';

const levels = ['causal', 'causallyConvergent', 'sequential'] as const satisfies readonly Level[];

function verdicts(rows: Readonly<Record<string, string>>, model: Model | null = null) {
  return judge(historyOf(rows), { levels, model }).map(({ verdict }) => verdict);
}

/** Keeps the greatest value. */
const greatest: Model<Value> = {
  ...register,
  step: (state, { action, input, output }) => {
    if (action === 'write') return Math.max(Number(state), Number(input));
    return output === undefined || output === state ? state : undefined;
  },
};

/** A read takes the value out. */
const mailbox: Model<Value> = {
  ...register,
  name: 'mailbox',
  readOnly: [],
  step: (state, { action, input, output }) => {
    if (action === 'write') return input;
    return output === undefined || output === state ? null : undefined;
  },
};

describe('a model of the user', () => {
  it('is not taken for ours of the same name', () => {
    expect(verdicts({ a: 'x=2 x=1 x:2' }, greatest)).toEqual(['unknown', 'unknown', 'valid']);
    expect(verdicts({ a: 'x=2 x=1 x:1' }, greatest)).toEqual(['unknown', 'unknown', 'invalid']);
  });

  it('says whether a read that nobody heard the answer of may have changed something', () => {
    expect(verdicts({ a: 'x=1 x:1? x:-' }, mailbox)).toEqual(['unknown', 'unknown', 'valid']);
    expect(verdicts({ a: 'x=1 x:-' }, mailbox)).toEqual(['unknown', 'unknown', 'invalid']);
  });
});

describe('the model of a key', () => {
  it('knows what was asked for, done or not, as for linearizability', () => {
    const [linearizable] = judge(historyOf({ a: 'x:[] x=1 x+2!' }), { levels: ['linearizable'] });
    expect(linearizable?.verdict).toBe('valid');
    expect(verdicts({ a: 'x:[] x=1 x+2!' })).toEqual(['unknown', 'unknown', 'valid']);
  });

  it('is a list when it was only read and answered so, unless somebody names another', () => {
    expect(verdicts({ a: 'x:[]' })).toEqual(['valid', 'valid', 'valid']);
    expect(verdicts({ a: 'x:[]' }, register)).toEqual(['invalid', 'invalid', 'invalid']);
  });
});

describe('a read of a register', () => {
  const factsOf = (rows: Readonly<Record<string, string>>) => {
    const [result] = judge(historyOf(rows), { levels: ['causal'] });
    return result?.violations.map(({ kind, because }) => ({ kind, because }));
  };

  it('that returned a list nobody wrote is not told as a read of its elements', () => {
    const because = [{ rule: 'nobody wrote it', read: 1, value: [7, 8] }];
    expect(factsOf({ a: 'x=1 x:7,8' })).toEqual([{ kind: 'value that nobody wrote', because }]);
  });

  it('that returned a written value among others returned several', () => {
    expect(factsOf({ a: 'x=1 x:1,8' })).toMatchObject([{ kind: 'several values at once' }]);
  });
});
