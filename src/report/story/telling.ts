/** What the stories of writes and reads share: their parts, and the steps that both tell. */
import type { Findings } from '../../checkers/check.js';
import { failoverEvents } from '../../checkers/incidents.js';
import type { Chronicle, FaultOccurrence } from '../../history/chronicle.js';
import type { Copy } from '../../history/copies.js';
import type { EventNumber, WriteId } from '../../history/operation.js';
import { groupedBy } from '../../kernel/grouped.js';
import type { Instant } from '../../kernel/time.js';
import type { Run } from '../../simulation/run.js';
import type { Values } from '../values.js';
import { faultInScenario, instant, lengthOf } from '../words.js';
import type { Evidence, Transmission } from './evidence.js';

/** All that a story is told from. */
export interface Telling {
  readonly run: Run;
  readonly findings: Findings;
  /** What the trace and the ledger know of one write. */
  readonly evidence: (write: WriteId) => Evidence;
  readonly values: Values;
}

export interface Step {
  readonly at: Instant;
  readonly event: EventNumber;
  readonly text: string;
  /** May be left out of a story that grows too long. */
  readonly isDetail: boolean;
}

export interface Story {
  readonly headline: string;
  /** In any order. */
  readonly steps: readonly Step[];
  readonly outcome: string;
  readonly wouldHaveHelped: readonly string[];
}

/** A step that no story can do without. */
export function step(at: Instant, event: EventNumber, text: string): Step {
  return { at, event, text, isDetail: false };
}

/** A step that a long story leaves out. */
export function detail(at: Instant, event: EventNumber, text: string): Step {
  return { at, event, text, isDetail: true };
}

/** A fault begins, with its place in the scenario, and how long it lasts. */
export function faultStep(fault: FaultOccurrence, { scenario }: Run): Step {
  const { beganAt, beganIn, endedAt } = fault;
  const end = endedAt === null ? '' : `, for ${lengthOf(endedAt - beganAt)}`;
  return step(beganAt, beganIn, `The scenario strikes: ${faultInScenario(fault, scenario)}${end}.`);
}

/** The faults that lay over one of the nodes between two instants. */
export function faultsOver(
  { faults }: Pick<Chronicle, 'faults'>,
  nodes: readonly string[],
  from: Instant,
  to: Instant,
): readonly FaultOccurrence[] {
  return faults.filter(
    ({ beganAt, endedAt, nodes: touched }) =>
      beganAt <= to &&
      (endedAt === null || endedAt > from) &&
      nodes.some((node) => touched.includes(node)),
  );
}

/** Who was promoted or elected between two instants. */
export function promotionSteps(
  { milestones }: Pick<Chronicle, 'milestones'>,
  from: Instant,
  to: Instant,
): readonly Step[] {
  return milestones.flatMap(({ event, node, at, number }) =>
    failoverEvents.promoted.includes(event) && at >= from && at <= to
      ? [step(at, number, `${node} is ${event}.`)]
      : [],
  );
}

/**
 * One step a pair of nodes for the messages that carried a write and did not bring it: what became
 * of the first one, and how many others there were. `until` is when the story ends; `what` names the
 * write where a story tells of several.
 */
export function unheardSteps(
  transmissions: readonly Transmission[],
  copies: readonly Copy[],
  until: Instant,
  what = 'it',
): readonly Step[] {
  const isInVain = ({ to, sentAt }: Transmission): boolean =>
    sentAt <= until && !copies.some((copy) => copy.node === to && copy.storedAt <= until);
  const byRoute = groupedBy(transmissions.filter(isInVain), ({ from, to }) => `${from} ${to}`);
  return [...byRoute.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const again = others.length === 0 ? '' : ` It tries ${others.length} more times in vain.`;
    const sent = `${first.from} sends ${what} to ${first.to} in ${first.kind} #${first.message}`;
    return [step(first.sentAt, first.sentIn, `${sent}: ${becameOf(first, until)}.${again}`)];
  });
}

/** What became of a message, as far as it was known at an instant. */
function becameOf(
  { arrivesAt, arrival, ignored, disposition }: Transmission,
  until: Instant,
): string {
  if (ignored !== null) return ignored.why;
  if (arrival !== null && arrival.at <= until) return `it arrives at ${instant(arrival.at)}`;
  const due = arrivesAt[0];
  if (due === undefined) return disposition ?? 'it is dropped';
  return due > until
    ? `due at ${instant(due)}, it is still on its way at ${instant(until)}`
    : `due at ${instant(due)}, it does not arrive`;
}
