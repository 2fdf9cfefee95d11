/** How an update took the place of a write that it had not seen: the write, what the update read, its own write. */
import { isAnsweredRead } from '../../checkers/answered-reads.js';
import type { Operation } from '../../history/operation.js';
import { lostUpdateHeadline } from '../headlines.js';
import { returned, written } from '../words.js';
import { toldSteps } from './operation-story.js';
import { step, type Step, type Story, type Telling } from './telling.js';
import { writeStory } from './write-story.js';

/** Tells of the lost update at this place among the findings, from 0; null when there is none. */
export function lostUpdateStory(index: number, telling: Telling): Story | null {
  const lost = telling.findings.lostUpdates[index];
  const life = writeStory(lost?.operation.write ?? 0, telling);
  if (lost === undefined || life === null) return null;
  const { operation, by } = lost;
  return {
    headline: lostUpdateHeadline(lost),
    steps: [...life.steps, ...updateSteps(by, telling)],
    outcome: `${operation.write} is in no value at the end: ${by.write} took its place without having seen it.`,
    wouldHaveHelped: [],
  };
}

/** What an update read, and what it wrote then. */
function updateSteps(update: Operation, telling: Telling): readonly Step[] {
  const { run, evidence } = telling;
  const { client, key, invokedAt, invokedIn, write, basis } = update;
  const read = run.chronicle.operations.findLast(
    (one) =>
      isAnsweredRead(one) &&
      one.client === client &&
      one.key === key &&
      (one.completedIn ?? Infinity) <= invokedIn,
  );
  const computed = `${client} computes ${write} from ${returned(basis ?? [])}, and writes it.`;
  const stored = evidence(write).copies.slice(0, 1);
  return [
    ...(read === undefined ? [] : toldSteps(read, telling)),
    step(invokedAt, invokedIn, computed),
    ...stored.map(({ node, storedAt, storedIn }) =>
      step(storedAt, storedIn, `${node} stores ${written(update)}.`),
    ),
  ];
}
