/**
 * What must hold between a history and one that was made from it, of every model: changes that mean
 * nothing change nothing, and what adds or takes away certainty works in one direction.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Level, LevelResult } from '../../src/checkers/consistency/result.js';
import { isReadOnly } from '../../src/checkers/models/model.js';
import { worstVerdict } from '../../src/checkers/verdict.js';
import { byKey, type History, type ObservedOperation } from '../../src/history/history.js';
import { isUnseen, otherValue, withLook } from '../support/changes.js';
import { anyHistories, numbered, spoiledHistories } from '../support/histories.js';
import { expectAgreement, judged, skeletonOf, verdictOf, verdictsOf } from '../support/judging.js';
import type { ObjectKind } from '../support/objects.js';
import { kindOf, subjects } from '../support/subjects.js';

/** There are many laws, each of them asked of every subject. */
const runs = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 2);

/** These span all keys, and real time means nothing to them. */
const unlocal: readonly Level[] = ['sequential', 'causallyConvergent', 'causal'];

function changed(
  { operations, model }: History,
  change: (one: ObservedOperation) => Partial<ObservedOperation>,
): History {
  return { operations: operations.map((one) => ({ ...one, ...change(one) })), model };
}

function withoutOperation({ operations }: History, left: ObservedOperation): History {
  return numbered(operations.filter((one) => one !== left));
}

/** One of some operations; undefined when there is none. */
function picked(
  operations: readonly ObservedOperation[],
  choice: number,
): ObservedOperation | undefined {
  return operations[choice % Math.max(1, operations.length)];
}

describe.each(subjects)('$name', (subject) => {
  const { kinds, model, levels: asked } = subject;
  const judging = { model, levels: asked };

  describe('nothing changes', () => {
    test.prop([anyHistories(kinds, 14), fc.integer({ min: -50, max: 5000 })], { numRuns: runs })(
      'when everything happens at another time, or slower',
      (history, shift) => {
        const later = changed(history, ({ start, end }) => ({
          start: 3 * start + shift,
          end: 3 * end + shift,
        }));
        const before = judged(history, judging).map(skeletonOf);
        expect(judged(later, judging).map(skeletonOf)).toEqual(before);
      },
    );

    test.prop([anyHistories(kinds, 14)], { numRuns: runs })(
      'when sessions have other names',
      (history) => {
        const renamed = changed(history, ({ session }) => ({ session: `${99 - codeOf(session)}` }));
        const before = judged(history, judging).map(skeletonOf);
        expect(judged(renamed, judging).map(skeletonOf)).toEqual(before);
      },
    );

    test.prop([anyHistories(kinds, 14)], { numRuns: runs })(
      'when values have other names',
      (history) => {
        // The numbers of a counter mean what they are.
        if (model?.name === 'counter') return;
        const renamed = changed(history, ({ input, output }) => ({
          input: otherValue(input),
          output: output === undefined ? undefined : otherValue(output),
        }));
        const before = judged(history, judging).map(skeletonOf);
        expect(judged(renamed, judging).map(skeletonOf)).toEqual(before);
      },
    );

    test.prop([anyHistories(kinds, 14)], { numRuns: runs })(
      'when keys change names, also the order of names',
      (history) => {
        const renamed = changed(history, ({ key }) => ({ key: `${9999 - codeOf(key)}` }));
        const [before, after] = [verdictsOf(history, judging), verdictsOf(renamed, judging)];
        expect(after).toEqual(before);
        const wrong = (one: History): readonly string[] =>
          judged(one, { model, levels: ['linearizable', 'causal', 'monotonicReads'] })
            .flatMap(({ violations }) => violations.map(({ operations }) => operations.join()))
            .sort();
        expect(wrong(renamed)).toEqual(wrong(history));
      },
    );

    test.prop([anyHistories(kinds, 12)], { numRuns: runs })(
      'when keys are met in another order',
      (history) => {
        const look = (key: string, session: string, kind: ObjectKind) => {
          const action = kind.look ?? 'dequeue';
          const asked = { key, session, action, input: null, revision: null } as const;
          const state = kind.model.initial();
          const output = kind.answer(state, [action, null]) ?? null;
          const times = { start: -1, end: -1, invokedAt: -1, completedAt: -1 };
          return { ...asked, output, outcome: 'ok' as const, ...times };
        };
        const first = look('x', 'first', kinds[0]);
        const second = look('y', 'second', kinds[1]);
        const [one, other] = [
          [first, second, ...history.operations],
          [second, first, ...history.operations],
        ].map((operations) => judged(numbered(operations), judging));
        const plain = (results: readonly LevelResult[] | undefined) =>
          results?.map(({ level, verdict, violations, steps, undecided }) => ({
            ...{ level, verdict, undecided, steps },
            // The two new operations have changed places.
            violations: violations
              .map(({ kind, key, minimal, operations }) => ({
                ...{ kind, key, minimal },
                operations: operations.map((index) => (index < 2 ? 'new' : index)),
              }))
              .sort((a, b) => (a.key < b.key ? -1 : 1)),
          }));
        expect(plain(other)).toEqual(plain(one));
      },
    );

    test.prop([anyHistories(kinds, 14), fc.nat()], { numRuns: runs })(
      'when an operation is gone that nobody can have seen',
      (history, choice) => {
        const unseen = picked(
          history.operations.filter((one) => isUnseen(one, history.operations)),
          choice,
        );
        fc.pre(unseen !== undefined);
        const less = withoutOperation(history, unseen);
        expectAgreement(verdictsOf(less, judging), verdictsOf(history, judging));
      },
    );
  });

  describe('one way', () => {
    test.prop([anyHistories(kinds, 14), fc.nat()], { numRuns: runs })(
      'an operation of unknown outcome may explain what is there, and never contradicts it',
      (history, choice) => {
        const unknown = picked(
          history.operations.filter(({ outcome }) => outcome === 'info'),
          choice,
        );
        fc.pre(unknown !== undefined);
        const less = verdictsOf(withoutOperation(history, unknown), judging);
        const more = verdictsOf(history, judging);
        for (const level of asked)
          if (less[level] === 'valid') expect(more[level]).not.toBe('invalid');
      },
    );

    test.prop([anyHistories(kinds, 14), fc.nat(), fc.nat({ max: 9 })], { numRuns: runs })(
      'an operation that takes longer makes nothing wrong, and only real time less certain',
      (history, choice, longer) => {
        const slow = picked(
          history.operations.filter(({ outcome }) => outcome === 'ok'),
          choice,
        );
        fc.pre(slow !== undefined);
        const wider = changed(history, (one) => (one === slow ? { end: one.end + longer } : {}));
        const [before, after] = [verdictsOf(history, judging), verdictsOf(wider, judging)];
        for (const level of asked) {
          if (unlocal.includes(level)) expect(after[level]).toBe(before[level]);
          else if (before[level] !== 'invalid') expect(after[level]).not.toBe('invalid');
        }
      },
    );

    test.prop([anyHistories(kinds, 14)], { numRuns: runs })(
      'a history is as bad as the worst of its keys',
      (history) => {
        const parts = [...byKey(history.operations).values()].map(numbered);
        const isLocal = (level: Level): boolean => !unlocal.includes(level);
        for (const level of asked.filter(isLocal)) {
          const worst = worstVerdict(parts.map((part) => verdictOf(part, level, model)));
          expect(verdictOf(history, level, model)).toBe(worst);
        }
        // Not local: what is wrong with a key is wrong with the whole, and not the other way round.
        for (const level of asked.filter((one) => !isLocal(one))) {
          const worst = worstVerdict(parts.map((part) => verdictOf(part, level, model)));
          if (worst === 'invalid') expect(verdictOf(history, level, model)).toBe('invalid');
        }
      },
    );
  });

  describe('a look more', () => {
    test.prop([anyHistories(kinds, 14), fc.nat(), fc.nat()], { numRuns: runs })(
      'at what is there keeps a linearizable history linearizable',
      (history, where, when) => {
        const [linear] = judged(history, { model, levels: ['linearizable'] });
        const orders = [...(linear?.order ?? [])];
        const [key, order] = orders[where % Math.max(1, orders.length)] ?? [];
        fc.pre(key !== undefined && order !== undefined);
        const more = withLook(history, { key, order, gap: when }, kindOf(subject, key));
        fc.pre(more !== null);
        expect(verdictOf(more, 'linearizable', model)).toBe('valid');
      },
    );

    test.prop([spoiledHistories(kinds, 14), fc.nat()], { numRuns: runs })(
      'does not mend what is wrong',
      (history, choice) => {
        const looks = history.operations.filter(
          (one) => one.outcome === 'ok' && isReadOnly(kindOf(subject, one.key).model, one),
        );
        const look = picked(looks, choice);
        fc.pre(look !== undefined);
        const less = verdictsOf(withoutOperation(history, look), judging);
        const more = verdictsOf(history, judging);
        for (const level of asked)
          if (less[level] === 'invalid') expect(more[level]).not.toBe('valid');
      },
    );
  });
});

function codeOf(name: string): number {
  return name.charCodeAt(0);
}
