/** What there is to draw: whole scenarios around a base, and single sections of them as plain data. */
import { toStringMethod, type Arbitrary } from 'fast-check';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { rewritten, type Written } from '../experiments/change.js';
import { scenario as scenarioFrom, type CustomScenarioInput } from '../scenario/build.js';
import type { Scenario } from '../scenario/scenario.js';
import { isMapping } from '../scenario/schema-walk.js';
import type { ScenarioInput } from '../scenario/schema.js';
import type { AnyFamily } from '../databases/database.js';
import type { ClusterAxes } from './cluster-axes.js';
import { drawingOf, type DrawOptions, type FaultOptions } from './drawing.js';
import { scenarioText } from './scenario-text.js';
import { simplerArbitrary, type Shape } from './simpler.js';

export type FaultInput = NonNullable<ScenarioInput['faults']>[number];
export type NetworkInput = NonNullable<ScenarioInput['network']>;
export type HostsInput = NonNullable<ScenarioInput['hosts']>;
export type ClientInput = ScenarioInput['clients'][number];
export type DatabaseInput = ScenarioInput['database'];

export interface PartOptions {
  /** Families beside the built-in ones. */
  readonly databases?: readonly AnyFamily[];
}

/**
 * Scenarios around a base: faults, network, clients and hosts are drawn for it as `quorate hunt` draws them.
 * What does not vary stays as it is; of its expectations, those stay that promise something. Each is valid
 * and has a seed of its own. They shrink as `quorate shrink` does, with the seed unchanged.
 *
 * @example
 * fc.assert(fc.property(scenarios(base), (drawn) => report(simulate(drawn)).outcome !== 'failed'));
 */
export function scenarios(base: Scenario, options: DrawOptions = {}): Arbitrary<Scenario> {
  const drawing = drawingOf(base, options);
  return simplerArbitrary(drawing, {
    from: (written) => shown(built(written, drawing.declarations)),
    around: (value) => (isMapping(value) && isMapping(value['input']) ? value['input'] : null),
    section: null,
  });
}

/** Lists of faults for a scenario like the base: its `faults`. */
export function faultSchedules(
  base: Scenario,
  options: FaultOptions = {},
): Arbitrary<readonly FaultInput[]> {
  const drawing = drawingOf(base, { ...options, vary: ['faults'] });
  return simplerArbitrary(drawing, section<readonly FaultInput[]>(base, 'faults', []));
}

/** The `network` of a scenario like the base: latency, loss, duplicates, order. */
export function networks(base: Scenario, options: PartOptions = {}): Arbitrary<NetworkInput> {
  const drawing = drawingOf(base, { ...options, vary: ['network'] });
  return simplerArbitrary(drawing, section<NetworkInput>(base, 'network', {}));
}

/** The `hosts` of a scenario like the base: disks and clocks. */
export function hosts(base: Scenario, options: PartOptions = {}): Arbitrary<HostsInput> {
  const drawing = drawingOf(base, { ...options, vary: ['hosts'] });
  return simplerArbitrary(drawing, section<HostsInput>(base, 'hosts', {}));
}

/** The `clients` of a scenario like the base: what each group does, how often, on how many keys. */
export function workloads(
  base: Scenario,
  options: PartOptions = {},
): Arbitrary<readonly ClientInput[]> {
  const drawing = drawingOf(base, { ...options, vary: ['workload'] });
  return simplerArbitrary(drawing, section<readonly ClientInput[]>(base, 'clients', []));
}

/**
 * The `database` of a scenario like the base, with numbers of nodes and settings from listed values. Only
 * valid ones are drawn; they shrink to fewer of the listed nodes.
 */
export function clusters(
  base: Scenario,
  { databases = [], ...axes }: ClusterAxes & PartOptions,
): Arbitrary<DatabaseInput> {
  const drawing = drawingOf(base, { databases, vary: [], clusters: axes });
  return simplerArbitrary(drawing, section<DatabaseInput>(base, 'database', base.spec.database));
}

/** Sections of a scenario, as these arbitraries draw them. */
export interface Sections {
  readonly faults?: readonly FaultInput[];
  readonly network?: NetworkInput;
  readonly hosts?: HostsInput;
  readonly clients?: readonly ClientInput[];
  readonly database?: DatabaseInput;
}

/** The base with other sections. Throws a `ScenarioError` when they do not fit together. */
export function withSections(
  base: Scenario,
  sections: Sections,
  { databases = [] }: PartOptions = {},
): Scenario {
  const declarations = databases.map(({ declaration }) => declaration);
  return shown(rewritten(base, (written) => ({ ...written, ...sections }), declarations));
}

/** A section; `none` where a scenario has none. */
function section<Drawn>(base: Scenario, name: string, none: unknown): Shape<Drawn> {
  return {
    from: (written) => (written[name] ?? none) as Drawn,
    around: (value) =>
      typeof value === 'object' ? { ...(base.input as Written), [name]: value } : null,
    section: name,
  };
}

function built(written: Written, declarations: readonly FamilyDeclaration[]): Scenario {
  return scenarioFrom(written as unknown as CustomScenarioInput, { declarations });
}

/** Says to fast-check how it is printed, and looks otherwise like every scenario. */
function shown(scenario: Scenario): Scenario {
  return Object.defineProperty(scenario, toStringMethod, { value: () => scenarioText(scenario) });
}
