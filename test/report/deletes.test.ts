/** How reports and stories speak of deletes and of writes on a condition. */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/checkers/check.js';
import { contradictionAbout } from '../../src/checkers/contradiction-about.js';
import { observedHistory } from '../../src/history/observed.js';
import { dirtyHeadline, lostHeadline, sessionHeadline } from '../../src/report/headlines.js';
import { report } from '../../src/report/report.js';
import { valuesOf } from '../../src/report/values.js';
import { describeOperation } from '../../src/simulation/clients/narrate.js';
import { chronicleOf } from '../support/chronicle.js';
import { runOf } from '../support/run.js';

const nodes = ['n1', 'n2'];

/** A write at 10 ms, its delete at 20 ms, and what becomes of the delete. */
function story(isRolledBack: boolean) {
  const told = chronicleOf({ nodes });
  const first = told.write('x', 10, 12);
  const gone = told.delete('x', 20, 22, { client: 'app.2' });
  told.stored(first, 'n1', 11).stored(gone, 'n1', 21, [first]).read('x', 30, 31, []);
  if (isRolledBack) told.left('rolled-back', gone, 'n1', 50);
  return told.read('x', 60, 61, [first], { client: 'app.2' }).final('x', [first]).chronicle();
}

describe('a delete', () => {
  it('is named by its key and number', () => {
    const chronicle = story(true);
    const { lostWrites, dirtyReads, sessionViolations } = check(chronicle);
    const values = valuesOf(chronicle);
    expect(lostWrites.map(lostHeadline)).toEqual([
      'Delete x (2) by app.2 was acknowledged by n1 at 0.022 s and is gone from 0.050 s on: rolled back on n1.',
    ]);
    expect(dirtyReads.map((one) => dirtyHeadline(one, values))).toEqual([
      'Read of x by app.1 at 0.030 s got nothing from n1 because of delete 2, which was rolled back later.',
    ]);
    expect(sessionViolations.map((one) => sessionHeadline(one, values))).toEqual([
      'Session app.2 read x = 1 from n1 at 0.060 s after it had deleted it with 2.',
    ]);
  });

  it('that is known to who serves, and yet undone, is resurrected', () => {
    const run = runOf(story(false));
    const { findings, metrics } = report(run);
    expect(findings.lostWrites.byKind.resurrected).toBe(1);
    expect(findings.lostWrites.items.map(({ headline }) => headline)).toEqual([
      'Delete x (2) by app.2 was acknowledged by n1 at 0.022 s and did not last: what it had deleted is back.',
    ]);
    expect(metrics.latency.delete).toMatchObject({ count: 1, p50Ms: 2 });
    expect(metrics.longestUnavailability.deleteMs).toBe(0);
  });
});

describe('the trace', () => {
  it('says what was asked for', () => {
    const told = chronicleOf({ nodes });
    told.delete('x', 10, 12);
    told.write('x', 20, 22, { condition: 'absent' });
    told.write('x', 30, 32, { condition: 'unchanged', basis: [2] });
    expect(told.chronicle().operations.map((one) => describeOperation(one, null))).toEqual([
      'delete x (1)',
      'write x = 2 if absent',
      'write x = 3 if unchanged',
    ]);
  });
});

describe('a contradiction', () => {
  it('takes a write on a condition for the write that it was', () => {
    const told = chronicleOf({ nodes });
    const first = told.write('x', 10, 12, { condition: 'absent' });
    const second = told.write('x', 20, 22, { condition: 'unchanged', basis: [first] });
    told.read('x', 30, 31, [first]).read('x', 40, 41, [second]);
    const history = observedHistory(told.chronicle());
    expect(history.operations.map(({ action, input }) => [action, input])).toEqual([
      ['cas', [null, 1]],
      ['cas', [1, 2]],
      ['read', null],
      ['read', null],
    ]);
    const found = contradictionAbout(history, 'x', second, [first]);
    expect(found?.operations).toEqual([0, 1, 2]);
    expect(contradictionAbout(history, 'x', second, [null])).toBeNull();
  });
});
