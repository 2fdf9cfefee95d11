/** Trials of the catalogue of bugs as text for a terminal, and as a table in Markdown. Rows come in. */
import type { BugRow } from '../../experiments/bugs/row.js';
import type { TrialOutcome } from '../../experiments/bugs/trial.js';
import { withSymbols, type Style } from '../style.js';
import { counted, grouped, wrap } from '../text/layout.js';
import { toned, type Tone } from '../text/tone.js';

const tones: Readonly<Record<TrialOutcome, Tone>> = {
  caught: 'good',
  'not found': 'bad',
  'something else': 'bad',
  'not shrunk': 'bad',
  'control found something': 'bad',
  'control not exercised': 'unknown',
  interrupted: 'unknown',
};

/** A few lines for one bug. */
export function bugText(row: BugRow, style: Style): string {
  const { paint, width } = style;
  const { family, bug, mistake } = row;
  const lines = [
    toned(tones[row.outcome], `${family}: ${bug}`, paint),
    ...wrap(mistake, width, '  ').map((line) => paint.dim(line)),
    ...(row.found === null ? [] : wrap(row.found.finding, width, '  ')),
    ...wrap(courseOf(row), width, '  '),
    ...wrap(complaintAbout(row), width, '  ').map((line) => paint.warning(line)),
  ];
  return withSymbols(`${lines.join('\n')}\n\n`, style);
}

/** The last line: how many were caught, of how many that were to be tried. */
export function bugsEnd(rows: readonly BugRow[], planned: number, style: Style): string {
  const caught = rows.filter(({ outcome }) => outcome === 'caught').length;
  const isBad = rows.some(({ outcome }) => tones[outcome] === 'bad');
  const all = caught === planned;
  const text = all
    ? `${counted(planned, 'bug')} found, and nothing without ${planned === 1 ? 'it' : 'them'}.`
    : `${grouped(caught)} of ${counted(planned, 'bug')} found as the catalogue says.`;
  return withSymbols(
    `${toned(all ? 'good' : isBad ? 'bad' : 'unknown', text, style.paint)}\n`,
    style,
  );
}

/** `found with seed 5 after 5 runs, shrunk from 4 faults to 1 in 61 runs; without the bug: nothing in 50 runs`. */
function courseOf({ found, shrunk, control, runs }: BugRow): string {
  const course =
    found === null
      ? `not found in ${counted(runs, 'run')}`
      : `found with seed ${String(found.seed)} after ${counted(runs, 'run')}`;
  const less =
    shrunk === null
      ? ''
      : `, shrunk from ${counted(shrunk.from, 'fault')} to ${String(shrunk.to)} in ${counted(shrunk.runs, 'run')}`;
  return `${course}${less}; without the bug: ${controlText(control)}`;
}

function controlText({ runs, found }: BugRow['control']): string {
  const what = found.map(({ finding, seed }) => `${finding} with seed ${String(seed)}`);
  return `${what.length === 0 ? 'nothing' : what.join(', ')} in ${counted(runs, 'run')}`;
}

/** What is not as the catalogue says; empty when it is. */
function complaintAbout({ outcome, shows, seeds, mostFaults }: BugRow): string {
  switch (outcome) {
    case 'caught':
      return '';
    case 'not found':
      return `It must be found with one of the seeds ${seeds}.`;
    case 'something else':
      return `It must show ${shows.join(' or ')}.`;
    case 'not shrunk':
      return `It must be shrunk to ${counted(mostFaults ?? 0, 'fault')}.`;
    case 'control found something':
      return 'Without the bug nothing may be found: the settings do not keep what the scenario expects.';
    case 'control not exercised':
      return 'Without the bug nothing was put to the test.';
    case 'interrupted':
      return 'Interrupted there.';
  }
}

const columns = [
  ...['Bug', 'What people did', 'Found with seed', 'Runs', 'Finding', 'Faults'],
  ...['Runs to shrink', 'Without the bug'],
];

/** A table a family, ending in a line break. */
export function bugsMarkdown(rows: readonly BugRow[]): string {
  const families = [...new Set(rows.map(({ family }) => family))];
  return families
    .map((family) => {
      const own = rows.filter((row) => row.family === family);
      const table = [columns, columns.map(() => '---'), ...own.map(cellsOf)];
      const lines = table.map((cells) => `| ${cells.join(' | ')} |`);
      return [`### ${family}`, '', ...lines, ''].join('\n');
    })
    .join('\n');
}

function cellsOf({
  bug,
  mistake,
  runs,
  found,
  shrunk,
  control,
  outcome,
}: BugRow): readonly string[] {
  return [
    `\`${bug}\``,
    mistake,
    found === null ? 'not found' : String(found.seed),
    grouped(runs),
    found?.finding ?? '',
    shrunk === null ? '' : `${String(shrunk.from)} → ${String(shrunk.to)}`,
    shrunk === null ? '' : grouped(shrunk.runs),
    tones[outcome] === 'good' ? controlText(control) : `${controlText(control)} (${outcome})`,
  ];
}
