/**
 * What `quorate check` says of a history, for a terminal: the verdicts first, then the first contradiction
 * of each broken level, what else is certain, how the database served.
 */
import { printable } from '../../scenario/frame.js';
import { levelLines } from '../consistency/text.js';
import { withSymbols, type Style } from '../style.js';
import { counted, grouped, hanging, lengthOfTime, table } from '../text/layout.js';
import { toned } from '../text/tone.js';
import type { HistoryReport } from './schema.js';

/** The report, ending in a line break. */
export function historyText(report: HistoryReport, style: Style): string {
  const { paint } = style;
  const model = report.model ?? 'models by key';
  const title = `${paint.strong(printable(report.file))} ${paint.dim(`· ${report.format} · ${printable(model)}`)}`;
  const levels = levelLines(report.consistency, style);
  const sections = [
    [title, ...levels, ...findingLines(report, style)],
    serviceLines(report, style),
    [...warningLines(report, style), outcomeLine(report, style)],
  ].filter((lines) => lines.length > 0);
  return withSymbols(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function findingLines({ findings, undecided }: HistoryReport, style: Style): string[] {
  const { staleReads, newOldInversions, phantoms, zombieWrites, duplicateWrites } = findings;
  const { lostUpdates, lostElements, recoveredElements } = findings;
  const age = staleReads.maxAgeMs === null ? '' : ` and ${lengthOfTime(staleReads.maxAgeMs)}`;
  const behind = ` (up to ${counted(staleReads.maxVersions, 'version')}${age} behind)`;
  const bad: readonly (readonly [number, string, string, string?])[] = [
    [lostElements.count, 'known element is missing', 'known elements are missing'],
    [lostUpdates.count, 'value was replaced twice', 'values were replaced twice'],
    [phantoms.count, 'value read that nobody wrote', 'values read that nobody wrote'],
    [zombieWrites.count, 'failed write is there', 'failed writes are there'],
    [duplicateWrites.count, 'element is there twice', 'elements are there twice'],
    [staleReads.count, 'stale read', 'stale reads', behind],
    [newOldInversions.count, 'read went back in time', 'reads went back in time'],
  ];
  const remarks: readonly (readonly [number, string, string])[] = [
    [recoveredElements.count, 'unconfirmed element is there', 'unconfirmed elements are there'],
    [undecided.length, 'key was not searched for these', 'keys were not searched for these'],
  ];
  const line = (tone: 'bad' | 'remark', count: number, one: string, many: string, more = '') =>
    count === 0 ? [] : [toned(tone, `${counted(count, one, many)}${more}`, style.paint)];
  return [
    ...bad.flatMap(([count, one, many, more]) => line('bad', count, one, many, more)),
    ...remarks.flatMap(([count, one, many]) => line('remark', count, one, many)),
  ];
}

function serviceLines({ operations, sessions, keys, service }: HistoryReport, style: Style) {
  const { invoked, ok, fail, info } = operations;
  const total =
    `${grouped(invoked)}: ${grouped(ok)} ok, ${grouped(fail)} failed, ${grouped(info)} unknown; ` +
    `${counted(sessions, 'session')}, ${counted(keys, 'key')}`;
  const rows = Object.entries(service).map(([action, one]) => [action, serviceText(one)]);
  return table([['operations', total], ...rows.map((row) => row.map(printable))], style.width);
}

function serviceText({ ok, latency, unavailability }: HistoryReport['service'][string]): string {
  const { p50Ms, p99Ms } = latency;
  const times =
    p50Ms === null || p99Ms === null
      ? counted(ok, 'ok', 'ok')
      : `p50 ${lengthOfTime(p50Ms)}, p99 ${lengthOfTime(p99Ms)}`;
  const [first] = unavailability;
  if (first === undefined) return times;
  const more = unavailability.length > 1 ? `, and ${unavailability.length - 1} times more` : '';
  const from = lengthOfTime(first.fromMs);
  return `${times}; unavailable ${lengthOfTime(first.lengthMs)} from ${from}${more}`;
}

function warningLines({ warnings }: HistoryReport, { paint, width }: Style): string[] {
  return warnings.flatMap(({ line, message }) => {
    const place = line === 0 ? '' : `line ${line}: `;
    return hanging('  ! ', printable(`${place}${message}`), width).map((one) => paint.warning(one));
  });
}

function outcomeLine({ outcome }: HistoryReport, { paint }: Style): string {
  switch (outcome) {
    case 'valid':
      return toned('good', 'Valid.', paint);
    case 'invalid':
      return toned('bad', 'Invalid.', paint);
    case 'unknown':
      return toned('unknown', 'Unknown: not everything could be decided.', paint);
  }
}
