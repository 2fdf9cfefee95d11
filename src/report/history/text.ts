/**
 * What `quorate check` says of a history, for a terminal: the verdicts first, then the first contradiction
 * of each broken level, what else is certain, how the database served.
 */
import type { Level } from '../../checkers/consistency/result.js';
import { printable } from '../../scenario/frame.js';
import { levelLines } from '../consistency/text.js';
import { levelWords } from '../consistency/words.js';
import { withSymbols, type Style } from '../style.js';
import { counted, grouped, hanging, lengthOfTime, table } from '../text/layout.js';
import { toned } from '../text/tone.js';
import { listed } from '../words.js';
import { findingLines } from './finding-lines.js';
import type { HistoryReport } from './schema.js';

/** The report, ending in a line break. It shows as many contradictions and findings as the rows hold. */
export function historyText(report: HistoryReport, style: Style): string {
  const sections = [
    [titleLine(report, style), ...levelLines(report.consistency, style, Infinity)],
    findingLines(report, style),
    serviceLines(report, style),
    [...warningLines(report, style), outcomeLine(report, style)],
  ].filter((lines) => lines.length > 0);
  return withSymbols(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function titleLine({ file, format, models }: HistoryReport, { paint }: Style): string {
  const name = file === '-' ? 'standard input' : printable(file);
  const judgedBy = models.length === 0 ? '' : ` · ${printable(listed(models))}`;
  return `${paint.strong(name)} ${paint.dim(`· ${format}${judgedBy}`)}`;
}

function serviceLines(report: HistoryReport, { width }: Style): string[] {
  const { operations, sessions, keys, service, elements } = report;
  const { invoked, ok, fail, info } = operations;
  const total =
    `${grouped(invoked)}: ${grouped(ok)} ok, ${grouped(fail)} failed, ${grouped(info)} unknown; ` +
    `${counted(sessions, 'session')}, ${counted(keys, 'key')}`;
  const rows = Object.entries(service).map(([action, one]) => [action, serviceText(one)]);
  const added = elements.attempted === 0 ? [] : [['elements', elementsText(report)]];
  return table([['operations', total], ...rows.map((row) => row.map(printable)), ...added], width);
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

function elementsText({ elements, findings }: HistoryReport): string {
  const { attempted, stable, neverRead, dropped, stableLatency } = elements;
  const counts = [
    [stable, 'there to stay'],
    [findings.lostElements.count, 'missing'],
    [neverRead, 'never looked for'],
    [dropped, 'unconfirmed and not there'],
  ] as const;
  const fates = counts.flatMap(([count, what]) =>
    count === 0 ? [] : [`${grouped(count)} ${what}`],
  );
  const { p99Ms } = stableLatency;
  const after = p99Ms === null ? '' : `; visible to all after ${lengthOfTime(p99Ms)} (p99)`;
  return `${grouped(attempted)}: ${fates.join(', ')}${after}`;
}

function warningLines({ warnings }: HistoryReport, { paint, width }: Style): string[] {
  return warnings.flatMap(({ line, message }) => {
    const place = line === 0 ? '' : `line ${line}: `;
    return hanging('  ! ', printable(`${place}${message}`), width).map((one) => paint.warning(one));
  });
}

function outcomeLine({ outcome, verdicts }: HistoryReport, { paint }: Style): string {
  const all = Object.entries(verdicts) as [Level, HistoryReport['outcome']][];
  const [only] = all;
  const text =
    all.length === 1 && only !== undefined
      ? `${outcomeWords[outcome]}: ${levelWords[only[0]][outcome]}.`
      : `${outcomeWords[outcome]}: ${outcomeOfMany(outcome, all)}.`;
  return toned(tones[outcome], text, paint);
}

const outcomeWords = { valid: 'Valid', invalid: 'Invalid', unknown: 'Unknown' } as const;
const tones = { valid: 'good', invalid: 'bad', unknown: 'unknown' } as const;

function outcomeOfMany(
  outcome: HistoryReport['outcome'],
  all: readonly (readonly [Level, HistoryReport['outcome']])[],
): string {
  const decisive = all.filter(([, verdict]) => verdict === outcome);
  switch (outcome) {
    case 'valid':
      return `all ${all.length} levels hold`;
    case 'invalid':
      return `${decisive.length} of ${all.length} levels ${decisive.length === 1 ? 'does' : 'do'} not hold`;
    case 'unknown':
      return `${decisive.length} of ${all.length} levels could not be decided`;
  }
}
