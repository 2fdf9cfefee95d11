/** A line in the table of test/databases/bugs.test.ts: a bug that a family declares, and a schedule in which it must show. */
import type { DatabaseKind } from '../../src/databases/schema.js';
import type { Report } from '../../src/report/schema.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';

export interface Line {
  readonly kind: DatabaseKind;
  readonly bug: string;
  /** It is found by one of the seeds 1, 2, … up to this one. */
  readonly seeds: number;
  readonly finding: string;
  readonly count: (findings: Report['findings']) => number;
  readonly input: Omit<ScenarioInput, 'name'>;
}
