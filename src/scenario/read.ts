/**
 * Reads a scenario from YAML. Everything that is wrong with the text comes back at once, in the order of the
 * file, each with its place; nothing is thrown, whatever the text is.
 */
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { judge, scenarioDigest } from './judge.js';
import { applyOverrides, type Overridden, type Override } from './overrides.js';
import { isWarning, problemFrom, type Complaint, type Problem } from './problem.js';
import type { Place, Scenario } from './scenario.js';
import { placeKey, type PlainYaml } from './yaml-plain.js';
import { readYaml } from './yaml-text.js';

export interface ReadOptions {
  /** The file that the text came from, as people know it. */
  readonly file: string | null;
  /** Families besides the built-in ones. */
  readonly declarations?: readonly FamilyDeclaration[];
  /** Values to replace, in this order. */
  readonly set?: readonly Override[];
}

export type ReadResult =
  | { readonly scenario: Scenario; readonly warnings: readonly Problem[] }
  | { readonly scenario: null; readonly problems: readonly Problem[] };

type Places = PlainYaml['places'];

/** The scenario that the text describes, or all that is wrong with it. */
export function readScenario(
  text: string,
  { file, declarations = [], set = [] }: ReadOptions,
): ReadResult {
  const { data, places, problems: textProblems } = readYaml(text);
  if (data === null) return { scenario: null, problems: textProblems };
  const overridden = applyOverrides(data.value, set);
  const { spec, complaints } = judge(overridden.value, declarations);
  const problems = [
    ...textProblems,
    ...overridden.problems,
    ...complaints.map((complaint) => locate(complaint, places, overridden)),
  ].sort(byPlace);
  if (spec === null || problems.some(({ code }) => !isWarning(code))) {
    return { scenario: null, problems };
  }
  return {
    scenario: {
      input: overridden.value,
      spec,
      digest: scenarioDigest(spec),
      file,
      places: keyPlaces(places, overridden),
    },
    warnings: problems,
  };
}

/** Finds the place of a complaint: that of its part, or of the nearest part around it. */
function locate(complaint: Complaint, places: Places, { replaced }: Overridden): Problem {
  const source = replaced.findLast(({ path }) => startsWith(complaint.path, path));
  if (source !== undefined) return { ...problemFrom(complaint, null), override: source.override };
  const exact = places.get(placeKey(complaint.path));
  if (exact !== undefined) {
    const { key, value } = exact;
    return problemFrom(complaint, complaint.on === 'key' ? (key ?? value) : value);
  }
  for (let length = complaint.path.length - 1; length >= 0; length -= 1) {
    const around = places.get(placeKey(complaint.path.slice(0, length)));
    if (around !== undefined) return problemFrom(complaint, around.key ?? around.value);
  }
  return problemFrom(complaint, null);
}

/** Where each part begins, but for what an override replaced. */
function keyPlaces(places: Places, { replaced }: Overridden): ReadonlyMap<string, Place> {
  const overridden = replaced.map(({ path }) => placeKey(path));
  return new Map(
    [...places]
      .filter(([at]) => !overridden.some((path) => at === path || at.startsWith(`${path}/`)))
      .map(([at, { key, value }]) => [at, key ?? value]),
  );
}

function startsWith(path: readonly unknown[], beginning: readonly unknown[]): boolean {
  return beginning.every((step, index) => path[index] === step);
}

function byPlace(one: Problem, other: Problem): number {
  if (one.place === null || other.place === null) {
    return Number(one.place === null) - Number(other.place === null);
  }
  return one.place.line - other.place.line || one.place.column - other.place.column;
}
