/** Published as `quorate/testing`: drawn scenarios for property tests with fast-check, in any test runner. */
export {
  clusters,
  faultSchedules,
  hosts,
  networks,
  scenarios,
  withSections,
  workloads,
  type ClientInput,
  type DatabaseInput,
  type FaultInput,
  type HostsInput,
  type NetworkInput,
  type PartOptions,
  type Sections,
} from './scenarios.js';
export type { ClusterAxes } from './cluster-axes.js';
export type { DrawOptions, FaultOptions } from './drawing.js';
export type { FaultKind } from '../experiments/hunt/kinds.js';
export type { SpacePart } from '../experiments/hunt/space.js';

export { assertHolds, holds, PropertyFailure, PropertyNotExercised } from './assert-holds.js';
export { check, type Checked, type CheckOptions } from './check.js';
export type { Exercised } from './exercise.js';
export type { Failure } from './failure.js';

export {
  allOf,
  asExpected,
  causal,
  causallyConvergent,
  converged,
  live,
  linearizable,
  monotonicReads,
  monotonicWrites,
  noLostWrites,
  noStaleReads,
  readYourWrites,
  sequential,
  without,
  writesFollowReads,
} from './properties.js';
export type { Answer, Problem, Property, Trial, TrialOptions } from './property.js';
