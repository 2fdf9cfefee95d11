/**
 * A run is judged twice: by provenance, which knows what the database did (traced), and by what clients
 * saw, which is all that there is of other databases (observed). The two may know different things, and
 * must never contradict each other.
 *
 * Where one write was applied more than once (a retry that nobody recognised), its version is older and
 * newer than others at once. What is traced on such a key besides the duplicate means little, so these
 * keys are left out where orders are compared.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { judge } from '../../src/checkers/consistency/judge.js';
import type { Level, LevelResult } from '../../src/checkers/consistency/result.js';
import { isLost } from '../../src/checkers/fates.js';
import { observedFindings } from '../../src/checkers/observed/findings.js';
import { sessionGuarantees } from '../../src/checkers/session-violations.js';
import type { Chronicle } from '../../src/history/chronicle.js';
import type { History, ObservedOperation } from '../../src/history/history.js';
import type { Operation } from '../../src/history/operation.js';
import {
  foundIn,
  type FoundRun,
  isGoneFrom,
  keysAppliedAnew,
  listKeys,
  runInputs,
  shownBy,
  withoutFinalReads,
} from '../support/any-run.js';

/** Whether the strong read of a key could be served in the end. */
function isReadInTheEnd({ finalReads }: Chronicle, key: string): boolean {
  return (finalReads.get(key)?.versions ?? null) !== null;
}

const half = Math.ceil((fc.readConfigureGlobal().numRuns ?? 100) / 2);

/** Keys that are both written and appended to need a search, which may not end. */
const budget = { steps: 20_000 };

function byLevel(history: History, levels: readonly Level[]): ReadonlyMap<Level, LevelResult> {
  const results = judge(history, { levels, budget });
  return new Map(results.map((result) => [result.level, result]));
}

function keysWrongIn(result: LevelResult | undefined): ReadonlySet<string> {
  return new Set(result?.violations.map(({ key }) => key));
}

const keysOf = (operations: readonly Operation[]): readonly string[] =>
  operations.map(({ key }) => key);

/** The keys on which something is traced that clients may see. */
function keysInTrouble(run: FoundRun): ReadonlySet<string> {
  const { traced } = run;
  return new Set([
    ...keysOf(traced.staleReads.map(({ read }) => read)),
    ...keysOf(traced.dirtyReads.map(({ read }) => read)),
    ...keysOf(traced.inversions.map(({ later }) => later)),
    ...keysOf(traced.sessionViolations.map(({ read }) => read)),
    ...keysOf(traced.lostWrites.map(({ operation }) => operation)),
    ...keysOf(traced.discardedInConflict),
    ...keysOf(traced.zombieWrites),
    // What is read, rolled back and applied anew by a retry was there, was not, and is there again.
    ...keysAppliedAnew(run),
  ]);
}

describe('a history that is not linearizable', () => {
  test.prop([runInputs])('has a traced reason on the very key', (input) => {
    const run = foundIn(input);
    const { history } = run;
    const linearizable = byLevel(history, ['linearizable']).get('linearizable');
    const reasons = keysInTrouble(run);
    for (const key of keysWrongIn(linearizable)) expect(reasons).toContain(key);
  });

  test.prop([runInputs])(
    'and so has one that breaks less, when all that is traced is well',
    (input) => {
      const run = foundIn(input);
      const { history } = run;
      if (keysInTrouble(run).size > 0) return;
      const levels = ['linearizable', 'sequential', 'causallyConvergent', 'causal'] as const;
      const verdicts = byLevel(history, [...levels, ...sessionGuarantees]);
      for (const { verdict } of verdicts.values()) expect(verdict).not.toBe('invalid');
      const isMixed = verdicts.get('causal')?.undecided.length !== 0;
      if (isMixed) return;
      for (const level of ['linearizable', 'causallyConvergent', 'causal'] as const) {
        expect(verdicts.get(level)?.verdict).toBe('valid');
      }
    },
  );
});

describe('what clients certainly saw is traced, too', () => {
  test.prop([runInputs], { numRuns: half })(
    'stale reads, unless what they missed or what they returned is gone',
    (input) => {
      const run = foundIn(input);
      const { traced, history, operationOf } = run;
      const stale = new Set(traced.staleReads.map(({ read }) => read.id));
      const duplicated = keysAppliedAnew(run);
      for (const { read, earliest, key } of observedFindings(history).staleReads) {
        if (duplicated.has(key)) continue;
        const [look, missed] = [history.operations[read], operationOf(earliest)];
        // What is gone was lost, or discarded; what a read returned of it stood on a branch of its own.
        const isExcused = [missed?.write ?? 0, ...shownBy(look as ObservedOperation)].some(
          (write) => isGoneFrom(traced, write),
        );
        if (!isExcused) expect(stale).toContain(operationOf(read)?.id);
      }
    },
  );

  test.prop([runInputs], { numRuns: half })(
    'inversions, but for the final reads, which show that what was read is gone',
    (input) => {
      const run = foundIn(input);
      const { traced, history, operationOf } = run;
      const inverted = new Set(traced.inversions.map(({ later }) => later.id));
      const duplicated = keysAppliedAnew(run);
      for (const { read, earlier, key } of observedFindings(history).inversions) {
        if (duplicated.has(key)) continue;
        const later = operationOf(read);
        const shown = shownBy(history.operations[earlier] as ObservedOperation);
        if (later === undefined) expect(shown.some((one) => isGoneFrom(traced, one))).toBe(true);
        else expect(inverted).toContain(later.id);
      }
    },
  );

  test.prop([runInputs], { numRuns: half })(
    'elements that are lost, doubled or strange',
    (input) => {
      const { traced, history, chronicle, operationOf } = foundIn(input);
      const { elements, duplicates, phantoms, zombies } = observedFindings(history);
      expect(phantoms).toEqual([]);
      expect(zombies).toEqual([]);
      for (const { added, acknowledged, key } of elements.lost) {
        // Without a final read the last read of a client decides, which may be late.
        if (!isReadInTheEnd(chronicle, key)) continue;
        const fate = traced.fates.get(operationOf(added)?.write ?? 0);
        if (acknowledged) expect(isLost(fate)).toBe(true);
        else expect(fate).toBe('absent');
      }
      const doubled = new Set(traced.duplicateWrites.map(({ write }) => write));
      for (const { value } of duplicates) {
        // Both copies may have been rolled back.
        const write = value as number;
        if (!isGoneFrom(traced, write)) expect(doubled).toContain(write);
      }
    },
  );

  test.prop([runInputs], { numRuns: half })('broken session guarantees', (input) => {
    const run = foundIn(input);
    const { traced, history } = run;
    // The final reads belong to no client: what they alone show is told as lost.
    const results = byLevel(withoutFinalReads(history), sessionGuarantees);
    const duplicated = keysAppliedAnew(run);
    for (const guarantee of sessionGuarantees) {
      const broken = traced.sessionViolations.filter((one) => one.guarantee === guarantee);
      const keys = new Set(keysOf(broken.map(({ read }) => read)));
      for (const key of keysWrongIn(results.get(guarantee))) {
        if (!duplicated.has(key)) expect(keys).toContain(key);
      }
    }
  });
});

describe('what is traced shows in what clients saw, where it must', () => {
  test.prop([runInputs], { numRuns: half })('on lists, of which reads show everything', (input) => {
    const { traced, history, chronicle, operationOf } = foundIn(input);
    const lists = listKeys(history);
    const wrong = keysWrongIn(byLevel(history, ['linearizable']).get('linearizable'));
    const onLists = (operations: readonly Operation[]): readonly string[] =>
      keysOf(operations).filter((key) => lists.has(key));
    for (const key of onLists([
      ...traced.staleReads.map(({ read }) => read),
      ...traced.inversions.map(({ later }) => later),
      ...traced.lostWrites.flatMap(({ evidence, operation }) =>
        evidence === 'observed' ? [operation] : [],
      ),
    ])) {
      expect(wrong).toContain(key);
    }
    const lost = traced.lostWrites.flatMap(({ operation: { key, write } }) =>
      lists.has(key) && isReadInTheEnd(chronicle, key) ? [write] : [],
    );
    const missing = observedFindings(history).elements.lost.flatMap((one) =>
      one.acknowledged && isReadInTheEnd(chronicle, one.key) ? [operationOf(one.added)?.write] : [],
    );
    expect(new Set(missing)).toEqual(new Set(lost));
  });

  test.prop([runInputs], { numRuns: half })(
    'on registers, where writes did not overlap',
    (input) => {
      const { traced, history, chronicle } = foundIn(input);
      const { staleReads, undecided } = observedFindings(history);
      const stale = new Set(staleReads.map(({ read }) => read));
      const mixed = new Set(undecided.map(({ part }) => part));
      const lists = listKeys(history);
      const place = new Map(chronicle.operations.map(({ id }, index) => [id, index]));
      const deletes = chronicle.operations.filter(({ kind }) => kind === 'delete');
      const deleted = new Set(keysOf(deletes));
      for (const { read, newest } of traced.staleReads) {
        if (mixed.has(read.key) || lists.has(read.key)) continue;
        const [returned, missed] = [read.versions?.[0] ?? 0, newest].map(
          (write) => chronicle.writes[write],
        );
        // Of a key that was deleted nobody knows how old nothing is.
        const isOlder =
          (returned === undefined && !deleted.has(read.key)) ||
          (returned?.outcome === 'ok' && (returned.completedAt ?? 0) < (missed?.invokedAt ?? 0));
        if (isOlder) expect(stale).toContain(place.get(read.id));
      }
    },
  );

  test.prop([runInputs], { numRuns: half })('on lists, broken promises of reads', (input) => {
    const { traced, history } = foundIn(input);
    const lists = listKeys(history);
    // A read that shows an element twice does not tell which writes it saw.
    const doubled = new Set(observedFindings(history).duplicates.map(({ key }) => key));
    const results = byLevel(withoutFinalReads(history), ['readYourWrites', 'monotonicReads']);
    for (const [guarantee, result] of results) {
      const keys = traced.sessionViolations
        .filter((one) => one.guarantee === guarantee && lists.has(one.read.key))
        .filter((one) => !doubled.has(one.read.key))
        .map(({ read }) => read.key);
      for (const key of keys) expect(keysWrongIn(result)).toContain(key);
    }
  });
});
