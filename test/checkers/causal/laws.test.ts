/**
 * What must hold of any history: stronger levels include weaker ones, planted violations are found,
 * and changes that mean nothing change nothing.
 */
import { it } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { causal } from '../../../src/checkers/causal/causal.js';
import { restrictedTo, without } from '../../../src/checkers/causal/minimise.js';
import { linearizable } from '../../../src/checkers/linearizable/linearizable.js';
import type { Model } from '../../../src/checkers/models/model.js';
import { modelFor } from '../../../src/checkers/models/registry.js';
import { register } from '../../../src/checkers/models/register.js';
import { sequential } from '../../../src/checkers/sequential/sequential.js';
import { sessionGuarantee } from '../../../src/checkers/sessions/sessions.js';
import type { History, ObservedOperation, Value } from '../../../src/history/history.js';
import { explains } from './brute-force.js';
import { laggingHistories } from './lagging-store.js';
import { historyOf, numbered } from './notation.js';
import { tinyHistories } from './tiny-histories.js';

const options = {
  model: (actions: ReadonlySet<string>): Model => modelFor(actions) ?? register,
  budget: { steps: 200_000 },
};

const guarantees = [
  'readYourWrites',
  'monotonicReads',
  'monotonicWrites',
  'writesFollowReads',
] as const;

/** Of both causal levels, sequential, and the session guarantees. */
function verdicts(history: History): readonly string[] {
  return [
    causal(history, 'causal').verdict,
    causal(history, 'causallyConvergent').verdict,
    sequential(history, options).verdict,
    ...guarantees.map((guarantee) => sessionGuarantee(history, guarantee).verdict),
  ];
}

const histories = fc.oneof(laggingHistories, tinyHistories(12), tinyHistories(6));

describe('levels include each other', () => {
  it.prop([histories], { numRuns: 500 })('from linearizable down', (history) => {
    const isLinearizable = linearizable(history, options).verdict === 'valid';
    const [cc, ccv, sc, ...sessions] = verdicts(history);
    if (isLinearizable) expect(sc).toBe('valid');
    if (isLinearizable) expect(sessions).not.toContain('invalid');
    if (sc === 'valid') expect(ccv).toBe('valid');
    if (ccv === 'valid') expect(cc).toBe('valid');
  });

  it.prop([histories], { numRuns: 500 })(
    'causal convergence keeps session guarantees, as far as reads tell',
    (history) => {
      if (causal(history, 'causallyConvergent').verdict !== 'valid') return;
      for (const guarantee of guarantees) {
        for (const { because } of sessionGuarantee(history, guarantee).violations) {
          expect(because.map(({ rule }) => rule)).toContain('real time');
        }
      }
    },
  );
});

describe('a store that is late but right', () => {
  it.prop([laggingHistories])('is sequentially consistent', (history) => {
    const result = sequential(history, options);
    expect(verdicts(history).slice(0, 3)).toEqual(['valid', 'valid', 'valid']);
    const order = result.order?.get('') ?? [];
    expect(explains(order.map((index) => history.operations[index] as ObservedOperation))).toBe(
      true,
    );
  });
});

/** Contradictions of two other sessions, and whether causal consistency, convergence, one order forbid them. */
const contradictions = [
  [{ o: 'p=901 q=902', q: '. . q:902 p:-' }, ['invalid', 'invalid', 'invalid']],
  [{ o: 'p=901 p=902', q: '. . p:902 p:901' }, ['invalid', 'invalid', 'invalid']],
  [{ o: 'p+901 p+902', q: '. . p:902,' }, ['invalid', 'invalid', 'invalid']],
  [{ o: 'p=901 . p:902', q: 'p=902 . p:901' }, ['valid', 'invalid', 'invalid']],
  [{ o: 'p=901 . q:-', q: 'q=902 . p:-' }, ['valid', 'valid', 'invalid']],
] as const;

describe('planted contradictions', () => {
  const planted = fc.constantFrom(...contradictions);

  it.prop([laggingHistories, planted, fc.nat()], { numRuns: 200 })(
    'are found, and are the witness',
    ({ operations }, [rows, expected], choice) => {
      const at = (choice % (operations.length + 1)) * 10;
      const strangers = historyOf(rows).operations.map((one) => ({
        ...one,
        start: one.start / 1000 + at - 1,
        end: one.end / 1000 + at - 1,
      }));
      const history = numbered([...operations, ...strangers]);
      expect(verdicts(history).slice(0, 3)).toEqual(expected);
      const { violations } = sequential(history, options);
      const found = violations.map((violation) =>
        violation.operations.map((index) => history.operations[index]?.key),
      );
      expect(found).toEqual([strangers.map(({ key }) => key)]);
    },
  );
});

describe('every causal witness', () => {
  it.prop([tinyHistories(14)], { numRuns: 500 })(
    'stands alone, and needs each operation',
    (history) => {
      const { operations, model } = history;
      for (const level of ['causal', 'causallyConvergent'] as const) {
        for (const violation of causal(history, level).violations) {
          expect(violation.minimal).toBe(true);
          const alone = restrictedTo(violation, (index) => operations[index] as ObservedOperation);
          if (violation.kind === 'value that nobody wrote') expect(alone).toHaveLength(1);
          expect(causal({ operations: alone, model }, level).verdict).toBe('invalid');
          for (const one of alone) {
            const fewer = { operations: without(alone, one), model };
            expect(causal(fewer, level).verdict).toBe('valid');
          }
        }
      }
    },
  );
});

describe('nothing changes', () => {
  const renamed = (value: Value): Value => {
    if (typeof value === 'number') return `value ${value * 7}`;
    return Array.isArray(value) ? (value as Value[]).map(renamed) : value;
  };

  it.prop([histories])('when sessions, keys and values have other names', (history) => {
    const operations = history.operations.map((one) => ({
      ...one,
      session: `${99 - one.session.charCodeAt(one.session.length - 1)}`,
      key: `other ${one.key}`,
      input: renamed(one.input),
      output: one.output === undefined ? undefined : renamed(one.output),
    }));
    expect(verdicts({ operations, model: null })).toEqual(verdicts(history));
  });

  it.prop([histories])('when everything happens later', (history) => {
    const operations = history.operations.map((one) => ({
      ...one,
      start: one.start + 5000,
      end: one.end + 5000,
    }));
    expect(verdicts({ operations, model: null })).toEqual(verdicts(history));
  });

  it.prop([histories, fc.nat()])('when a session reads what it just wrote', (history, choice) => {
    const writes = history.operations.filter(
      ({ action, outcome }) => action === 'write' && outcome === 'ok',
    );
    const write = writes[choice % Math.max(1, writes.length)];
    if (write === undefined) return;
    const read: ObservedOperation = {
      ...write,
      action: 'read',
      input: null,
      output: write.input,
      start: write.end + 0.01,
      end: write.end + 0.02,
    };
    const more = numbered([...history.operations, read]);
    expect(verdicts(more).slice(0, 3)).toEqual(verdicts(history).slice(0, 3));
  });
});
