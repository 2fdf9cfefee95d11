/** Clusters that vary along axes: numbers of nodes, and settings of the database from listed values. */
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { rewritten, type Written } from '../experiments/change.js';
import { partAt, withoutParts, withPart } from '../experiments/shrink/edit.js';
import type { RandomStream } from '../kernel/random.js';
import { pairs } from '../kernel/pairs.js';
import { ScenarioError, type Path } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';

export interface ClusterAxes {
  /** Numbers of nodes, or lists of their names. Default: the nodes of the base. */
  readonly nodes?: readonly (number | readonly string[])[];
  /**
   * By dotted path below `database`, the values that a setting may have: `{ 'failover.fencing': ['none',
   * 'epoch'] }`. With `undefined` among them, the setting may also be left out.
   */
  readonly settings?: Readonly<Record<string, readonly unknown[]>>;
}

interface Axis {
  readonly path: Path;
  readonly values: readonly unknown[];
}

function axesOf({ nodes, settings = {} }: ClusterAxes): readonly Axis[] {
  return [
    ...(nodes === undefined ? [] : [{ path: ['database', 'nodes'], values: nodes }]),
    ...pairs(settings).map(([path, values]) => {
      return { path: ['database', ...path.split('.')], values };
    }),
  ];
}

/** Throws a RangeError when an axis has no values. */
export function checkAxes(axes: ClusterAxes): void {
  const empty = axesOf(axes).find(({ values }) => values.length === 0);
  if (empty === undefined) return;
  throw new RangeError(`clusters: ${empty.path.slice(1).join('.')} has no values to draw from`);
}

/** So often is drawn again what is no valid scenario. */
const mostAttempts = 100;

/**
 * The scenario with one of the clusters, each that is valid with the same chance. Throws a RangeError when
 * none of a hundred is.
 */
export function drawCluster(
  base: Scenario,
  axes: ClusterAxes,
  chance: RandomStream,
  declarations: readonly FamilyDeclaration[],
): Scenario {
  const all = axesOf(axes);
  if (all.length === 0) return base;
  let last: ScenarioError | null = null;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const values = all.map((axis) => chance.pick(axis.values));
    try {
      return rewritten(
        base,
        (written) =>
          all.reduce((whole, { path }, index) => put(whole, path, values[index]), written),
        declarations,
      );
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      last = error;
    }
  }
  throw new RangeError(
    `clusters: none of ${mostAttempts} draws was a valid scenario; what is wrong with the last:\n` +
      (last?.message ?? ''),
    { cause: last },
  );
}

function put(whole: Written, path: Path, value: unknown): Written {
  return value === undefined ? withoutParts(whole, [path]) : withPart(whole, path, value);
}

/** Whether a scenario has a listed number of nodes, and listed values of every setting that varies. */
export function isListed(written: Written, axes: ClusterAxes): boolean {
  return axesOf(axes).every(({ path, values }) => {
    const has = told(partAt(written, path), path);
    return values.some((value) => told(value, path) === has);
  });
}

/** Nodes by their number: which of them are left does not matter. */
function told(value: unknown, [, key, ...rest]: Path): string | undefined {
  const isNodes = key === 'nodes' && rest.length === 0;
  return JSON.stringify(isNodes && Array.isArray(value) ? value.length : value);
}
