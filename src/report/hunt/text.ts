/**
 * A hunt as text for a terminal: what varied, what it was after, what was found and where it is written down,
 * and what the runs have put to the test. Rows of the summary come in.
 */
import type { Example, FoundRow, HuntSummary } from '../../experiments/hunt/summary.js';
import { printable } from '../../scenario/frame.js';
import { withSymbols, type Style } from '../style.js';
import { shareText } from '../sweep/numbers.js';
import { unseenNotes } from '../sweep/text.js';
import { clip, counted, grouped, table, wrap } from '../text/layout.js';
import { toned } from '../text/tone.js';

export interface HuntHead {
  readonly name: string;
  /** The command that shows what was found first; without a find, null. */
  readonly replay: string | null;
}

export function huntText(head: HuntHead, summary: HuntSummary, style: Style): string {
  const title = `${style.paint.strong(printable(head.name))} ${style.paint.dim(`· hunt · seeds ${summary.seeds}`)}`;
  const sections = [
    [title, ...spaceText(summary, style)],
    foundText(summary, style),
    exerciseText(summary, style),
    endText(head, summary, style),
  ].filter((lines) => lines.length > 0);
  return withSymbols(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

/** What varied, and what the hunt was after. */
function spaceText(
  { space, lookedFor, leftOut, replacedFaults }: HuntSummary,
  { width }: Style,
): string[] {
  const rows = [
    ...space.map(({ part, text }) => [part, printable(text)]),
    ['looking for', printable(lookedFor.join('; '))],
    ...(leftOut.length === 0
      ? []
      : [['left out', `${printable(leftOut.join('; '))}: what the scenario shows, no promise`]]),
    ...(replacedFaults === 0
      ? []
      : [['left out', `${counted(replacedFaults, 'fault')} of the scenario: others are drawn`]]),
  ];
  return table(rows, width);
}

function foundText({ found, isForAll }: HuntSummary, style: Style): string[] {
  return found.flatMap((row) => {
    const times = row.timesInFirst > 1 ? ` (${grouped(row.timesInFirst)} times)` : '';
    const head = `seed ${String(row.firstSeed)}: ${printable(row.name)}${times}`;
    return [toned('bad', head, style.paint), ...exampleText(row, isForAll, style)];
  });
}

function exampleText(
  { example, share, fingerprint }: FoundRow,
  isForAll: boolean,
  { width, paint }: Style,
): string[] {
  const often = isForAll ? [['in', `${shareText(share)} of ${counted(share.of, 'run')}`]] : [];
  if (example === null) return table(often, width);
  const { headline, faults, file, drawnFaults, shrinkRuns } = example;
  const rows = [
    ...often,
    ['drawn', counted(drawnFaults, 'fault')],
    ...(shrinkRuns === null ? [] : [['shrunk', shrunkText(example, shrinkRuns)]]),
    ...(fingerprint === null ? [['shrunk', 'not: that goes by findings, and this is none']] : []),
    ['written to', printable(file)],
  ];
  const left = shrinkRuns === null ? [] : faults;
  const shown = left.slice(0, mostFaults).map((fault) => clip(`    ${printable(fault)}`, width));
  const more = left.length > mostFaults ? [`    and ${String(left.length - mostFaults)} more`] : [];
  return [
    ...wrap(printable(headline), width, '  '),
    ...table(rows, width),
    ...[...shown, ...more].map((line) => paint.dim(line)),
  ];
}

/** More faults than these are counted, not shown. */
const mostFaults = 6;

function shrunkText({ faults, isSmallest }: Example, runs: number): string {
  const given = isSmallest ? '' : '; given up there, it may be smaller yet';
  return `to ${counted(faults.length, 'fault')} in ${counted(runs, 'run')}${given}`;
}

/** What the runs have put to the test. */
function exerciseText(summary: HuntSummary, { width, paint }: Style): string[] {
  const { exercised, runs, events, undecided } = summary;
  const open = undecided === 0 ? '' : ` ${counted(undecided, 'run')} could not decide everything.`;
  const tried = `Tried ${counted(runs, 'run')}, ${counted(events, 'event')}.${open}`;
  const drawn = exercised.filter((one) => one.drawn > 0);
  const never = exercised.filter((one) => one.drawn === 0).map(({ kind }) => kind);
  const [first = '', ...rows] = table(
    [
      ['fault', 'drawn in runs', 'struck in runs', 'times'],
      ...drawn.map(({ kind, drawn: own, struck, times }) => [
        kind,
        ...[own, struck, times].map(grouped),
      ]),
    ],
    width,
  );
  return [
    ...wrap(tried, width, ''),
    ...(drawn.length === 0 ? [] : [paint.dim(first), ...rows]),
    ...(never.length === 0 ? [] : wrap(`not drawn: ${never.join(', ')}`, width, '  ')),
    ...(summary.outcome === 'nothing' ? unseenNotes(summary) : []).flatMap((note) =>
      wrap(`! ${note}`, width, '  ').map((line) => paint.warning(line)),
    ),
  ];
}

function endText({ replay }: HuntHead, summary: HuntSummary, style: Style): string[] {
  const { paint, width } = style;
  const early =
    summary.stopped === null
      ? []
      : [
          paint.warning(
            `! stopped early: ${summary.stopped}; ${counted(summary.planned - summary.runs, 'seed')} left`,
          ),
        ];
  const verdict = {
    found: toned('bad', 'Found.', paint),
    nothing: toned(
      'good',
      summary.stopped === null ? 'Nothing found.' : 'Nothing found so far.',
      paint,
    ),
    'not exercised': toned('unknown', 'Unknown: nothing was put to the test.', paint),
  }[summary.outcome];
  const isBare = summary.outcome === 'nothing' && summary.lookedFor.length === 1;
  const hint =
    isBare && summary.lookedFor[0] === 'broken invariants' ? wrap(advice, width, '  ') : [];
  return [
    ...early,
    verdict,
    ...hint.map((line) => paint.dim(line)),
    ...(replay === null ? [] : [replay]),
  ];
}

const advice =
  'The scenario promises nothing (expect), so only broken invariants would have been found. ' +
  '--find lostWrites looks for lost writes.';
