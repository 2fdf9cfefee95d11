/**
 * Runs written by hand: a chronicle from `chronicleOf`, and what reports want to know beside it.
 */
import type { Chronicle } from '../../src/history/chronicle.js';
import type { TraceEffect, TraceEvent, TraceInput } from '../../src/kernel/trace.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { Run } from '../../src/simulation/run.js';

/** A small scenario to hang a chronicle on. */
export const plainScenario: ScenarioInput = {
  name: 'written by hand',
  database: { kind: 'primary-replica', nodes: ['n1', 'n2', 'n3'] },
  clients: [{ name: 'app', keys: 2 }],
  duration: '10s',
};

/** The run of a scenario that left this chronicle. */
export function runOf(
  chronicle: Chronicle,
  { input = plainScenario, ...rest }: Partial<Run> & { readonly input?: ScenarioInput } = {},
): Run {
  return {
    scenario: scenario(input),
    seed: '1',
    digest: '0123456789abcdef',
    events: 1000,
    endedAt: chronicle.endedAt,
    chronicle,
    replication: { interval: 1000, at: [], behind: new Map() },
    finalViews: new Map(),
    notes: new Map(),
    invariantViolations: [],
    warnings: [],
    stoppedEarly: null,
    trace: null,
    initialStates: null,
    ...rest,
  };
}

/** An event of a trace at a time in milliseconds, numbered as `chronicleOf` numbers events. */
export function eventAt(
  milliseconds: number,
  input: TraceInput,
  effects: readonly TraceEffect[] = [],
): TraceEvent {
  const at = Math.round(milliseconds * 1000);
  return { number: at + 1, at, cause: 0, input, effects };
}
