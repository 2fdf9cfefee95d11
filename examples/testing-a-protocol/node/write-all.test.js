// @ts-check
/** The same with the test runner of Node: only the lines that say `test` differ. */
import { deepEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { assertHolds, noStaleReads, PropertyFailure } from 'quorate/testing';
import { drawn, own } from '../cluster.js';

test('keeps what the scenario expects', () => {
  assertHolds(drawn(), undefined, { ...own, seed: 3 });
});

test('would show old writes if it counted answers', () => {
  throws(
    () => assertHolds(drawn(['count answers']), noStaleReads, { ...own, seed: 8 }),
    (/** @type {unknown} */ error) => {
      if (!(error instanceof PropertyFailure)) throw error;
      deepEqual(error.fingerprint, 'staleReads');
      deepEqual(error.scenario.spec.faults.length, 1);
      return true;
    },
  );
});
