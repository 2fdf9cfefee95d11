/**
 * The read options that client groups may have. A family does not say which of its operation options are
 * about reads, but its judge does: a group that only writes has no use for them, and one that only reads has.
 */
import type { FamilyDeclaration } from '../../databases/common/schema.js';
import { judge } from '../../scenario/judge.js';
import type { Complaint } from '../../scenario/problem.js';
import type { Scenario } from '../../scenario/scenario.js';
import { wordsOf } from '../../scenario/schema-walk.js';
import type { Written } from '../change.js';

type Schema = Parameters<typeof wordsOf>[0][number];
type Options = Readonly<Record<string, string>>;

export interface GroupReading {
  readonly group: string;
  /** What it may ask of its reads: one of these. */
  readonly options: readonly Options[];
}

/** More combinations are not tried. */
const mostCombinations = 200;

/** By client group that reads, all combinations of options of one word that its family takes without a remark. */
export function readingSpace(
  scenario: Scenario,
  declaration: FamilyDeclaration,
): readonly GroupReading[] {
  const { clients } = scenario.spec;
  const words = readWords(scenario, declaration);
  if (words.length === 0) return [];
  return clients.flatMap((client, place): readonly GroupReading[] => {
    if (client.script !== undefined || client.reads === 0) return [];
    const complaints = complainer(scenario, declaration, place);
    const options = combinations(words).filter((one) => complaints(one).length === 0);
    return options.length === 0 ? [] : [{ group: client.name, options }];
  });
}

/** Each read option of the family that takes words, with these. */
function readWords(
  scenario: Scenario,
  declaration: FamilyDeclaration,
): readonly (readonly [string, readonly string[]])[] {
  const place = scenario.spec.clients.findIndex(({ script }) => script === undefined);
  if (place < 0) return [];
  const complaints = complainer(scenario, declaration, place);
  const workload = 'register';
  return Object.entries<Schema>(declaration.operation.shape).flatMap(([key, schema]) => {
    const isOfReads = (word: string): boolean =>
      concern(complaints({ [key]: word, reads: '0%', workload }), key) &&
      !concern(complaints({ [key]: word, reads: '100%', workload }), key);
    const words = wordsOf([schema]);
    return words.some(isOfReads) ? [[key, words] as const] : [];
  });
}

function concern(complaints: readonly Complaint[], key: string): boolean {
  return complaints.some(({ path }) => path[2] === key);
}

/** Tells what is said about a group when it has some options, and is not said without them. */
function complainer(
  { input }: Scenario,
  declaration: FamilyDeclaration,
  place: number,
): (options: Options) => readonly Complaint[] {
  const written = input as Written;
  const groups = Array.isArray(written['clients']) ? (written['clients'] as Written[]) : [];
  const complaints = (options: Options): readonly Complaint[] => {
    const clients = groups.map((group, index) =>
      index === place ? { ...group, ...options } : group,
    );
    return judge({ ...written, clients }, [declaration]).complaints;
  };
  const known = new Set(complaints({}).map(nameOf));
  return (options) => complaints(options).filter((one) => !known.has(nameOf(one)));
}

function nameOf({ code, path }: Complaint): string {
  return [code, ...path].join('/');
}

function combinations(
  words: readonly (readonly [string, readonly string[]])[],
): readonly Options[] {
  return words.reduce<readonly Options[]>(
    (all, [key, values]) =>
      all
        .flatMap((options) => values.map((value) => ({ ...options, [key]: value })))
        .slice(0, mostCombinations),
    [{}],
  );
}
