/** The family of a scenario's database: one that somebody gave, or a built-in one. */
import type { AnyFamily } from '../databases/database.js';
import { families } from '../databases/registry.js';
import type { Scenario } from '../scenario/scenario.js';
import { quote } from '../scenario/suggestion.js';

/** Null when nobody gave it. */
export function familyOf(
  { spec }: Scenario,
  databases: readonly AnyFamily[] = [],
): AnyFamily | null {
  const { kind } = spec.database;
  return [...databases, ...families].find(({ declaration }) => declaration.kind === kind) ?? null;
}

/** What to say when it is missing. */
export function missingFamily({ spec }: Scenario): RangeError {
  const kind = quote(spec.database.kind);
  return new RangeError(`there is no database family ${kind}: name it in databases`);
}
