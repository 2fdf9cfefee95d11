/**
 * The run as a strip, one character a slice of virtual time: how many operations succeeded in it,
 * which faults lay over it, who was promoted when. It covers the time in which clients ran.
 */
import { failoverEvents } from '../../checkers/incidents.js';
import type { FaultOccurrence, Milestone } from '../../history/chronicle.js';
import type { Operation } from '../../history/operation.js';
import { groupedBy } from '../../kernel/grouped.js';
import type { Instant } from '../../kernel/time.js';
import type { Run } from '../../simulation/run.js';
import type { Style } from '../style.js';
import { clip, lengthOfTime } from './layout.js';

const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const longestStrip = 60;
const labelWidth = 26;
const faultRows = 4;

interface Scale {
  readonly slices: number;
  readonly end: Instant;
}

/** The rows of the strip, indented by two; none for a run without operations. */
export function timeline(run: Run, style: Style): string[] {
  const { operations, faults, milestones, clientsStoppedAt } = run.chronicle;
  const slices = Math.min(longestStrip, style.width - labelWidth - 4);
  const scale: Scale = { slices, end: clientsStoppedAt };
  const rows = [
    ...densityRow(
      operations.filter(({ kind }) => kind !== 'read'),
      'writes',
      scale,
      style,
    ),
    ...densityRow(
      operations.filter(({ kind }) => kind === 'read'),
      'reads',
      scale,
      style,
    ),
  ];
  if (rows.length === 0) return [];
  return [
    style.paint.dim(axis(scale)),
    ...rows,
    ...faultStrips(faults, scale, style),
    ...promotionStrip(milestones, scale, style),
  ].map((row) => `  ${row}`);
}

function sliceOf(at: Instant, { slices, end }: Scale): number {
  return Math.min(slices - 1, Math.floor((at / Math.max(1, end)) * slices));
}

/** `0 s            15 s            30 s`: the beginning, the middle and the end. */
function axis({ slices, end }: Scale): string {
  const middle = lengthOfTime(end / 2000);
  const last = lengthOfTime(end / 1000);
  const start = '0 s'.padEnd(Math.floor(slices / 2));
  return (start + middle).padEnd(slices - last.length) + last;
}

/** How many operations succeeded in each slice, as heights; a dot where clients tried in vain. */
function densityRow(
  operations: readonly Operation[],
  label: string,
  scale: Scale,
  { paint }: Style,
): string[] {
  if (operations.length === 0) return [];
  const succeeded = new Array<number>(scale.slices).fill(0);
  const inVain = new Array<boolean>(scale.slices).fill(false);
  for (const { outcome, invokedAt, completedAt } of operations) {
    const last = sliceOf(completedAt ?? scale.end, scale);
    if (outcome === 'ok') succeeded[last] = (succeeded[last] ?? 0) + 1;
    else inVain.fill(true, sliceOf(invokedAt, scale), last + 1);
  }
  const highest = succeeded.reduce((most, count) => Math.max(most, count), 1);
  const strip = succeeded.map((count, slice) => {
    if (count > 0) return levels[Math.ceil((count / highest) * levels.length) - 1] ?? '';
    return inVain[slice] === true ? paint.bad('·') : ' ';
  });
  return [`${strip.join('')}  ${label} ok`];
}

/** One row a fault, with its occurrences: `╳━━━━`. */
function faultStrips(faults: readonly FaultOccurrence[], scale: Scale, style: Style): string[] {
  const seen = faults.filter(({ beganAt }) => beganAt <= scale.end);
  const byFault = groupedBy(seen, ({ fault }) => fault);
  const strips = [...byFault.values()].map((occurrences) => faultStrip(occurrences, scale, style));
  const more = strips.length - faultRows;
  if (more <= 0) return strips;
  return [...strips.slice(0, faultRows), style.paint.dim(`and ${more} more faults`)];
}

function faultStrip(occurrences: readonly FaultOccurrence[], scale: Scale, style: Style): string {
  const cells = new Array<string>(scale.slices).fill(' ');
  for (const { beganAt, endedAt } of occurrences) {
    const first = sliceOf(beganAt, scale);
    const last = endedAt === null ? scale.slices - 1 : sliceOf(endedAt, scale);
    cells.fill('━', first, last + 1);
    cells[first] = '╳';
  }
  const summary = occurrences[0]?.summary ?? '';
  const label = occurrences.length > 1 ? `${summary} ×${occurrences.length}` : summary;
  return `${style.paint.bad(cells.join(''))}  ${clip(label, labelWidth)}`;
}

function promotionStrip(milestones: readonly Milestone[], scale: Scale, style: Style): string[] {
  const seen = milestones.filter(
    ({ event, at }) => failoverEvents.promoted.includes(event) && at <= scale.end,
  );
  if (seen.length === 0) return [];
  const cells = new Array<string>(scale.slices).fill(' ');
  for (const { at } of seen) cells[sliceOf(at, scale)] = '▲';
  const names = seen.map(({ node, event }) => `${node} ${event}`).join(', ');
  return [`${style.paint.accent(cells.join(''))}  ${clip(names, labelWidth)}`];
}
