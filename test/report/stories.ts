/** Stories of findings, for those who test what is told. */
import { explain, findingAt, type Explanation } from '../../src/report/explain.js';
import { report } from '../../src/report/report.js';
import type { FindingKind } from '../../src/report/schema.js';
import type { Run } from '../../src/simulation/run.js';

/** The number of the first finding of a kind. */
function numberOf(run: Run, finding: FindingKind): number {
  const told = report(run);
  for (let number = 1; ; number += 1) {
    const place = findingAt(told, number);
    if (place === null) throw new Error(`no ${finding}`);
    if (place.finding === finding) return number;
  }
}

/** The story of the first finding of a kind. */
export function storyOf(run: Run, finding: FindingKind): Explanation {
  return explain(run, report(run), { finding: numberOf(run, finding) });
}

/** Each with its time in milliseconds. */
export function stepsOf({ steps }: Explanation): readonly string[] {
  return steps.map(({ at, text }) => `${at / 1000} ${text}`);
}
