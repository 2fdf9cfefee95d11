/** What re-runs of a finding say, in sentences: which faults it needed, and what would have prevented it. */
import type { Counterfactuals, FaultNeed, Prevention } from '../../experiments/counterfactual.js';
import type { Service } from '../../experiments/price.js';
import type { Sighting } from '../../experiments/subject.js';
import type { FaultOccurrence } from '../../history/chronicle.js';
import type { FindingKind } from '../schema.js';
import { grouped } from '../text/layout.js';
import { lengthOf, listed } from '../words.js';

/** What is said of a finding that is gone, and of one that is there again. */
const clauses: Partial<Readonly<Record<FindingKind, readonly [gone: string, again: string]>>> = {
  lostWrites: ['this write survives', 'this write is lost all the same'],
  discardedInConflict: ['this write stays', 'this write is dropped all the same'],
  lostUpdates: ['this write is not overwritten unseen', 'this write is overwritten all the same'],
  staleReads: ['this read is fresh', 'this read is stale all the same'],
  sessionViolations: ['this read keeps the promise', 'this read breaks the promise all the same'],
  inversions: ['this read does not go back', 'this read goes back all the same'],
  splitBrain: [
    'no two nodes acknowledge writes at once',
    'two nodes acknowledge writes at once all the same',
  ],
  duplicateWrites: ['this write is applied once', 'this write is applied twice all the same'],
  rolledBackWrites: ['this write is not rolled back', 'this write is rolled back all the same'],
  dirtyReads: ['this read is not dirty', 'this read is dirty all the same'],
  divergence: ['the nodes agree on this key', 'the nodes differ on this key all the same'],
};

const otherClauses = ['this does not happen', 'this happens all the same'] as const;

/**
 * Which faults the finding needed. `attributed` is the fault that the report names for it, by a rule and
 * without re-runs.
 */
export function neededSentences(
  found: Counterfactuals,
  attributed: FaultOccurrence | null,
): readonly string[] {
  const { faults, untried, withoutAny } = found;
  const struck = faults.filter((one) => one.struck > 0 && one.withoutIt !== null);
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
  faults: readonly FaultNeed[],
  { subject }: Counterfactuals,
): readonly (readonly [string, readonly FaultNeed[]])[] {
  const groups = new Map<string, FaultNeed[]>();
  const ordered = [true, 'unknown', false].flatMap((necessary) =>
    faults.filter((one) => one.necessary === necessary),
  );
  for (const need of ordered) {
    const clause = clauseOf(need.withoutIt, subject);
    groups.set(clause, [...(groups.get(clause) ?? []), need]);
  }
  return [...groups];
}

/** What a run says of the finding, as a clause. */
function clauseOf(sighting: Sighting | null, subject: Counterfactuals['subject']): string {
  const { finding } = subject;
  const [gone, again] = clauses[finding] ?? otherClauses;
  if (sighting === null || sighting.found === 'unknown')
    return 'nobody can tell: there is no final read to tell by';
  if (sighting.basis === 'moment' && subject.kind === 'operation') {
    const { group } = subject;
    return sighting.found
      ? `other operations of ${group} meet the same at that time`
      : `no operation of ${group} meets the like at that time`;
  }
  if (sighting.found) return again;
  return unanswered(sighting, finding) ?? gone;
}

/** Gone, but only because nobody was told anything; null when that is not how. */
function unanswered({ basis, outcome }: Sighting, finding: FindingKind): string | null {
  if (basis === 'moment' || outcome === 'ok') return null;
  if (finding === 'lostWrites') return 'this write is not acknowledged';
  return finding === 'staleReads' ? 'this read is not answered' : null;
}

function togetherSentences({
  faults,
  withoutAny,
  together,
  untried,
  subject,
}: Counterfactuals): readonly string[] {
  if (together === null || together.length < 2) return [];
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

/** Which settings would have prevented the finding, those that leave nothing of the kind first. */
export function preventionSentences({
  prevention,
  untried,
  count,
  subject,
}: Counterfactuals): readonly string[] {
  const vain = prevention.filter(({ prevents }) => prevents === false);
  const undecided = prevention.filter(({ prevents }) => prevents === 'unknown');
  const helpful = prevention
    .filter(({ prevents }) => prevents === true)
    .toSorted((a, b) => a.withIt.count - b.withIt.count);
  const some = (what: string, settings: readonly string[]): readonly string[] =>
    settings.length === 0 ? [] : [`${what}: ${settings.join('; ')}.`];
  return [
    ...helpful.map((one) => helpSentence(one, count, subject.finding)),
    ...some('No help', vain.map(settingOf)),
    ...some('Nobody can tell, for want of a final read', undecided.map(settingOf)),
    ...some('Not tried, to keep re-runs few', untried.settings),
  ];
}

function settingOf({ path, to }: Prevention): string {
  return `${path}: ${to}`;
}

function helpSentence(one: Prevention, count: number, finding: FindingKind): string {
  const { from, says, withIt, cost } = one;
  const instead = from === null ? '' : ` instead of ${from}`;
  const left =
    withIt.count === 0 || count < 2
      ? ''
      : ` Of ${grouped(count)} such findings ${grouped(withIt.count)} remain.`;
  const silence = unanswered(withIt, finding);
  const prices = [
    ...(silence === null ? [] : [silence]),
    ...priceClauses('writes', cost.before.writes, cost.after.writes),
    ...priceClauses('reads', cost.before.reads, cost.after.reads),
  ];
  const then = one.concerns === 'group' ? 'Then, in this client group,' : 'Then';
  const price =
    prices.length === 0 ? ' It costs nothing in this run.' : ` ${then} ${listed(prices)}.`;
  return `${settingOf(one)}${instead}: ${says}.${left}${price}`;
}

/** What clients pay with operations of one kind, where it shows. */
function priceClauses(what: string, before: Service, after: Service): readonly string[] {
  const change = (
    of: (service: Service) => number | null,
    text: (value: number) => string,
    clause: (change: string) => string,
  ): readonly string[] => {
    const [one, other] = [of(before), of(after)];
    if (one === null || other === null || text(one) === text(other)) return [];
    return [clause(`${text(other)} instead of ${text(one)}`)];
  };
  const usual = change(
    ({ p50 }) => p50,
    lengthOf,
    (time) => `${what} take ${time}`,
  );
  const slow = change(
    ({ p99 }) => p99,
    lengthOf,
    (time) => `the slowest 1% of ${what} take ${time}`,
  );
  const share = change(
    ({ succeeded }) => succeeded,
    (succeeded) => `${Math.round(succeeded * 100)}%`,
    (percent) => `${percent} of ${what} succeed`,
  );
  const isOtherLoad = Math.abs(after.invoked - before.invoked) > otherLoad * before.invoked;
  const fewer = `${successes(after)} instead of ${successes(before)}`;
  return [
    ...(usual.length > 0 ? usual : slow),
    ...change(
      ({ unavailable }) => unavailable,
      lengthOf,
      (time) => `${what} are unavailable for ${time}`,
    ),
    ...(isOtherLoad ? [`${fewer} ${what} succeed`] : share),
  ];
}

/** Clients that begin so much more or less than before, as a share, are told of by number. */
const otherLoad = 0.05;

function successes({ invoked, succeeded }: Service): string {
  return grouped(Math.round(invoked * (succeeded ?? 0)));
}
