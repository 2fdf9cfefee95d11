/**
 * A history that is written in a format and read again is judged the same, as far as the format can tell
 * it. (That the operations come back stands in test/history/write-round-trip.test.ts.)
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { levels, type Level } from '../../src/checkers/consistency/result.js';
import { casRegister } from '../../src/checkers/models/cas-register.js';
import { kv } from '../../src/checkers/models/kv.js';
import type { FormatName, ReadingOptions } from '../../src/history/formats/format.js';
import { readHistory } from '../../src/history/formats/read-history.js';
import { formatNamed } from '../../src/history/formats/registry.js';
import type { History, ObservedOperation } from '../../src/history/history.js';
import { anyHistories, numbered } from '../support/histories.js';
import { expectAgreement, judged, skeletonOf, verdictsOf } from '../support/judging.js';
import { objectKinds, type KindName } from '../support/objects.js';
import { subjects } from '../support/subjects.js';

const runs = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 2);

/** The history as it comes back; null where the format cannot tell it, or nothing of it. */
function roundTrip(
  format: FormatName,
  history: History,
  options: ReadingOptions = {},
): History | null {
  const writing = formatNamed(format).write(history);
  if (writing.kind === 'refused') return null;
  const lines = [...writing.lines];
  if (lines.length === 0) return null;
  const reading = readHistory(lines, { format, ...options });
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  return reading.history;
}

/** A session of Jepsen's ends with what is unknown: what comes after it would be another one. */
function endingWithUnknown({ operations }: History): History {
  const over = new Set<string>();
  return numbered(
    operations.filter(({ session, outcome }) => {
      const isKept = !over.has(session);
      if (outcome === 'info') over.add(session);
      return isKept;
    }),
  );
}

const isCas = ({ action }: ObservedOperation): boolean => action === 'cas';

/** There a cas that failed was answered no, or never happened; a history with both cannot be told. */
function withOneMeaningOfFailure({ operations }: History): History {
  const isAnswered = operations.some((one) => isCas(one) && one.output === false);
  const isLeftOut = (one: ObservedOperation): boolean =>
    isAnswered && isCas(one) && one.outcome === 'fail';
  return numbered(operations.filter((one) => !isLeftOut(one)));
}

describe.each(subjects)('$name', ({ kinds, model, levels: asked }) => {
  test.prop([anyHistories(kinds, 14)], { numRuns: runs })('comes back from quorate', (history) => {
    const after = roundTrip('quorate', history);
    expect(after).not.toBeNull();
    const judging = { model, levels: asked };
    const before = judged(history, judging).map(skeletonOf);
    expect(judged(after ?? history, judging).map(skeletonOf)).toEqual(before);
  });

  test.prop(
    [anyHistories(kinds, 14), fc.constantFrom('jepsen-edn' as const, 'jepsen-json' as const)],
    {
      numRuns: runs,
    },
  )('comes back from both notations of Jepsen', (drawn, format) => {
    const told = withOneMeaningOfFailure(drawn);
    const isAnswered = told.operations.some((one) => isCas(one) && one.output === false);
    const agree = (history: History, on: readonly Level[]): void => {
      const keyed = new Set(history.operations.map(({ key }) => key)).size > 1;
      const failedCas = isAnswered ? 'answered' : 'never';
      const after = roundTrip(format, history, { nilRead: 'absent', keyed, failedCas });
      expect(after).not.toBeNull();
      const judging = { model, levels: on };
      expectAgreement(verdictsOf(after ?? history, judging), verdictsOf(history, judging));
    };
    agree(told, ['linearizable']);
    agree(endingWithUnknown(told), asked);
  });
});

describe.each(['register', 'list', 'list that is replaced', 'kv'] as const)('%s', (name) => {
  test.prop([anyHistories([objectKinds[name], objectKinds[name]], 14)], { numRuns: runs })(
    'comes back from porcupine-kv as texts',
    (history) => {
      const after = roundTrip('porcupine-kv', history);
      // Of a list nobody appended to it cannot be told that it is one.
      if (after === null) return;
      const on: readonly Level[] = ['linearizable'];
      const before = verdictsOf(history, { model: objectKinds[name].model, levels: on });
      expectAgreement(verdictsOf(after, { model: kv, levels: on }), before);
    },
  );
});

const onNumbers: readonly KindName[] = ['register', 'register of few values', 'cas register'];

describe.each(onNumbers)('%s', (name) => {
  test.prop([anyHistories([objectKinds[name], objectKinds[name]], 14)], { numRuns: runs })(
    'comes back from etcd-log, which is about one key',
    ({ operations }) => {
      const history = numbered(operations.filter(({ key }) => key === 'x'));
      const after = roundTrip('etcd-log', history);
      if (after === null) return;
      const judging = { model: casRegister, levels: levels.slice(0, 1) };
      expectAgreement(verdictsOf(after, judging), verdictsOf(history, judging));
    },
  );
});
