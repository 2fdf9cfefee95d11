/** What a finding looks like from outside: the operations told are a contradiction, and about the finding. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checkers/consistency/judge.js';
import { observedHistory } from '../../src/history/observed.js';
import { explain, findingAt } from '../../src/report/explain.js';
import { report } from '../../src/report/report.js';
import { simulate } from '../../src/simulation/simulate.js';
import { bundledScenario } from '../support/scenarios.js';

const run = simulate(bundledScenario('15-split-brain'), { trace: true });
const found = report(run);
const history = observedHistory(run.chronicle);

/** The verdict on the operations with these names alone, as a history of their own. */
function verdictOn(names: readonly string[]): string {
  const operations = history.operations
    .filter(({ name }) => names.includes(name))
    .map((operation, index) => ({ ...operation, index }));
  const [result] = judge({ operations, model: null }, { levels: ['linearizable'] });
  return result?.verdict ?? '';
}

describe('the contradiction of an explanation', () => {
  const { lostWrites, discardedInConflict, staleReads } = found.findings;
  const firstStale = lostWrites.items.length + discardedInConflict.items.length + 1;

  it.each([1, 2, 40, firstStale, firstStale + 30])('of finding %i stands by itself', (finding) => {
    const { contradiction } = explain(run, found, { finding });
    const names = contradiction?.operations.map(({ name }) => name) ?? [];
    expect(names.length).toBeGreaterThan(1);
    expect(verdictOn(names)).toBe('invalid');
    expect(contradiction?.minimal).toBe(true);
    for (const name of names) {
      const isRead = history.operations.some((one) => one.name === name && one.action === 'read');
      if (isRead) expect(verdictOn(names.filter((other) => other !== name))).toBe('valid');
    }
  });

  it('is about the write that was lost', () => {
    const row = findingAt(found, 1)?.row;
    const { contradiction } = explain(run, found, { finding: 1 });
    expect(contradiction?.operations.map(({ input }) => input)).toContain(row?.write);
  });

  it('is missing where nobody could have noticed', () => {
    const quiet = simulate(bundledScenario('15-split-brain'), { trace: true });
    const calm = report(quiet);
    expect(explain(quiet, calm, { finding: 10_000 }).contradiction).toBeNull();
    expect(explain(quiet, calm, { write: 1 }).contradiction).toBeNull();
  });

  it(`names what the read missed (${String(staleReads.count)} stale reads)`, () => {
    const stale = staleReads.items[5];
    const { contradiction } = explain(run, found, { finding: firstStale + 5 });
    const inputs = contradiction?.operations.map(({ input }) => input) ?? [];
    const outputs = contradiction?.operations.map(({ output }) => output) ?? [];
    expect(inputs).toContain(stale?.missed);
    expect(outputs).toContainEqual(stale?.returned[0] ?? null);
  });
});
