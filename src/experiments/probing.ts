/**
 * What experiments with client groups of their own have in common: how somebody's clients ask, and names that nothing else in the
 * scenario has.
 */
import { builtInDeclarations } from '../databases/schema.js';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import { allClients, selectors } from '../scenario/names/schema.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Written } from './change.js';

/**
 * What a scenario can say to its family.
 * @param declarations families besides the built-in ones
 */
export function declarationOf(
  { spec }: Scenario,
  declarations: readonly FamilyDeclaration[],
): FamilyDeclaration | undefined {
  const all = [...Object.values(builtInDeclarations), ...declarations];
  return all.find(({ kind }) => kind === spec.database.kind);
}

/** The first so many of a name's forms that nothing else of the scenario has: itself, then with 2, 3, … behind it. */
export function freeNames(
  { spec }: Scenario,
  declaration: FamilyDeclaration | undefined,
): (wished: string, count?: number) => readonly string[] {
  const taken = new Set([
    ...spec.database.nodes,
    ...Object.keys(spec.network.zones ?? {}),
    ...(declaration?.roles ?? []),
    ...Object.keys(selectors),
    allClients,
  ]);
  return (wished, count = 1) => {
    const names: string[] = [];
    for (let number = 1; names.length < count; number += 1) {
      const name = number === 1 ? wished : `${wished}-${number}`;
      if (!taken.has(name)) names.push(name);
    }
    return names;
  };
}

/** The options of operations among the keys of a client group or of a step, as somebody wrote them. */
export function operationOptions(
  written: Written | undefined,
  declaration: FamilyDeclaration | undefined,
): Written {
  const names = Object.keys(declaration?.operation.shape ?? {});
  return Object.fromEntries(Object.entries(written ?? {}).filter(([key]) => names.includes(key)));
}

/** The client groups as somebody wrote them. */
export function groupsWritten({ clients }: Written): readonly Written[] {
  return Array.isArray(clients) ? (clients as readonly Written[]) : [];
}
