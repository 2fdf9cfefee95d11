/**
 * What a person wants to know first: what was lost, what was stale, whether the nodes agree. One
 * line each, the grave ones first; the three main questions are answered even when the answer is
 * good.
 */
import { printable } from '../../scenario/frame.js';
import type { Run } from '../../simulation/run.js';
import type { Report } from '../schema.js';
import type { Style } from '../style.js';
import { counted, grouped, lengthOfTime, wrap } from './layout.js';
import { toned, type Tone } from './tone.js';

interface Verdict {
  readonly tone: Tone;
  readonly text: string;
  /** Details behind the verdict, in brackets. */
  readonly aside?: string;
}

/** The verdict headlines of a report. */
export function verdictLines(run: Run, report: Report, style: Style): string[] {
  return [
    ...protocolVerdicts(report),
    ...serviceVerdicts(report),
    ...writeVerdicts(report),
    ...readVerdicts(report),
    ...orderVerdicts(report),
    ...agreementVerdicts(run, report),
    ...remarks(report),
  ].flatMap((verdict) => verdictLine(verdict, style));
}

function verdictLine({ tone, text, aside }: Verdict, { paint, width }: Style): string[] {
  const headline = toned(tone, text, paint);
  if (aside === undefined) return [headline];
  const details = `(${aside})`;
  const fits = '✓ '.length + text.length + 1 + details.length <= width;
  return fits
    ? [`${headline} ${paint.dim(details)}`]
    : [headline, ...wrap(details, width, '  ').map((line) => paint.dim(line))];
}

function protocolVerdicts({ findings }: Report): Verdict[] {
  const first = findings.invariantViolations.items[0];
  if (first === undefined) return [];
  const count = findings.invariantViolations.count;
  return [
    {
      tone: 'bad',
      text: counted(count, 'invariant of the protocol broken', 'invariants of the protocol broken'),
      aside: `${printable(first.invariant)} at ${lengthOfTime(first.atMs)}`,
    },
  ];
}

/** Only what is broken: that writes succeed again once nothing is wrong is what people take for granted. */
function serviceVerdicts({ findings: { stalls } }: Report): Verdict[] {
  const [first] = stalls.items;
  if (first === undefined) return [];
  const { fromMs, toMs, allowedMs } = first;
  const times = stalls.count === 1 ? '' : `${counted(stalls.count, 'time')}, first `;
  const aside = `${times}for ${lengthOfTime(toMs - fromMs)} from ${lengthOfTime(fromMs)} on, where ${lengthOfTime(allowedMs)} are allowed`;
  return [{ tone: 'bad', text: 'no write succeeded though nothing was wrong', aside }];
}

function writeVerdicts(report: Report): Verdict[] {
  const { fates, findings } = report;
  const verdicts: Verdict[] = [lostVerdict(report)];
  if (fates.unknown > 0) {
    verdicts.push({
      tone: 'unknown',
      text: `the fate of ${counted(fates.unknown, 'acknowledged write')} is unknown`,
    });
  }
  const { lostUpdates, zombieWrites, duplicateWrites, discardedInConflict } = findings;
  if (lostUpdates.count > 0) {
    const text = counted(lostUpdates.count, 'lost update');
    const aside = 'overwritten by what was computed without them';
    verdicts.push({ tone: 'bad', text, aside });
  }
  if (zombieWrites.count > 0) {
    const text = `${counted(zombieWrites.count, 'write')} reported as failed, yet there`;
    verdicts.push({ tone: 'bad', text });
  }
  if (duplicateWrites.count > 0) {
    const text = `${counted(duplicateWrites.count, 'write')} applied more than once`;
    verdicts.push({ tone: 'bad', text });
  }
  if (discardedInConflict.count > 0) {
    const writes = counted(discardedInConflict.count, 'acknowledged write');
    const aside = 'by a write that did not know of it';
    verdicts.push({ tone: 'remark', text: `${writes} discarded in conflict`, aside });
  }
  if (fates.keptAsSibling > 0) {
    const writes = counted(fates.keptAsSibling, 'acknowledged write');
    const aside = 'none of them knew of another: whoever reads has to choose';
    verdicts.push({ tone: 'remark', text: `${writes} kept as siblings`, aside });
  }
  return verdicts;
}

function lostVerdict({ fates, findings, verdicts }: Report): Verdict {
  const { count, byKind } = findings.lostWrites;
  if (count > 0) {
    const kinds = [...new Map(Object.entries(byKind))].filter(([, lost]) => lost > 0);
    const text = `${counted(count, 'acknowledged write')} lost`;
    return { tone: 'bad', text, aside: kinds.map(([kind, lost]) => `${kind} ${lost}`).join(', ') };
  }
  if (fates.acknowledged === 0) return { tone: 'remark', text: 'no write was acknowledged' };
  const judged = fates.acknowledged - fates.unknown;
  if (judged === 0) return { tone: 'unknown', text: 'nobody can tell whether a write was lost' };
  const aside = `of ${counted(judged, 'write')}`;
  return verdicts['noLostWrites'] === 'valid'
    ? { tone: 'good', text: 'no acknowledged write lost', aside }
    : { tone: 'unknown', text: 'no acknowledged write is known to be lost', aside };
}

function readVerdicts({ findings, metrics, verdicts: { noStaleReads } }: Report): Verdict[] {
  const { staleReads, dirtyReads } = findings;
  const reads = metrics.latency.read.count;
  const verdicts: Verdict[] = [];
  if (dirtyReads.count > 0) {
    const text = `${counted(dirtyReads.count, 'read')} of writes that did not last`;
    verdicts.push({ tone: 'bad', text });
  }
  if (staleReads.count > 0) {
    const { maxVersions, maxAgeMs } = staleReads;
    const behind = `${counted(maxVersions, 'version')} and ${lengthOfTime(maxAgeMs)} behind`;
    const aside = `of ${counted(reads, 'read')}; up to ${behind}`;
    verdicts.push({ tone: 'bad', text: counted(staleReads.count, 'stale read'), aside });
  } else if (reads > 0) {
    const aside = `of ${counted(reads, 'read')}`;
    verdicts.push(
      noStaleReads === 'valid'
        ? { tone: 'good', text: 'no stale read', aside }
        : { tone: 'unknown', text: 'no stale read is known', aside },
    );
  }
  return verdicts;
}

const guaranteeNames: Readonly<Record<string, string>> = {
  readYourWrites: 'read-your-writes',
  monotonicReads: 'monotonic reads',
  monotonicWrites: 'monotonic writes',
  writesFollowReads: 'writes-follow-reads',
};

/** Only what is broken: that nobody went back is what people take for granted. */
function orderVerdicts({ findings: { sessionViolations, inversions } }: Report): Verdict[] {
  const verdicts: Verdict[] = [];
  if (sessionViolations.count > 0) {
    const text = `session guarantees broken ${counted(sessionViolations.count, 'time')}`;
    const kinds = [...new Map(Object.entries(sessionViolations.byGuarantee))];
    const aside = kinds
      .filter(([, count]) => count > 0)
      .map(([guarantee, count]) => `${guaranteeNames[guarantee] ?? guarantee} ${grouped(count)}`)
      .join(', ');
    verdicts.push({ tone: 'bad', text, aside });
  }
  if (inversions.count > 0) {
    const text = `${counted(inversions.count, 'read')} older than what had been read before`;
    verdicts.push({ tone: 'bad', text });
  }
  return verdicts;
}

function agreementVerdicts(run: Run, { findings, verdicts }: Report): Verdict[] {
  if (run.scenario.spec.database.nodes.length < 2) return [];
  const { count } = findings.divergence;
  if (count > 0 && run.stoppedEarly === null) {
    return [{ tone: 'bad', text: `the nodes differ in ${counted(count, 'key')} at the end` }];
  }
  if (verdicts['converged'] === 'valid') {
    return [{ tone: 'good', text: 'all nodes that are up agree at the end' }];
  }
  return [{ tone: 'unknown', text: 'nobody can tell whether the nodes agree at the end' }];
}

function remarks({ findings }: Report): Verdict[] {
  const { recoveredWrites, rolledBackWrites } = findings;
  const unacknowledged = rolledBackWrites.count - rolledBackWrites.acknowledged;
  const verdicts: Verdict[] = [];
  if (recoveredWrites.count > 0) {
    const writes = counted(recoveredWrites.count, 'write');
    verdicts.push({ tone: 'remark', text: `${writes} without an answer took effect all the same` });
  }
  if (unacknowledged > 0) {
    const text = `${counted(unacknowledged, 'unacknowledged write')} rolled back`;
    verdicts.push({ tone: 'remark', text });
  }
  return verdicts;
}
