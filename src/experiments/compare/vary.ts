/**
 * From scenario files and axes to the variants of a comparison: every file with every combination of
 * values, read as `--set` reads them. What cannot be is told by its name, and nothing is dropped in silence.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import type { Override } from '../../scenario/overrides.js';
import type { Problem } from '../../scenario/problem.js';
import { readScenario } from '../../scenario/read.js';
import type { Variant } from '../sweep/sweep.js';
import type { Axis } from './axis.js';

/** More of them nobody compares at a glance. */
export const mostVariants = 64;

/** The text of a scenario that is to be varied. */
export interface Source {
  /** What tells it from the other files. */
  readonly name: string;
  /** How a command line names it. */
  readonly argument: string;
  /** The file as people know it. */
  readonly file: string;
  readonly text: string;
}

/** A variant, and where it comes from. */
export interface VariedScenario extends Variant {
  readonly source: Source;
  /** The values that make it, one an axis. */
  readonly settings: readonly Override[];
}

export type Varied =
  | ({ readonly kind: 'variant'; readonly warnings: readonly Problem[] } & VariedScenario)
  | {
      readonly kind: 'problems';
      readonly name: string;
      readonly source: Source;
      readonly problems: readonly Problem[];
    };

export interface VaryOptions {
  /** What all of them have in common. */
  readonly set: readonly Override[];
  /** Families besides the built-in ones. */
  readonly declarations: readonly FamilyDeclaration[];
}

/** How many variants there would be. */
export function variantCount(sources: number, axes: readonly Axis[]): number {
  return axes.reduce((product, { values }) => product * values.length, sources);
}

/** All variants: the files in their order, the last axis changing fastest. */
export function varied(
  sources: readonly Source[],
  axes: readonly Axis[],
  { set, declarations }: VaryOptions,
): readonly Varied[] {
  const combinations = combined(axes);
  return sources.flatMap((source) =>
    combinations.map((settings): Varied => {
      const name = nameOf(sources.length > 1 ? source.name : null, settings);
      const { file, text } = source;
      const read = readScenario(text, { file, declarations, set: [...set, ...settings] });
      if (read.scenario === null)
        return { kind: 'problems', name, source, problems: read.problems };
      const { scenario, warnings } = read;
      const words = [source.argument, ...[...set, ...settings].flatMap(asWords)];
      return { kind: 'variant', name, words, source, settings, scenario, warnings };
    }),
  );
}

function asWords({ path, value }: Override): readonly string[] {
  return ['--set', `${path}=${value}`];
}

/** One value of each axis, in every combination. */
function combined(axes: readonly Axis[]): readonly (readonly Override[])[] {
  return axes.reduce<readonly (readonly Override[])[]>(
    (combinations, { path, values }) =>
      combinations.flatMap((before) => values.map((value) => [...before, { path, value }])),
    [[]],
  );
}

/** `any 1`; of several axes `acknowledge=any 1, nodes=5`; of several files with the name of the file in front. */
function nameOf(file: string | null, settings: readonly Override[]): string {
  const [only] = settings;
  const words =
    settings.length === 1 && only !== undefined
      ? [only.value]
      : settings.map(({ path, value }) => `${shortest(path, settings)}=${value}`);
  return [...(file === null ? [] : [file]), ...words].join(', ');
}

/** The end of a path that no other setting ends in. */
function shortest(path: string, settings: readonly Override[]): string {
  const steps = path.split('.');
  for (let length = 1; length < steps.length; length += 1) {
    const end = steps.slice(-length).join('.');
    const isShared = settings.some(
      (other) => other.path !== path && `.${other.path}`.endsWith(`.${end}`),
    );
    if (!isShared) return end;
  }
  return path;
}
