/**
 * One sentence a finding, with names, values and times. Findings of the checkers come in, text goes
 * out.
 */
import type { DirtyRead, Undone } from '../checkers/dirty-reads.js';
import type { DivergenceInterval } from '../checkers/divergence-intervals.js';
import type { Inversion } from '../checkers/inversions.js';
import type { LostUpdate } from '../checkers/lost-updates.js';
import type { Stall } from '../checkers/liveness.js';
import type { LostWrite } from '../checkers/lost-writes.js';
import type { SessionViolation } from '../checkers/session-violations.js';
import { instantOf, type SplitBrain } from '../checkers/split-brain.js';
import type { StaleRead } from '../checkers/stale-reads.js';
import type { Operation } from '../history/operation.js';
import { counted } from './text/layout.js';
import type { Values } from './values.js';
import { instant, lengthOf, listed, returned, writeBy } from './words.js';

/** `Write k7 = 101 by app.3 was acknowledged by n1 at 10.050 s and is gone from 22.500 s on: …` */
export function lostHeadline(lost: LostWrite): string {
  const since = lost.vanishedAt === null ? '' : ` from ${instant(lost.vanishedAt)} on`;
  const isBack = lost.kind === 'resurrected' ? 'and did not last' : `and is gone${since}`;
  return `${acknowledged(lost.operation)} ${isBack}: ${howLost(lost)}.`;
}

/** `Write k7 = 101 by app.3 was acknowledged by n1 at 10.050 s` */
function acknowledged(operation: Operation): string {
  const by = operation.answeredBy === null ? '' : ` by ${operation.answeredBy}`;
  const at = operation.completedAt === null ? '' : ` at ${instant(operation.completedAt)}`;
  return `${writeBy(operation)} was acknowledged${by}${at}`;
}

/** What happened to its last copy, in a clause. */
function howLost({ kind, node, promotion, vanishedAt }: LostWrite): string {
  switch (kind) {
    case 'rolled back':
      return promotion === null
        ? `rolled back on ${node}`
        : `rolled back when ${node} followed ${promotion.node}`;
    case 'forgotten':
      return vanishedAt === null
        ? 'no node ever had it'
        : `forgotten, because ${node} crashed before it was durable`;
    case 'stranded':
      return vanishedAt === null
        ? `stranded on ${node}, which nobody can read from`
        : `stranded on ${node}, which did not come back`;
    case 'resurrected':
      return 'what it had deleted is back';
    case 'clobbered':
      return `clobbered on ${node} by a write that had completed before this one began`;
    case 'conflict':
      return `dropped on ${node} for a write that did not know of it`;
  }
}

/** `From 12.100 s on clients tried to write for 14 s, and no write succeeded, though …` */
export function stallHeadline({ from, to, allowed }: Stall): string {
  return (
    `From ${instant(from)} on clients tried to write for ${lengthOf(to - from)}, and no write ` +
    `succeeded, though nothing was wrong any more: ${lengthOf(allowed)} are allowed.`
  );
}

/** `Read of k7 by app.1 at 10.200 s was answered by n2 with 95 although …` */
export function staleHeadline(
  { read, newest, versionsBehind, age }: StaleRead,
  values: Values,
): string {
  const { key, client, invokedAt, answeredBy, versions } = read;
  const by = answeredBy === null ? '' : ` by ${answeredBy}`;
  const behind = `${counted(versionsBehind, 'version')} and ${lengthOf(age)} behind`;
  return (
    `Read of ${key} by ${client} at ${instant(invokedAt)} was answered${by} with ` +
    `${values.returned(key, versions ?? [])} although ${values.named(newest)} had been ` +
    `acknowledged: ${behind}.`
  );
}

/** A write that conflict resolution dropped legally. */
export function discardedHeadline(operation: Operation): string {
  return `${acknowledged(operation)} and was dropped for a write that did not know of it.`;
}

/** `Write k1 = 7 by app.2 was acknowledged by n1 at 1.001 s, yet 8 by app.1, computed from 6, …` */
export function lostUpdateHeadline({ operation, by }: LostUpdate): string {
  const basis = returned(by.basis ?? []);
  const winner = `${by.write} by ${by.client}, computed from ${basis}`;
  return `${acknowledged(operation)}, yet ${winner}, took its place.`;
}

/** A write that nobody confirmed, yet that happened. */
export function recoveredHeadline(operation: Operation): string {
  const why = operation.reason === null ? '' : ` (${operation.reason})`;
  return `${writeBy(operation)} ended without an answer${why}, yet it took effect.`;
}

/** A write that was denied, yet is there. */
export function zombieHeadline(operation: Operation): string {
  const why = operation.reason === null ? '' : ` (${operation.reason})`;
  return `${writeBy(operation)} was reported as failed${why}, yet it is there.`;
}

/** A write that was applied twice. */
export function duplicateHeadline(operation: Operation): string {
  const sent = counted(operation.attempts, 'time');
  return `${writeBy(operation)} was applied more than once; it was sent ${sent}.`;
}

/** `n1 and n2 both acknowledged writes from 7.512 s to 15.001 s: n1 40 (38 lost) and n2 41.` */
export function splitBrainHeadline({ from, to, sides }: SplitBrain): string {
  const stretch = `from ${instant(instantOf(from))} to ${instant(instantOf(to))}`;
  const accounts = sides.map(({ node, acknowledged, lost }) => {
    const losses = lost === 0 ? '' : ` (${lost} lost)`;
    return `${node} ${acknowledged}${losses}`;
  });
  const nodes = listed(sides.map(({ node }) => node));
  return `${nodes} both acknowledged writes ${stretch}: ${listed(accounts)}.`;
}

const undoings: Readonly<Record<Undone, string>> = {
  'rolled back': 'which was rolled back later',
  forgotten: 'which a crash erased later',
  stranded: 'which in the end no node serves',
};

/** `Nodes that were up held different states of k1 from 0.100 s to 0.150 s: n1 3 and n2 nothing.` */
export function divergenceIntervalHeadline(
  { key, from, to, held }: DivergenceInterval,
  values: Values,
): string {
  const states = [...held].map(([node, versions]) => `${node} ${values.returned(key, versions)}`);
  const end = to === null ? 'to the end' : `to ${instant(to)}`;
  const stretch = `from ${instant(from)} ${end}`;
  return `Nodes that were up held different states of ${key} ${stretch}: ${listed(states)}.`;
}

/** A read of what did not last. */
export function dirtyHeadline({ read, write, undone }: DirtyRead, values: Values): string {
  const by = read.answeredBy === null ? '' : ` from ${read.answeredBy}`;
  const what = `Read of ${read.key} by ${read.client} at ${instant(read.invokedAt)}`;
  if ((read.versions ?? []).includes(write))
    return `${what} got ${values.named(write)}${by}, ${undoings[undone]}.`;
  return `${what} got nothing${by} because of delete ${write}, ${undoings[undone]}.`;
}

const deeds = {
  read: 'read',
  write: 'written',
  append: 'written',
  delete: 'deleted it with',
} as const;

/**
 * `Session app.1 read k3 = 7 from n2 at 1.200 s after it had written 9.` Of promises that writes make:
 * `Session app.2 read k3 = 11 from n2 at 1.200 s without 9, which app.1 had written before it wrote 11.`
 */
export function sessionHeadline(
  { earlier, later, read, missed }: SessionViolation,
  values: Values,
): string {
  const did = earlier.amount === null ? deeds[earlier.kind] : 'added';
  const [reads, what] = [`Session ${readBy(read, values)}`, values.named(missed)];
  if (later === read) return `${reads} after it had ${did} ${what}.`;
  const then = `it ${later.amount === null ? 'wrote' : 'added'} ${values.named(later.write)}`;
  return `${reads} without ${what}, which ${later.client} had ${did} before ${then}.`;
}

/** `Session app.1 read k3 = 7 from n2 at 1.300 s although app.2 had read 9 by 1.200 s.` */
export function inversionHeadline({ earlier, later, missed }: Inversion, values: Values): string {
  const who = earlier.client === later.client ? 'it' : earlier.client;
  const by = earlier.completedAt === null ? '' : ` by ${instant(earlier.completedAt)}`;
  const reads = `Session ${readBy(later, values)}`;
  return `${reads} although ${who} had read ${values.named(missed)}${by}.`;
}

/** `app.1 read k3 = 7 from n2 at 1.200 s` */
function readBy(
  { client, key, versions, answeredBy, invokedAt }: Operation,
  values: Values,
): string {
  const from = answeredBy === null ? '' : ` from ${answeredBy}`;
  const shown = values.returned(key, versions ?? []);
  return `${client} read ${key} = ${shown}${from} at ${instant(invokedAt)}`;
}
