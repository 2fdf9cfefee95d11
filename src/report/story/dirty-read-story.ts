/** How a read came to return what did not last: the write, the read, the failover, what took it away. */
import type { DirtyRead } from '../../checkers/dirty-reads.js';
import { dirtyHeadline } from '../headlines.js';
import { lengthOf, writeBy } from '../words.js';
import {
  faultsOver,
  faultStep,
  promotionSteps,
  step,
  type Story,
  type Telling,
} from './telling.js';
import { departureSteps, finalReadSteps } from './ending-steps.js';

/** Tells of the dirty read at this place among the findings, from 0; null when there is none. */
export function dirtyReadStory(index: number, telling: Telling): Story | null {
  const { run, findings, values } = telling;
  const dirty = findings.dirtyReads[index];
  const write = run.chronicle.writes[dirty?.write ?? 0];
  if (dirty === undefined || write === undefined) return null;
  const { read } = dirty;
  const { copies } = telling.evidence(dirty.write);
  const readAt = read.completedAt ?? read.invokedAt;
  const goneAt = copies.reduce((last, { left }) => Math.max(last, left?.at ?? 0), readAt);
  const holders = copies.map(({ node }) => node);
  const answer = `${read.answeredBy ?? ''} answers ${values.returned(read.key, read.versions ?? [])}.`;
  return {
    headline: dirtyHeadline(dirty, values),
    steps: [
      ...copies
        .slice(0, 1)
        .map(({ node, storedAt, storedIn }) =>
          step(storedAt, storedIn, `${writeBy(write)} is stored by ${node}.`),
        ),
      step(read.invokedAt, read.invokedIn, `${read.client} asks for ${read.key}.`),
      ...(read.completedIn === null ? [] : [step(readAt, read.completedIn, answer)]),
      ...faultsOver(run.chronicle, holders, write.invokedAt, goneAt).map((one) =>
        faultStep(one, run),
      ),
      ...promotionSteps(run.chronicle, write.invokedAt, goneAt),
      ...departureSteps(copies, run.trace ?? []),
      ...finalReadSteps(write, telling),
    ],
    outcome: outcomeOf(dirty, lengthOf(goneAt - readAt)),
    wouldHaveHelped: [],
  };
}

function outcomeOf({ undone }: DirtyRead, later: string): string {
  switch (undone) {
    case 'rolled back':
      return `What the read returned was cut from the last log that had it ${later} after the answer.`;
    case 'forgotten':
      return `What the read returned was erased where it stood last ${later} after the answer.`;
    case 'stranded':
      return 'What the read returned is only where the last strong read did not look.';
  }
}
