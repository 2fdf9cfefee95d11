/** The public surface of quorate: everything here is documented, everything else is internal. */
export { scenario } from './scenario/build.js';
export { readScenario } from './scenario/read.js';
export { printTypeScript, printYaml } from './scenario/print.js';
export { scenarioJsonSchema } from './scenario/json-schema.js';
export { ScenarioError, renderProblems, type Problem } from './scenario/problem.js';
export type { Scenario, ScenarioSpec } from './scenario/scenario.js';
export type { ScenarioInput } from './scenario/schema.js';

export { simulate } from './simulation/simulate.js';
export type { Run, SimulateOptions, Window } from './simulation/run.js';
export { SimulatorError } from './kernel/errors.js';
export type { Duration, Instant } from './kernel/time.js';
export type { TraceEffect, TraceEvent, TraceInput } from './kernel/trace.js';

export type { Chronicle, FaultOccurrence, Milestone } from './history/chronicle.js';
export type { Operation, OperationKind, Outcome, WriteId } from './history/operation.js';
export type { Provenance, ProvenanceEntry } from './history/provenance.js';

export {
  counterfactuals,
  type Counterfactuals,
  type CounterfactualOptions,
} from './experiments/counterfactual.js';
export { subjectAt, type Subject } from './experiments/subject.js';

export { pacelc, type Pacelc, type PacelcClass, type PacelcOptions } from './experiments/pacelc.js';
export {
  visibility,
  type Visibility,
  type VisibilityOptions,
} from './experiments/visibility/visibility.js';

export { shrink, type ShrinkOptions, type Shrunk } from './experiments/shrink/shrink.js';
export type { Fingerprint } from './experiments/fingerprint.js';

export {
  beginSweep,
  countRuns,
  measureAll,
  seedsLeft,
  type Limits,
  type Sweep,
  type SweepPlan,
  type Variant,
} from './experiments/sweep/sweep.js';
export { summaryOf, type TallySummary } from './experiments/sweep/summary.js';

export type { History, ObservedOperation, Value } from './history/history.js';
export { observedHistory } from './history/observed.js';
export {
  readHistory,
  type HistoryReading,
  type ReadHistoryOptions,
} from './history/formats/read-history.js';
export { formatNamed } from './history/formats/registry.js';
export {
  formatNames,
  type FormatName,
  type HistoryFormat,
  type HistoryProblem,
  type HistorySource,
  type Writing,
} from './history/formats/format.js';

export { judge, type JudgeOptions } from './checkers/consistency/judge.js';
export { misfits, type Misfit } from './checkers/consistency/misfits.js';
export {
  levels,
  type Because,
  type Level,
  type LevelResult,
  type Violation,
} from './checkers/consistency/result.js';
export type { Verdict } from './checkers/verdict.js';
export type { Asked, Model } from './checkers/models/model.js';
export { modelFor, models } from './checkers/models/registry.js';
export { observedFindings, type ObservedFindings } from './checkers/observed/findings.js';
export { consistencyRow } from './report/consistency/rows.js';
export type { ConsistencyRow } from './report/consistency/schema.js';

export { report } from './report/report.js';
export { explain, findingAt, type Explanation } from './report/explain.js';
export type { FindingKind, Report } from './report/schema.js';

export { families } from './databases/registry.js';
export {
  defineFamily,
  type AnyFamily,
  type Client,
  type ClientHandle,
  type Driver,
  type Family,
  type MessageDeclaration,
  type Node,
  type NodeView,
  type Recovered,
  type Reply,
  type Request,
  type Tagged,
  type Timer,
} from './databases/database.js';
export {
  nodesSchema,
  type ClientWork,
  type FamilyDeclaration,
  type Remark,
  type Remedy,
} from './databases/common/schema.js';
/** The schema library that declarations are written in. */
export { z } from 'zod';
