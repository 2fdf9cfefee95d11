/** From the options of `quorate hunt` to its plan. Whatever they cannot mean is a `UsageError`. */
import { possibleKinds, faultKinds, type FaultKind } from '../experiments/hunt/kinds.js';
import type { HuntPlan } from '../experiments/hunt/hunt.js';
import { quarryNamed, quarryNames, withQuarry, type Quarry } from '../experiments/hunt/quarry.js';
import { rolesSeen } from '../experiments/hunt/roles.js';
import { spaceOf, spaceParts, usualParts, type Space } from '../experiments/hunt/space.js';
import type { AnyFamily } from '../databases/database.js';
import { builtInDeclarations } from '../databases/schema.js';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { SimulatorError } from '../kernel/errors.js';
import { demonstrationsOf } from '../experiments/hunt/promises.js';
import type { Seeds } from '../experiments/sweep/seeds.js';
import type { Scenario } from '../scenario/scenario.js';
import { hintAmong, quote } from '../scenario/suggestion.js';
import { UsageError } from './options.js';

export interface HuntPlanOptions {
  readonly seeds: Seeds;
  readonly find?: string;
  readonly vary?: string;
  readonly faults?: string;
  readonly mostFaults?: number;
  readonly keepFaults?: boolean;
  readonly keepOwn?: boolean;
  readonly all?: boolean;
}

export function huntPlan(
  given: Scenario,
  databases: readonly AnyFamily[],
  options: HuntPlanOptions,
): HuntPlan {
  const { seeds, all = false } = options;
  const declarations = databases.map(({ declaration }) => declaration);
  const quarry = quarryOf(given, options.find);
  const scenario = withQuarry(quarry, given, declarations);
  const space = spaceFor(scenario, databases, options);
  if (quarry.kind === 'expectation') refuseDemonstration(quarry.path, scenario, space);
  return { scenario, space, quarry, seeds, isForAll: all };
}

function quarryOf(scenario: Scenario, find: string | undefined): Quarry {
  if (find === undefined) return { kind: 'failure' };
  const quarry = quarryNamed(find, scenario);
  if (quarry !== null) return quarry;
  const hint = hintAmong(find, quarryNames(scenario), 'for example');
  throw new UsageError(
    `--find ${find}: this is no finding, no verdict and no expectation of the scenario${tail(hint)}`,
  );
}

function refuseDemonstration(path: string, scenario: Scenario, space: Space): void {
  const shown = demonstrationsOf(scenario, space).find((one) => one.path === path);
  if (shown === undefined) return;
  throw new UsageError(
    `--find ${path}: the scenario expects ${String(shown.value)}, which is about its own faults, no ` +
      'promise that others could break',
  );
}

function spaceFor(
  scenario: Scenario,
  databases: readonly AnyFamily[],
  { vary, faults, mostFaults, keepFaults = false, keepOwn = false }: HuntPlanOptions,
): Space {
  const declaration = declarationOf(scenario, databases);
  const parts = vary === undefined ? usualParts : named(vary, spaceParts, '--vary');
  const kinds = faults === undefined ? undefined : kindsNamed(faults, scenario, declaration);
  if (!parts.includes('faults') && (faults ?? mostFaults) !== undefined) {
    throw new UsageError('--faults and --most-faults mean nothing: --vary leaves faults out');
  }
  return spaceOf(scenario, declaration, {
    parts,
    keepFaults,
    keepOwn,
    roles: rolesSeen(scenario, { databases }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(mostFaults === undefined ? {} : { mostFaults }),
  });
}

function kindsNamed(
  text: string,
  scenario: Scenario,
  declaration: FamilyDeclaration,
): readonly FaultKind[] {
  const kinds = named(text, faultKinds, '--faults');
  const possible = possibleKinds(scenario, declaration);
  if (kinds.some((kind) => possible.includes(kind))) return kinds;
  throw new UsageError(
    `--faults ${text}: there is nothing to act on in this scenario; there are ${possible.join(', ')}`,
  );
}

function declarationOf({ spec }: Scenario, databases: readonly AnyFamily[]): FamilyDeclaration {
  const all: readonly FamilyDeclaration[] = [
    ...databases.map(({ declaration }) => declaration),
    ...Object.values(builtInDeclarations),
  ];
  const declaration = all.find(({ kind }) => kind === spec.database.kind);
  if (declaration === undefined) throw new SimulatorError(`no family ${spec.database.kind}`);
  return declaration;
}

/** The names in a text, with commas between them, in the order of those known. */
function named<Name extends string>(
  text: string,
  known: readonly Name[],
  option: string,
): readonly Name[] {
  const words = text.split(',').map((word) => word.trim());
  for (const word of words) {
    if (word === 'all' || known.some((one) => one === word)) continue;
    const hint = hintAmong(word, known, 'there are');
    throw new UsageError(`${option}: there is no ${quote(word)}${tail(hint)}`);
  }
  return words.includes('all') ? known : known.filter((one) => words.includes(one));
}

function tail(hint: string | null): string {
  return hint === null ? '' : ` (${hint})`;
}
