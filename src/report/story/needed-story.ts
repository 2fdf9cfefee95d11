/** Which faults a finding needed, in sentences, as re-runs without them tell. */
import type { Counterfactuals, FaultNeed } from '../../experiments/counterfactual.js';
import type { Sighting } from '../../experiments/subject.js';
import type { FaultOccurrence } from '../../history/chronicle.js';
import { groupedBy } from '../../kernel/grouped.js';
import { grouped } from '../text/layout.js';
import { listed } from '../words.js';
import { clauseOf } from './sighting-words.js';

/**
 * Which faults the finding needed. `attributed` is the fault that the report names for it, by a rule and
 * without re-runs.
 */
export function neededSentences(
  found: Counterfactuals,
  attributed: FaultOccurrence | null,
): readonly string[] {
  const { faults, untried, withoutAny } = found;
  const struck = faults.filter(
    (one): one is TriedFault => one.struck > 0 && one.withoutIt !== null,
  );
  const idle = faults.filter((one) => one.struck === 0).map(({ fault }) => fault);
  const isNeedless = withoutAny?.found === true;
  const single = isNeedless ? struck.filter(({ necessary }) => necessary === 'unknown') : struck;
  return [
    ...(isNeedless
      ? [`No fault was needed: without any, ${clauseOf(withoutAny, found.subject)}.`]
      : []),
    ...byClause(single, found).map(([clause, needs]) => {
      const names = needs.map((one) => nameOf(one, faults));
      return `Without ${eitherOf(names)} ${clause}.`;
    }),
    ...togetherSentences(found),
    ...attributionSentences(struck, found.together ?? [], attributed),
    ...(idle.length === 0 ? [] : [`Never struck, so not needed: ${listed(idle)}.`]),
    ...(untried.faults.length === 0
      ? []
      : [`Not tried, to keep re-runs few: ${listed(untried.faults)}.`]),
  ];
}

interface TriedFault extends FaultNeed {
  readonly withoutIt: Sighting;
}

/** Where the rule by which the report names a fault is wrong. */
function attributionSentences(
  struck: readonly FaultNeed[],
  together: readonly string[],
  attributed: FaultOccurrence | null,
): readonly string[] {
  const contradicted = struck.find(
    ({ fault, necessary }) =>
      necessary === false && fault === attributed?.fault && !together.includes(fault),
  );
  if (contradicted === undefined) return [];
  return [
    `The report names ${contradicted.summary} for it, by the rule that it was the last fault before. ` +
      'The re-runs know better.',
  ];
}

/** The faults by what the runs without them say, what is gone first. */
function byClause(
  faults: readonly TriedFault[],
  { subject }: Counterfactuals,
): readonly (readonly [string, readonly FaultNeed[]])[] {
  const ordered = [true, 'unknown', false].flatMap((necessary) =>
    faults.filter((one) => one.necessary === necessary),
  );
  return [...groupedBy(ordered, ({ withoutIt }) => clauseOf(withoutIt, subject))];
}

function togetherSentences({
  faults,
  withoutAny,
  together,
  untried,
  subject,
}: Counterfactuals): readonly string[] {
  if (withoutAny === null || together === null || together.length < 2) return [];
  const needs = faults.filter(({ fault }) => together.includes(fault));
  const names = listed(needs.map((one) => nameOf(one, faults)));
  const areSpare = needs.every(({ necessary }) => necessary === false);
  const spare = areSpare ? 'Each of these is enough without the others: only without' : 'Without';
  const smaller = untried.together ? ' Perhaps fewer do; not all were tried.' : '';
  return [`${spare} ${names} together ${clauseOf(withoutAny, subject)}.${smaller}`];
}

/** Its summary, and its id where another fault has the same summary. */
function nameOf({ fault, summary }: FaultNeed, faults: readonly FaultNeed[]): string {
  const isShared = faults.filter((other) => other.summary === summary).length > 1;
  return isShared ? `${summary} (${fault})` : summary;
}

const mostNamed = 3;

function eitherOf(names: readonly string[]): string {
  if (names.length > mostNamed) return `any one of ${grouped(names.length)} faults`;
  return names.length < 2
    ? (names[0] ?? '')
    : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
