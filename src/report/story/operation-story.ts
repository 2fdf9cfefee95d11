/** What clients asked and were told, one operation after the other, where the last one contradicts the others. */
import type { Operation } from '../../history/operation.js';
import { returned, writeBy } from '../words.js';
import type { Row } from './places.js';
import { arrivalSteps } from './read-story.js';
import { faultsOver, faultStep, step, type Step, type Story, type Telling } from './telling.js';

/** Tells of the operations that a row names; null when it names none. */
export function operationStory(row: Row, { run, evidence }: Telling): Story | null {
  const { headline = '', missed, operation: id } = row;
  const { operations, faults } = run.chronicle;
  const named = operations.filter((one) => [row.earlier, row.later, id].includes(one.id));
  const last = named.find((one) => one.id === id);
  if (last === undefined) return null;
  const nodes = [last.answeredBy ?? ''];
  return {
    headline,
    steps: [
      ...named.flatMap(toldSteps),
      ...faultsOver({ faults }, nodes, last.invokedAt, last.invokedAt).map((one) =>
        faultStep(one, run),
      ),
      ...(missed === undefined ? [] : arrivalSteps(last, evidence(missed))),
    ],
    outcome: '',
    wouldHaveHelped: [],
  };
}

/** What the client asked, and what it heard. */
function toldSteps(operation: Operation): readonly Step[] {
  const { client, kind, key, invokedAt, invokedIn, completedAt, completedIn } = operation;
  const by = operation.answeredBy ?? 'Nobody';
  const isRead = kind === 'read';
  const told = isRead
    ? `${by} answers ${returned(operation.versions ?? [])}.`
    : `${client} is told by ${by}: ${operation.outcome ?? 'unknown'}.`;
  const asks = isRead ? `${client} asks for ${key}.` : `${writeBy(operation)} begins.`;
  return [
    step(invokedAt, invokedIn, asks),
    ...(completedAt === null || completedIn === null ? [] : [step(completedAt, completedIn, told)]),
  ];
}
