/** How a read came to return what was taken back: the write, the read, the failover, the rollback. */
import { dirtyHeadline } from '../headlines.js';
import { lengthOf, returned, writeBy } from '../words.js';
import {
  faultsOver,
  faultStep,
  promotionSteps,
  step,
  type Story,
  type Telling,
} from './telling.js';
import { departureSteps, finalReadSteps } from './write-story.js';

/** Tells of the dirty read at this place among the findings, from 0; null when there is none. */
export function dirtyReadStory(index: number, telling: Telling): Story | null {
  const { run, findings } = telling;
  const dirty = findings.dirtyReads[index];
  const write = run.chronicle.writes[dirty?.write ?? 0];
  if (dirty === undefined || write === undefined) return null;
  const { read } = dirty;
  const { copies } = telling.evidence(dirty.write);
  const readAt = read.completedAt ?? read.invokedAt;
  const cuts = copies.flatMap(({ left }) => (left?.kind === 'rolled-back' ? [left.at] : []));
  const goneAt = cuts.reduce((last, at) => Math.max(last, at), readAt);
  const holders = copies.map(({ node }) => node);
  const answer = `${read.answeredBy ?? ''} answers ${returned(read.versions ?? [])}.`;
  return {
    headline: dirtyHeadline(dirty),
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
      ...finalReadSteps(write, run),
    ],
    outcome:
      `What the read returned was cut from the last log that had it ` +
      `${lengthOf(goneAt - readAt)} after the answer.`,
    wouldHaveHelped: [],
  };
}
