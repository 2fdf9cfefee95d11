/**
 * How a stale read came about: the newest write that it missed, the node that answered, what was on
 * its way.
 */
import type { StaleRead } from '../../checkers/stale-reads.js';
import { isHeldAfter } from '../../history/copies.js';
import type { Operation, OperationId } from '../../history/operation.js';
import { staleHeadline } from '../headlines.js';
import { counted } from '../text/layout.js';
import type { Values } from '../values.js';
import { instant, lengthOf, writeBy } from '../words.js';
import type { Evidence } from './evidence.js';
import { remediesForStaleness, servedFrom } from './remedies.js';
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

/** Tells how a read missed what it missed; null when the operation is no stale read. */
export function readStory(operation: OperationId, telling: Telling): Story | null {
  const { run, findings, values } = telling;
  const stale = findings.staleReads.find(({ read }) => read.id === operation);
  const missed = run.chronicle.writes[stale?.newest ?? 0];
  if (stale === undefined || missed === undefined) return null;
  const evidence = telling.evidence(stale.newest);
  const { read, versionsBehind, age } = stale;
  const faults = faultsOver(run.chronicle, [read.answeredBy ?? ''], read.invokedAt, read.invokedAt);
  const since = faults.reduce((first, { beganAt }) => Math.min(first, beganAt), read.invokedAt);
  const unheard = unheardSteps(
    evidence.transmissions.filter(({ to }) => to === read.answeredBy),
    evidence.copies,
    read.invokedAt,
  );
  return {
    headline: staleHeadline(stale, values),
    steps: [
      ...writeSteps(missed, evidence),
      ...unheard,
      ...faults.map((fault) => faultStep(fault, run)),
      ...promotionSteps(run.chronicle, since, read.invokedAt),
      ...readSteps(stale, evidence, values),
      ...storingSteps(read, evidence),
      ...arrivalSteps(read, evidence),
    ],
    outcome:
      `The read was ${counted(versionsBehind, 'version')} behind; the first write that it missed ` +
      `had been acknowledged for ${lengthOf(age)} when the read began.`,
    wouldHaveHelped: remediesForStaleness(stale, evidence),
  };
}

/** The newest write that the read missed. */
function writeSteps(missed: Operation, { copies }: Evidence): readonly Step[] {
  const first = copies[0];
  const { completedAt, completedIn, client } = missed;
  return [
    ...(first === undefined
      ? []
      : [step(first.storedAt, first.storedIn, `${writeBy(missed)} is stored by ${first.node}.`)]),
    ...(completedAt === null || completedIn === null
      ? []
      : [step(completedAt, completedIn, `${client} is told that the write happened.`)]),
  ];
}

function readSteps(
  { read, newest }: StaleRead,
  { copies }: Evidence,
  values: Values,
): readonly Step[] {
  const { client, key, invokedAt, invokedIn, completedAt, completedIn, answeredBy } = read;
  const asks = step(invokedAt, invokedIn, `${client} asks for ${key}.`);
  if (completedAt === null || completedIn === null) return [asks];
  const node = answeredBy ?? 'a node';
  const hasIt = copies.some((copy) => copy.node === node && isHeldAfter(copy, completedIn));
  const missed = values.named(newest);
  const why = hasIt ? `it has ${missed}, but does not serve it yet` : `it does not have ${missed}`;
  const answer = `${node} answers ${values.returned(key, read.versions ?? [])}: ${why}.`;
  return [asks, step(completedAt, completedIn, answer)];
}

/** The answering node holding the missed write already, but not for good. */
function storingSteps(read: Operation, evidence: Evidence): readonly Step[] {
  const copy = evidence.copies.find(
    (one) => one.node === read.answeredBy && isHeldAfter(one, read.invokedIn),
  );
  if (copy === undefined || copy.storedIn === evidence.copies[0]?.storedIn) return [];
  const flush = copy.flushDueAt === null ? '' : `; its flush is due at ${instant(copy.flushDueAt)}`;
  return [step(copy.storedAt, copy.storedIn, `${copy.node} stores it too${flush}.`)];
}

/** When the answering node had the missed write for good. */
export function arrivalSteps(read: Operation, evidence: Evidence): readonly Step[] {
  const served = servedFrom(evidence, read.answeredBy);
  if (served === null || served.event <= read.invokedIn) return [];
  const later = lengthOf(served.at - read.invokedAt);
  const text = `${read.answeredBy ?? ''} has the missed write, ${later} after the read began.`;
  return [step(served.at, served.event, text)];
}
