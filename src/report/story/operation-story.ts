/**
 * What clients asked and were told, one operation after the other, where the last one contradicts the
 * others; and what had become of the write that it missed.
 */
import type { Operation, WriteId } from '../../history/operation.js';
import { writeBy } from '../words.js';
import { departureSteps } from './ending-steps.js';
import type { Row } from './places.js';
import { arrivalSteps } from './read-story.js';
import {
  faultsOver,
  faultStep,
  promotionSteps,
  step,
  unheardSteps,
  type Step,
  type Story,
  type Telling,
} from './telling.js';

/** Tells of the operations that a row names; null when it names none. */
export function operationStory(row: Row, telling: Telling): Story | null {
  const { headline = '', missed, operation: id } = row;
  const { operations } = telling.run.chronicle;
  const named = operations.filter((one) => [row.earlier, row.later, id].includes(one.id));
  const last = named.find((one) => one.id === id);
  if (last === undefined) return null;
  return {
    headline,
    steps: [
      ...named.flatMap((one) => toldSteps(one, telling)),
      ...(missed === undefined ? [] : missedSteps(missed, last, telling)),
    ],
    outcome: '',
    wouldHaveHelped: [],
  };
}

/** What the client asked, and what it heard. */
export function toldSteps(operation: Operation, { values }: Telling): readonly Step[] {
  const { client, kind, key, invokedAt, invokedIn, completedAt, completedIn } = operation;
  const by = operation.answeredBy ?? 'Nobody';
  const isRead = kind === 'read';
  const told = isRead
    ? `${by} answers ${values.returned(key, operation.versions ?? [])}.`
    : `${client} is told by ${by}: ${operation.outcome ?? 'unknown'}.`;
  const asks = isRead ? `${client} asks for ${key}.` : `${writeBy(operation)} begins.`;
  return [
    step(invokedAt, invokedIn, asks),
    ...(completedAt === null || completedIn === null ? [] : [step(completedAt, completedIn, told)]),
  ];
}

/** Why a read missed a write: it had not come to the answering node, or was gone from where it had been. */
function missedSteps(
  missed: WriteId,
  read: Operation,
  { run, evidence }: Telling,
): readonly Step[] {
  const { chronicle } = run;
  const known = evidence(missed);
  const { copies, transmissions } = known;
  const until = read.completedAt ?? read.invokedAt;
  const since = chronicle.writes[missed]?.invokedAt ?? read.invokedAt;
  const gone = copies.filter(({ left }) => left !== null && left.at <= until);
  const nodes = [read.answeredBy ?? '', ...copies.map(({ node }) => node)];
  return [
    ...unheardSteps(
      transmissions.filter(({ to }) => to === read.answeredBy),
      copies,
      read.invokedAt,
      String(missed),
    ),
    ...faultsOver(chronicle, nodes, since, until).map((fault) => faultStep(fault, run)),
    ...promotionSteps(chronicle, since, until),
    ...departureSteps(gone, run.trace ?? [], String(missed)),
    ...arrivalSteps(read, known),
  ];
}
