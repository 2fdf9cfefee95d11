/** Small scenarios whose replicas are a second behind, so that whoever loses n1 loses a second of writes. */
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { counterfactuals, type Counterfactuals } from '../../src/experiments/counterfactual.js';
import { subjectAt } from '../../src/experiments/subject.js';
import type { FindingKind } from '../../src/report/schema.js';

/** Ten writes a second to fresh keys, acknowledged by the primary alone. */
export const secondBehind: ScenarioInput = {
  name: 'a second behind',
  database: { kind: 'primary-replica', nodes: ['n1', 'n2', 'n3'] },
  network: { latency: '1ms', latencyByKind: { append: '1s' } },
  hosts: { disk: { flush: '0ms' } },
  clients: [{ name: 'app', keys: { choose: 'fresh' }, reads: 0, rate: '10/s' }],
  duration: '10s',
};

/** The crash that loses the last second of writes: ten of them. */
export const deadlyCrash = { at: '5.05s', crash: 'n1', inFlight: 'drop' } as const;

export function runOfInput(input: Partial<ScenarioInput>): Run {
  return simulate(scenario({ ...secondBehind, ...input } as ScenarioInput));
}

/** The counterfactuals of a finding, which must be there. */
export function counterfactualsOf(
  run: Run,
  finding: FindingKind,
  { index = 0, ...options }: { readonly index?: number; readonly reruns?: number } = {},
): Counterfactuals {
  const subject = subjectAt(run, { finding, index });
  if (subject === null) {
    const counts = Object.entries(report(run).findings).map(([kind, rows]) => [kind, rows?.count]);
    throw new Error(`no ${finding} ${index} among ${JSON.stringify(counts)}`);
  }
  return counterfactuals(run, subject, options);
}
