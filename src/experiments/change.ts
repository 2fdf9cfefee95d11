/**
 * The same scenario, but for one thing: without some of its faults, with another setting, or rewritten.
 * Faults keep their ids, which name their random streams.
 */
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { scenario as scenarioFrom, type CustomScenarioInput } from '../scenario/build.js';
import { judge, scenarioDigest } from '../scenario/judge.js';
import { applyOverrides, type Override } from '../scenario/overrides.js';
import { isWarning, type Complaint } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { isMapping } from '../scenario/schema-walk.js';

/** A scenario as somebody wrote it: the keys of the file. */
export type Written = Readonly<Record<string, unknown>>;

/** The scenario after a change of what was written. Throws a `ScenarioError` when that makes it wrong. */
export function rewritten(
  { input }: Scenario,
  change: (written: Written) => Written,
  declarations: readonly FamilyDeclaration[],
): Scenario {
  return scenarioFrom(change(input as Written) as unknown as CustomScenarioInput, { declarations });
}

/** The scenario without the faults of these ids. */
export function withoutFaults(scenario: Scenario, ids: readonly string[]): Scenario {
  const { input, spec } = scenario;
  const isKept = (_entry: unknown, index: number): boolean =>
    !ids.includes(spec.faults[index]?.id ?? '');
  const written: readonly unknown[] =
    isMapping(input) && Array.isArray(input['faults']) ? input['faults'] : [];
  const named = written.map((entry, index) =>
    isMapping(entry) ? { ...entry, id: spec.faults[index]?.id } : entry,
  );
  return from(scenario, {
    input: isMapping(input) ? { ...input, faults: named.filter(isKept) } : input,
    spec: { ...spec, faults: spec.faults.filter(isKept) },
  });
}

/**
 * The scenario with values replaced; null when it cannot have them, when they change nothing, or when its
 * family warns of them: then they mean nothing beside the rest, or are surely not what somebody wants.
 */
export function withOverrides(
  scenario: Scenario,
  overrides: readonly Override[],
  declarations: readonly FamilyDeclaration[],
): Scenario | null {
  const { value: input, replaced, problems } = applyOverrides(scenario.input, overrides);
  if (problems.length > 0) return null;
  const { spec, complaints } = judge(input, declarations);
  const isAboutChange = ({ code, path }: Complaint): boolean =>
    isWarning(code) &&
    replaced.some((change) => change.path.every((step, index) => path[index] === step));
  if (spec === null || complaints.some(isAboutChange)) return null;
  const changed = from(scenario, { input, spec });
  return changed.digest === scenario.digest ? null : changed;
}

/** Places are those of another text now, so none are told. */
function from({ file }: Scenario, { input, spec }: Pick<Scenario, 'input' | 'spec'>): Scenario {
  return { input, spec, digest: scenarioDigest(spec), file, places: new Map() };
}
