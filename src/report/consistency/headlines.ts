/** One sentence a violation: whose promise is broken, in which key, by which values, when. */
import type { Because, Violation } from '../../checkers/consistency/result.js';
import type { ObservedOperation, Value } from '../../history/history.js';
import { capital, levelWords, milliseconds, moment, sessionText, valueText } from './words.js';

/** Looks operations up by index. */
type OperationOf = (index: number) => ObservedOperation;

/** `Not linearizable: in k3, 5 and 7 were both current at once, from 1.204 s on.` */
export function violationHeadline(violation: Violation, operationOf: OperationOf): string {
  const operations = violation.operations.map(operationOf);
  const where = violation.key === '' ? '' : `in ${violation.key}, `;
  const [first] = operations;
  const since =
    first === undefined ? '' : ` (from ${moment(milliseconds(first.invokedAt), first.start)} on)`;
  const matter = matterOf(violation, operations, operationOf);
  return `${capital(levelWords[violation.level].invalid)}: ${where}${matter}${since}.`;
}

/** What the contradiction is about: its last read, and the values that cannot both be. */
interface Matter {
  readonly reader: string;
  readonly returned: string;
  readonly written: string;
  readonly values: readonly [string, string];
}

type Phrase = (matter: Matter) => string;

/** By kind of contradiction. Whatever has no phrase of its own is told by its kind. */
const phrases: ReadonlyMap<string, Phrase> = new Map<string, Phrase>([
  ['value that nobody wrote', (m) => `${m.reader} read ${m.returned}, which nobody wrote`],
  ['read before its write', (m) => `${m.reader} read ${m.returned} before it was written`],
  ['values overlap', (m) => `${m.values[0]} and ${m.values[1]} were both current at once`],
  ['beginning read too late', (m) => `${m.reader} read nothing after ${m.written} was there`],
  ['value inside value', (m) => `${m.values[1]} came and went while ${m.values[0]} was current`],
  ['several values at once', (m) => `${m.reader} read several values at once`],
  ['not a list', (m) => `${m.reader} read what is no list`],
  ['element twice', (m) => `${m.reader} read ${m.written} twice`],
  ['reads disagree', () => 'two reads disagree about the elements'],
  ['elements out of order', () => 'elements stand in another order than they were added in'],
  ['element missing', (m) => `${m.reader} missed ${m.written}, which was there already`],
  ['element missing again', (m) => `${m.reader} missed ${m.written}, which had been read before`],
  ['no order fits', () => 'no order of the operations explains all answers'],
  [
    'beginning read after a write',
    (m) => `${m.reader} read ${m.returned} although it depends on a write`,
  ],
  [
    'replaced value read',
    (m) => `${m.reader} read ${m.returned} although it depends on what replaced it`,
  ],
  ['cycle in the causal order', () => 'operations depend on each other in a circle'],
  ['own write missing', (m) => `${m.reader} read ${m.returned} and not what it had written itself`],
  [
    'older than what was read before',
    (m) => `${m.reader} read ${m.returned}, which is older than what it had read before`,
  ],
]);

function matterOf(
  violation: Violation,
  operations: readonly ObservedOperation[],
  operationOf: OperationOf,
): string {
  const isAboutBeginning = violation.because.some(
    (fact) => fact.rule === 'value order' && (fact.before === null || fact.after === null),
  );
  const phrase = phrases.get(isAboutBeginning ? 'beginning read too late' : violation.kind);
  if (phrase === undefined) return violation.kind;
  const read = operations.findLast(({ output }) => output !== undefined);
  const write = operations.find(({ input }) => input !== null);
  return phrase({
    reader: read === undefined ? 'somebody' : sessionText(read.session),
    returned: valueText(read?.output),
    written: valueText(write?.input),
    values: valuesOf(violation.because, operationOf),
  });
}

/** The two values that each must stand before the other. */
function valuesOf(
  because: readonly Because[],
  operationOf: OperationOf,
): readonly [string, string] {
  const order = because.find((fact) => fact.rule === 'value order');
  const value = (index: number | null | undefined): Value =>
    index === null || index === undefined ? null : operationOf(index).input;
  return [valueText(value(order?.before)), valueText(value(order?.after))];
}
