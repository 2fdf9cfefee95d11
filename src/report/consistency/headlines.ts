/** One sentence a violation: whose promise is broken, in which key, by which values, when. */
import type { Because, Violation } from '../../checkers/consistency/result.js';
import { listed } from '../words.js';
import { capital, levelWords, milliseconds, sessionText, valueText, type Speech } from './words.js';

/** `Not linearizable: in k3, 5 and 7 were both current at once (from 1.204 s on).` */
export function violationHeadline(violation: Violation, speech: Speech): string {
  const { level, operations } = violation;
  const [first] = operations.map(speech.operationOf);
  const since =
    first === undefined
      ? ''
      : ` (from ${speech.moment(milliseconds(first.invokedAt), first.start)} on)`;
  const broken = capital(levelWords[level].invalid);
  return `${broken}: ${whereOf(violation, speech)}${matterOf(violation, speech)}${since}.`;
}

/** What the contradiction is about: who read what, and the values that speak against it. */
interface Matter {
  readonly reader: string;
  readonly returned: string;
  readonly written: string;
  /** What somebody who knew better knew of. */
  readonly known: string;
  readonly values: readonly [string, string];
}

type Phrase = (matter: Matter) => string;

const noOrder: Phrase = () => 'no order of the operations explains all answers';

/** By kind of contradiction. Whatever has no phrase of its own is told by its kind. */
const phrases: ReadonlyMap<string, Phrase> = new Map<string, Phrase>([
  ['value that nobody wrote', (m) => `${m.reader} read ${m.returned}, which nobody wrote`],
  ['read before its write', (m) => `${m.reader} read ${m.returned} before it was written`],
  ['values overlap', (m) => `${m.values[0]} and ${m.values[1]} were both current at once`],
  ['beginning read too late', (m) => `${m.reader} read nothing after ${m.written} was there`],
  ['value inside value', (m) => `${m.values[1]} came and went while ${m.values[0]} was current`],
  ['several values at once', (m) => `${m.reader} read several values at once`],
  ['not a list', (m) => `${m.reader} read what is no list`],
  ['element twice', (m) => `${m.reader} read an element twice`],
  ['reads disagree', () => 'two reads disagree about the elements'],
  ['elements out of order', () => 'elements stand in another order than they were added in'],
  ['element dequeued twice', () => 'an element was dequeued twice'],
  ['elements dequeued out of order', () => 'elements came out in another order than they went in'],
  ['element left behind', () => 'an element came out before one that had been there longer'],
  ['queue never empty', () => 'a dequeue found nothing although something was there'],
  ['element missing', (m) => `${m.reader} missed ${m.written}, which was there already`],
  ['element missing again', (m) => `${m.reader} missed ${m.written}, which had been read before`],
  [
    'beginning read after a write',
    (m) => `${m.reader} read ${m.returned} although ${m.known} was causally before`,
  ],
  [
    'replaced value read',
    (m) =>
      `${m.reader} read ${m.returned} although ${m.known}, which replaced it, was causally before`,
  ],
  ['list against the causal order', () => 'elements stand in a list against their causal order'],
  ['cycle in the causal order', () => 'operations depend on each other in a circle'],
  ['cycle in the conflict order', () => 'sessions cannot agree on one order of the writes'],
  ['cycle in the order', () => 'operations would have to come before themselves'],
  ['no order', noOrder],
  ['no order fits', noOrder],
  ['no next operation', noOrder],
  ['own write missing', (m) => `${m.reader} read ${m.returned} and not what it had written itself`],
  [
    'older than what was read before',
    (m) => `${m.reader} read ${m.returned}, which is older than what it had read before`,
  ],
  ['own writes out of order', () => 'the writes of a session are not seen in its order'],
  [
    'write without what it followed',
    () => 'a write is seen without what its session had read before it',
  ],
]);

/** Kinds whose first fact is about the read in question, and the others about what it depends on. */
const dependent: ReadonlySet<string> = new Set([
  'beginning read after a write',
  'replaced value read',
]);

/** Kinds that are not about one read of one key. */
const spanning: ReadonlySet<string> = new Set([
  'cycle in the causal order',
  'cycle in the conflict order',
  'cycle in the order',
  'no order',
  'no next operation',
]);

/** `in k3, `; nothing in a history of one object. */
function whereOf({ kind, key, operations }: Violation, { operationOf }: Speech): string {
  const keys = spanning.has(kind)
    ? [...new Set(operations.map((index) => operationOf(index).key))].sort()
    : [key];
  if (keys.length > 3) return `in ${keys.length} keys, `;
  return keys.every((name) => name === '') ? '' : `in ${listed(keys)}, `;
}

function matterOf(violation: Violation, speech: Speech): string {
  const { kind, because } = violation;
  const isAboutBeginning = because.some(
    (fact) => fact.rule === 'value order' && (fact.before === null || fact.after === null),
  );
  const phrase = phrases.get(isAboutBeginning ? 'beginning read too late' : kind);
  return phrase === undefined ? kind : phrase(whatWasRead(violation, speech));
}

function whatWasRead({ kind, operations, because }: Violation, { operationOf }: Speech): Matter {
  const all = operations.map(operationOf);
  const [first] = because;
  const isFirst = first?.rule === 'reads from' || first?.rule === 'reads the beginning';
  const read =
    isFirst && dependent.has(kind)
      ? operationOf(first.read)
      : all.findLast(({ output }) => output !== undefined);
  const write = all.find(({ input }) => input !== null);
  const order = because.find((fact) => fact.rule === 'value order');
  const unwritten = because.find((fact) => fact.rule === 'nobody wrote it');
  const inputOf = (index: number | null | undefined): string =>
    valueText(index === null || index === undefined ? null : operationOf(index).input);
  return {
    reader: read === undefined ? 'somebody' : sessionText(read.session),
    returned: valueText(unwritten === undefined ? read?.output : unwritten.value),
    written: valueText(write?.input),
    known: inputOf(read === undefined ? null : lastBefore(read.index, because)),
    values: [inputOf(order?.before), inputOf(order?.after)],
  };
}

/** The operation that the facts put before a read in the end. */
function lastBefore(read: number, because: readonly Because[]): number | undefined {
  return because
    .filter((fact) => fact.rule === 'causal order' || fact.rule === 'session')
    .findLast(({ after }) => after === read)?.before;
}
