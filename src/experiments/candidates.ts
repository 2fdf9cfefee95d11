/**
 * Changes of settings that may prevent a finding: what the family declares against it, and each of the
 * scenario's bugs switched off. Only those are left that change something and that the scenario can have.
 */
import type { FamilyDeclaration, Remedy } from '../databases/common/schema.js';
import { builtInDeclarations } from '../databases/schema.js';
import { pairs } from '../kernel/pairs.js';
import type { Override } from '../scenario/overrides.js';
import { yamlFlow } from '../scenario/print.js';
import type { Scenario } from '../scenario/scenario.js';
import { defaultOf, isMapping, schemasAlong } from '../scenario/schema-walk.js';
import { withOverrides } from './change.js';
import type { Subject } from './subject.js';

/** One setting changed. */
export interface Candidate {
  /** Where: the path of an override; several, joined by commas, where a script says it in several steps. */
  readonly path: string;
  /** What stands there, as YAML; null where nothing does. */
  readonly from: string | null;
  readonly to: string;
  /** What it means, in a clause. */
  readonly says: string;
  /** Who is concerned: everybody, or the client group alone whose options change. */
  readonly concerns: 'all' | 'group';
  readonly scenario: Scenario;
}

/** The changes worth a try, in the order of their declaration. `own` are families beside the built-in ones. */
export function candidatesAgainst(
  subject: Subject,
  scenario: Scenario,
  own: readonly FamilyDeclaration[],
): readonly Candidate[] {
  const { kind, bugs } = scenario.spec.database;
  const builtIn = pairs<FamilyDeclaration>(builtInDeclarations).map(([, one]) => one);
  const family = [...own, ...builtIn].find((one) => one.kind === kind);
  if (family === undefined) return [];
  const group = subject.kind === 'operation' ? subject.group : null;
  const remedies = (family.remedies ?? []).filter(({ against }) =>
    against.includes(subject.finding),
  );
  const candidate = (paths: readonly string[], value: string, says: string): Candidate[] => {
    const overrides = paths.map((path): Override => ({ path, value }));
    const changed = overrides.length === 0 ? null : withOverrides(scenario, overrides, own);
    if (changed === null) return [];
    const from = standing(paths[0] ?? '', scenario, family);
    const concerns = paths[0]?.startsWith('clients.') === true ? 'group' : 'all';
    return [{ path: paths.join(', '), from, to: value, says, concerns, scenario: changed }];
  };
  return [
    ...bugs.flatMap((bug) => {
      const others = bugs.filter((other) => other !== bug);
      return candidate(['database.bugs'], yamlFlow(others), `without the bug “${bug}”`);
    }),
    ...remedies.flatMap((remedy) =>
      candidate(pathsOf(remedy, group, scenario), remedy.value, remedy.says),
    ),
  ];
}

/** Where the setting of a remedy stands; nowhere when it belongs to a group and none is concerned. */
function pathsOf(
  { of, path }: Remedy,
  group: string | null,
  { input }: Scenario,
): readonly string[] {
  const ofDatabase = [`database.${path}`];
  if (of === 'database') return ofDatabase;
  const written = group === null ? undefined : groupNamed(group, input);
  if (written === undefined) return of === 'either' ? ofDatabase : [];
  const base = `clients.${group ?? ''}`;
  const [key = ''] = path.split('.');
  const steps = listAt(written, 'script').flatMap((step, index) =>
    isMapping(step) && key in step ? [`${base}.script.${String(index)}.${path}`] : [],
  );
  const own = key in written ? [`${base}.${path}`, ...steps] : steps;
  if (own.length > 0) return own;
  return of === 'either' ? ofDatabase : [`${base}.${path}`];
}

/** What stands at a path, or what its schema fills in there, as YAML; null when neither. */
function standing(path: string, { input }: Scenario, family: FamilyDeclaration): string | null {
  const [section = '', ...steps] = path.split('.');
  const [name = '', ...own] = steps;
  const ofDatabase = section === 'database';
  const written = ofDatabase ? at(input, ['database']) : groupNamed(name, input);
  const way = ofDatabase ? steps : own;
  const value =
    at(written, way) ??
    defaultOf(schemasAlong(ofDatabase ? family.database : family.operation, way));
  return value === undefined ? null : yamlFlow(value);
}

function at(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((part, step) => {
    if (Array.isArray(part)) return part[Number(step)] as unknown;
    return isMapping(part) ? part[step] : undefined;
  }, value);
}

function groupNamed(name: string, input: unknown): Readonly<Record<string, unknown>> | undefined {
  return listAt(input, 'clients')
    .filter(isMapping)
    .find((group) => group['name'] === name);
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list = isMapping(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}
