/**
 * What must hold between the levels of consistency, of every model: stronger levels include weaker ones,
 * and certificates stand up to replay. (Agreement with the definitions stands in test/checkers.)
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { LevelResult } from '../../src/checkers/consistency/result.js';
import { anyHistories, rightHistories, spoiledHistories } from '../support/histories.js';
import { judged, verdictsOf, type Verdicts } from '../support/judging.js';
import { kindOf, subjects } from '../support/subjects.js';
import { flawOf, flawOfSequence } from '../support/verify-linearization.js';

const runs = fc.readConfigureGlobal().numRuns ?? 100;

describe.each(subjects)('$name', (subject) => {
  const { kinds, model, levels: asked } = subject;
  const judging = { model, levels: asked };

  test.prop([rightHistories(kinds, { most: 24 })], { numRuns: runs })(
    'are all kept by an object that behaves',
    (history) => {
      const verdicts = verdictsOf(history, judging);
      expect(verdicts.linearizable).toBe('valid');
      expect(Object.values(verdicts)).not.toContain('invalid');
    },
  );

  test.prop([spoiledHistories(kinds, 16)], { numRuns: runs })(
    'include each other, from linearizable down',
    (history) => expectHierarchy(verdictsOf(history, judging)),
  );

  test.prop([anyHistories(kinds, 16)], { numRuns: runs })(
    'that promise an order are certified by one',
    (history) => {
      const [linear, sequence] = judged(history, {
        model,
        levels: ['linearizable', 'sequential'],
      }) as [LevelResult, LevelResult];
      for (const [key, own] of linear.order ?? []) {
        const operations = history.operations.filter((one) => one.key === key);
        expect(flawOf(own, operations, kindOf(subject, key).model)).toBeNull();
      }
      expect(linear.order !== null).toBe(linear.verdict === 'valid');
      expect(sequence.order !== null).toBe(sequence.verdict === 'valid');
      if (sequence.order === null) return;
      const whole = sequence.order.get('') ?? [];
      expect(
        flawOfSequence(whole, history.operations, (key) => kindOf(subject, key).model),
      ).toBeNull();
    },
  );
});

function expectHierarchy(verdicts: Verdicts): void {
  const { linearizable, sequential, causallyConvergent, causal, ...guarantees } = verdicts;
  const order = [linearizable, sequential, causallyConvergent, causal];
  order.forEach((stronger, place) => {
    if (stronger === 'valid') expect(order.slice(place)).not.toContain('invalid');
  });
  if (linearizable === 'valid') expect(Object.values(guarantees)).not.toContain('invalid');
}
