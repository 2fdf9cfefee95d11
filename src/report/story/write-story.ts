/**
 * The life of one write: asked of whom, stored where, sent to whom, acknowledged when, and what
 * took it away.
 */
import { failoverEvents } from '../../checkers/incidents.js';
import type { LostWrite } from '../../checkers/lost-writes.js';
import { soleRoles } from '../../checkers/tenures.js';
import type { FaultOccurrence } from '../../history/chronicle.js';
import { isHeldAfter } from '../../history/copies.js';
import type { Operation, WriteId } from '../../history/operation.js';
import type { Run } from '../../simulation/run.js';
import { discardedHeadline, lostHeadline } from '../headlines.js';
import { counted } from '../text/layout.js';
import { instant, listed, writeBy, written } from '../words.js';
import { departureSteps, finalReadSteps } from './ending-steps.js';
import { messageName, type Evidence, type TracedCopy } from './evidence.js';
import { remediesForLoss } from './remedies.js';
import {
  detail,
  faultsOver,
  faultStep,
  promotionSteps,
  step,
  unheardSteps,
  type Step,
  type Story,
  type Telling,
} from './telling.js';

/** Tells the life of a write; null when there is no such write. */
export function writeStory(write: WriteId, telling: Telling): Story | null {
  const { run, findings } = telling;
  const operation = run.chronicle.writes[write];
  if (operation === undefined) return null;
  const evidence = telling.evidence(write);
  const lost = findings.lostWrites.find((one) => one.operation.write === write) ?? null;
  const goneAt = lost?.vanishedAt ?? run.chronicle.endedAt;
  return {
    headline: headlineOf(operation, lost, telling),
    steps: [
      ...askSteps(operation, run),
      ...copySteps(operation, evidence.copies),
      ...unheardSteps(evidence.transmissions, evidence.copies, goneAt),
      ...acknowledgementSteps(operation, evidence),
      ...(lost === null
        ? circumstances(operation, evidence, run)
        : incidentSteps(lost, evidence, run)),
      ...departureSteps(evidence.copies, run.trace ?? []),
      ...finalReadSteps(operation, telling),
    ],
    outcome: outcomeOf(operation, lost, telling),
    wouldHaveHelped: lost === null ? [] : remediesForLoss(lost, evidence, run.chronicle),
  };
}

function headlineOf(operation: Operation, lost: LostWrite | null, { findings }: Telling): string {
  if (lost !== null) return lostHeadline(lost);
  const fate = findings.fates.get(operation.write) ?? 'unknown';
  if (fate === 'discarded in conflict') return discardedHeadline(operation);
  return `${writeBy(operation)}: ${fate}.`;
}

function askSteps(operation: Operation, { trace }: Run): readonly Step[] {
  const asks = (trace ?? []).flatMap(({ at, number, effects }) =>
    effects.flatMap((effect) =>
      effect.kind === 'ask' && effect.operation === operation.id ? [{ at, number, effect }] : [],
    ),
  );
  return asks.map(({ at, number, effect }, index) => {
    const again = index === 0 ? '' : ' again';
    const fate = effect.disposition === null ? '' : `; ${effect.disposition}`;
    const wish = `${operation.kind === 'delete' ? 'to delete' : 'for'} ${written(operation)}`;
    const text = `${operation.client} asks ${effect.to}${again} ${wish}${fate}.`;
    return index === 0 ? step(at, number, text) : detail(at, number, text);
  });
}

/** Each copy being stored, and its becoming durable. */
function copySteps(operation: Operation, copies: readonly TracedCopy[]): readonly Step[] {
  return copies.flatMap((copy, index) => {
    const { node, storedAt, storedIn, broughtBy, flushDueAt, durable } = copy;
    const how =
      broughtBy === null
        ? `${node} stores it`
        : `${node} gets it from ${broughtBy.from} in ${messageName(broughtBy)} and stores it`;
    const flush = flushDueAt === null ? '' : `; its flush is due at ${instant(flushDueAt)}`;
    const isFirst = index === 0;
    const text = `${how}${durable === null ? flush : ''}.`;
    const stored = isFirst ? step(storedAt, storedIn, text) : detail(storedAt, storedIn, text);
    if (durable === null) return [stored];
    const isEarly = operation.completedIn !== null && durable.event <= operation.completedIn;
    const became = `The flush of ${node} is through: ${written(operation)} is durable there.`;
    const flushed = { ...step(durable.at, durable.event, became), isDetail: !(isFirst && isEarly) };
    return [stored, flushed];
  });
}

/** What the client is told, and who had the write at that instant. */
function acknowledgementSteps(operation: Operation, { copies }: Evidence): readonly Step[] {
  const { client, completedAt, completedIn, outcome, reason } = operation;
  if (completedAt === null || completedIn === null) return [];
  if (outcome !== 'ok') {
    const why = reason === null ? '' : ` (${reason})`;
    return [step(completedAt, completedIn, `${client} gives up: ${outcome ?? 'unknown'}${why}.`)];
  }
  const held = copies.filter((copy) => isHeldAfter(copy, completedIn));
  const isDurable = ({ durable }: TracedCopy): boolean =>
    durable !== null && durable.event <= completedIn;
  const durable = held.filter(isDurable).map(({ node }) => node);
  const volatile = held.filter((copy) => !isDurable(copy)).map(({ node }) => node);
  const facts = [
    ...(durable.length === 0 ? [] : [`${havers(durable)} it on disk`]),
    ...(volatile.length === 0 ? [] : [`${havers(volatile)} it in memory only`]),
    ...(held.length > 1 ? [] : [held.length === 0 ? 'nobody has it' : 'nobody else has it']),
  ];
  const told = `${client} is told that the write happened`;
  return [step(completedAt, completedIn, `${told}. At this instant ${facts.join(', ')}.`)];
}

/** `n1 has`, `n1 and n2 have`. */
function havers(nodes: readonly string[]): string {
  return `${listed(nodes)} ${nodes.length === 1 ? 'has' : 'have'}`;
}

/** Of a write that is not lost: the faults over those who had to do with it, and the promotions. */
function circumstances(operation: Operation, { copies }: Evidence, run: Run): readonly Step[] {
  const { invokedAt, completedAt, answeredBy } = operation;
  const instants = copies.flatMap(({ storedAt, left }) => [storedAt, left?.at ?? storedAt]);
  const until = [completedAt ?? invokedAt, ...instants].reduce((last, at) => Math.max(last, at));
  const nodes = [answeredBy ?? '', ...copies.map(({ node }) => node)];
  return [
    ...faultsOver(run.chronicle, nodes, invokedAt, until).map((fault) => faultStep(fault, run)),
    ...promotionSteps(run.chronicle, invokedAt, until),
  ];
}

/**
 * The fault that began the incident, others that touched a holder, the suspicion and the
 * promotions.
 */
function incidentSteps(lost: LostWrite, evidence: Evidence, run: Run): readonly Step[] {
  const { chronicle } = run;
  const end = lost.vanishedAt ?? chronicle.endedAt;
  const holders = evidence.copies.map(({ node }) => node);
  const from = Math.min(lost.operation.invokedAt, lost.fault?.beganAt ?? Infinity);
  const touches = ({ nodes }: FaultOccurrence): boolean =>
    holders.some((node) => nodes.includes(node));
  const others = chronicle.faults.filter(
    (fault) =>
      fault !== lost.fault && fault.beganAt > from && fault.beganAt <= end && touches(fault),
  );
  return [
    ...(lost.fault === null ? [] : [faultStep(lost.fault, run)]),
    ...others.map((fault) => ({ ...faultStep(fault, run), isDetail: true })),
    ...failoverSteps(lost, evidence, run),
  ];
}

function failoverSteps(lost: LostWrite, { copies }: Evidence, run: Run): readonly Step[] {
  const { promotion, fault } = lost;
  if (promotion === null) return [];
  const suspicion = run.chronicle.milestones.find(
    ({ event, at }) =>
      event === failoverEvents.suspected && at >= (fault?.beganAt ?? 0) && at <= promotion.at,
  );
  const has = copies.filter((copy) => isHeldAfter(copy, promotion.number)).map(({ node }) => node);
  const holders = has.length === 0 ? 'no node has it' : `only ${havers(has)} it`;
  const promoted = `${promotion.node} is ${promotion.event} without the write: ${holders}.`;
  const suspected =
    suspicion === undefined
      ? []
      : [
          step(
            suspicion.at,
            suspicion.number,
            `${suspicion.node} suspects that the ${roleIn(run.chronicle)} is gone.`,
          ),
        ];
  return [...suspected, step(promotion.at, promotion.number, promoted)];
}

/** What the family calls the node that accepts writes. */
function roleIn({ roles }: Run['chronicle']): string {
  return soleRoles.find((role) => roles.includes(role)) ?? 'one';
}

function outcomeOf(operation: Operation, lost: LostWrite | null, { findings }: Telling): string {
  if (lost === null) {
    return `The write is ${findings.fates.get(operation.write) ?? 'unknown'}.`;
  }
  const others = findings.lostWrites.filter(({ fault }) => fault === lost.fault).length - 1;
  const seen =
    lost.evidence === 'observed'
      ? 'A read that should have seen it did not.'
      : 'No read could have noticed: the key was written again before anybody looked.';
  const same = others === 0 ? '' : ` ${counted(others, 'more write')} went in the same incident.`;
  return `The acknowledged write is lost: ${lost.kind}. ${seen}${same}`;
}
