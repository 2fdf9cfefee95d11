/**
 * How scenarios around a base are drawn, all from one seed: first the cluster, then the rest from the space
 * around it, as a hunt draws it. What does not vary stays as the base says.
 */
import type { FamilyDeclaration } from '../databases/common/schema.js';
import type { AnyFamily } from '../databases/database.js';
import { rewritten, type Written } from '../experiments/change.js';
import { drawFrom } from '../experiments/hunt/draw.js';
import { faultKinds, possibleKinds, type FaultKind } from '../experiments/hunt/kinds.js';
import { promisesOf } from '../experiments/hunt/promises.js';
import { rolesSeen } from '../experiments/hunt/roles.js';
import {
  spaceOf,
  spaceParts,
  usualParts,
  type Space,
  type SpaceOptions,
  type SpacePart,
} from '../experiments/hunt/space.js';
import { withoutParts } from '../experiments/shrink/edit.js';
import { SimulatorError } from '../kernel/errors.js';
import { randomSource } from '../kernel/random.js';
import type { Scenario } from '../scenario/scenario.js';
import { hintAmong, quote } from '../scenario/suggestion.js';
import { familyOf, missingFamily } from './families.js';
import { checkAxes, drawCluster, isListed, type ClusterAxes } from './cluster-axes.js';

/** What the faults of drawn scenarios are like. */
export interface FaultOptions {
  /** Which kinds of faults. Default: all that make sense but `wipe`, `restart` and `command`. */
  readonly faults?: readonly FaultKind[];
  /** At most so many in one scenario. Default: 8. */
  readonly mostFaults?: number;
  /** Some faults stay. Default: all are over with four fifths of the run. */
  readonly keepFaults?: boolean;
  /** The base's own faults stay, and others are drawn beside them. */
  readonly keepOwn?: boolean;
  /** Families beside the built-in ones. */
  readonly databases?: readonly AnyFamily[];
}

export interface DrawOptions extends FaultOptions {
  /** Which parts vary. Default: `faults`, `network`, `workload` and `hosts`; there is also `reads`. */
  readonly vary?: readonly SpacePart[];
  /** Which clusters there are. Default: that of the base. */
  readonly clusters?: ClusterAxes;
}

export interface Drawing {
  readonly declarations: readonly FamilyDeclaration[];
  /** The scenario that a seed draws, which is also that of its run. It is always valid. */
  readonly draw: (seed: number) => Written;
  /** Whether a simpler version still has one of the clusters that somebody listed. */
  readonly allows: (written: Written) => boolean;
}

/** Throws a RangeError when options cannot be meant. */
export function drawingOf(base: Scenario, options: DrawOptions = {}): Drawing {
  const { vary = usualParts, databases = [], clusters = {}, keepOwn = false } = options;
  const declarations = databases.map(({ declaration }) => declaration);
  const declaration = familyOf(base, databases)?.declaration;
  if (declaration === undefined) throw missingFamily(base);
  checkOptions(base, declaration, options);
  checkAxes(clusters);
  const isDrawnAnew = vary.includes('faults') && !keepOwn;
  const ground = isDrawnAnew ? withoutOwnFaults(base, declaration, declarations) : base;
  const spaces = new Map<string, Space>();
  const spaceAround = (scenario: Scenario): Space => {
    const space = spaceOf(scenario, declaration, {
      ...spaceOptions(options),
      ...rolesIn(scenario, databases),
    });
    spaces.set(scenario.digest, space);
    return space;
  };
  return {
    declarations,
    draw(seed) {
      const source = randomSource(seed);
      const chance = source.stream('drawn/clusters');
      const cluster = drawCluster(ground, clusters, chance, declarations);
      const space = spaces.get(cluster.digest) ?? spaceAround(cluster);
      return drawFrom(space, cluster, source);
    },
    allows: (written) => isListed(written, clusters),
  };
}

/** The roles that nodes have; of a protocol that cannot run even without faults, all that it declares. */
function rolesIn(scenario: Scenario, databases: readonly AnyFamily[]): Pick<SpaceOptions, 'roles'> {
  try {
    return { roles: rolesSeen(scenario, { databases }) };
  } catch (error) {
    if (error instanceof SimulatorError) return {};
    throw error;
  }
}

function spaceOptions({
  vary,
  faults,
  mostFaults,
  keepFaults,
  keepOwn,
}: Pick<DrawOptions, 'vary' | 'faults' | 'mostFaults' | 'keepFaults' | 'keepOwn'>): SpaceOptions {
  return {
    ...(vary === undefined ? {} : { parts: vary }),
    ...(faults === undefined ? {} : { kinds: faults }),
    ...(mostFaults === undefined ? {} : { mostFaults }),
    ...(keepFaults === undefined ? {} : { keepFaults }),
    ...(keepOwn === undefined ? {} : { keepOwn }),
  };
}

/** Faults are drawn anew: the base's own, and what it expects of them, bind no cluster. */
function withoutOwnFaults(
  base: Scenario,
  declaration: FamilyDeclaration,
  declarations: readonly FamilyDeclaration[],
): Scenario {
  const space = spaceOf(base, declaration, { parts: ['faults'] });
  const promises = promisesOf(base, space).map(({ path, value }) => [path, value] as const);
  return rewritten(
    base,
    (written) => ({
      ...withoutParts(written, [['faults']]),
      expect: Object.fromEntries(promises),
    }),
    declarations,
  );
}

function checkOptions(
  base: Scenario,
  declaration: FamilyDeclaration,
  { vary = usualParts, faults, mostFaults }: DrawOptions,
): void {
  checkNames('vary', vary, spaceParts);
  checkNames('faults', faults ?? [], faultKinds);
  if (!vary.includes('faults') && (faults ?? mostFaults) !== undefined) {
    throw new RangeError('faults and mostFaults mean nothing: vary leaves faults out');
  }
  if (mostFaults !== undefined && !(Number.isInteger(mostFaults) && mostFaults > 0)) {
    throw new RangeError(`mostFaults is a whole number from 1 on, not ${String(mostFaults)}`);
  }
  const possible = possibleKinds(base, declaration);
  if (faults === undefined || faults.some((kind) => possible.includes(kind))) return;
  throw new RangeError(
    `faults: ${faults.join(', ')} would have nothing to act on in this scenario; ` +
      `there are ${possible.join(', ')}`,
  );
}

function checkNames(option: string, names: readonly string[], known: readonly string[]): void {
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  const hint = hintAmong(wrong, known, 'there are');
  throw new RangeError(
    `${option}: there is no ${quote(wrong)}${hint === null ? '' : ` (${hint})`}`,
  );
}
