// @ts-check
/** With vitest: the protocol keeps its promises whatever goes wrong, and its bug is found. */
import { writeFileSync } from 'node:fs';
import { allOf, assertHolds, check, converged, noStaleReads } from 'quorate/testing';
import { expect, it } from 'vitest';
import { drawn, own } from '../cluster.js';

it('keeps what the scenario expects', () => {
  assertHolds(drawn(), undefined, { ...own, seed: 1, numRuns: 200 });
});

it('shows the newest acknowledged write on every node, and the same on all in the end', () => {
  assertHolds(drawn(), allOf(noStaleReads, converged), { ...own, seed: 2 });
});

it('would show old ones if it counted answers', () => {
  const checked = check(drawn(['count answers']), noStaleReads, {
    ...own,
    seed: 8,
    out: { file: 'failing.yaml', write: writeFileSync },
  });
  if (checked.kind !== 'fails') throw new Error('the bug is not found');
  const { runs, fingerprint, original, scenario } = checked.failure;
  expect([runs, fingerprint]).toEqual([2, 'staleReads']);
  expect(original.spec.faults).toHaveLength(4);
  expect(scenario.input).toMatchObject({ faults: [{ at: '0s', isolate: 'n2', for: '200ms' }] });
});
