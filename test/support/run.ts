/**
 * Runs written by hand: a chronicle from `chronicleOf`, and what reports want to know beside it.
 */
import type { Chronicle } from '../../src/history/chronicle.js';
import type { TraceEffect, TraceEvent, TraceInput } from '../../src/kernel/trace.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import type { ReplicationSamples, Run } from '../../src/simulation/run.js';

/** A small scenario to hang a chronicle on. */
export const plainScenario: ScenarioInput = {
  name: 'written by hand',
  database: { kind: 'primary-replica', nodes: ['n1', 'n2', 'n3'] },
  clients: [{ name: 'app', keys: 2 }],
  duration: '10s',
};

/** So many samples of positions, one a millisecond, in which nobody showed any but these. */
export function samplesOf(
  length: number,
  { positions = new Map(), ...rest }: Partial<ReplicationSamples> = {},
): ReplicationSamples {
  const at = Array.from({ length }, (_, index) => (index + 1) * 1000);
  const newest = at.map(() => null);
  return { interval: 1000, at, newest, sent: new Map(), positions, behind: new Map(), ...rest };
}

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
    replication: samplesOf(0),
    messages: { betweenNodes: 0, requests: 0, replies: 0 },
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
