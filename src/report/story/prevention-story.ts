/** What would have prevented a finding, in sentences: each setting with what clients pay for it. */
import type { Counterfactuals, Prevention } from '../../experiments/counterfactual.js';
import type { Service } from '../../experiments/price.js';
import { groupedBy } from '../../kernel/grouped.js';
import type { FindingKind } from '../schema.js';
import { counted, grouped } from '../text/layout.js';
import { lengthOf, listed } from '../words.js';
import { obstacles, unanswered } from './sighting-words.js';

/** Which settings would have prevented the finding, those that leave nothing of the kind first. */
export function preventionSentences({
  prevention,
  untried,
  count,
  subject,
}: Counterfactuals): readonly string[] {
  const vain = prevention.filter(({ prevents }) => prevents === false);
  const undecided = groupedBy(prevention, ({ withIt }) => withIt.obstacle);
  const helpful = prevention
    .filter(({ prevents }) => prevents === true)
    .toSorted((a, b) => a.withIt.count - b.withIt.count);
  const some = (what: string, settings: readonly string[]): readonly string[] =>
    settings.length === 0 ? [] : [`${what}: ${settings.join('; ')}.`];
  return [
    ...helpful.map((one) => helpSentence(one, count, subject.finding)),
    ...some('No help', vain.map(settingOf)),
    ...[...undecided].flatMap(([obstacle, settings]) =>
      obstacle === null
        ? []
        : some(`Nobody can tell, ${obstacles[obstacle][1]}`, settings.map(settingOf)),
    ),
    ...some('Not tried, to keep re-runs few', untried.settings),
  ];
}

function settingOf({ path, to }: Prevention): string {
  return `${path}: ${to}`;
}

function helpSentence(one: Prevention, count: number, finding: FindingKind): string {
  const { from, says, withIt, cost } = one;
  const instead = from === null ? '' : ` instead of ${from}`;
  const silence = unanswered(withIt, finding);
  const prices = [
    ...(silence === null ? [] : [silence]),
    ...priceClauses('writes', cost.before.writes, cost.after.writes),
    ...priceClauses('reads', cost.before.reads, cost.after.reads),
  ];
  const then = one.concerns === 'group' ? 'Then, in this client group,' : 'Then';
  const price =
    prices.length === 0 ? ' It costs nothing in this run.' : ` ${then} ${listed(prices)}.`;
  return `${settingOf(one)}${instead}: ${says}.${leftOf(withIt.count, count)}${price}`;
}

/** How many findings of the kind there are then: a setting may save one and bring up others. */
function leftOf(after: number, before: number): string {
  if (after === 0) return '';
  return after < before
    ? ` Of ${grouped(before)} such findings ${grouped(after)} remain.`
    : ` But then there are ${counted(after, 'such finding')} instead of ${grouped(before)}.`;
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
