/**
 * The report as text for a terminal: what was lost and what was stale first, then one example, the
 * run as a strip, the numbers, the expectations. A run and its report go in, lines that fit a
 * screen come out.
 */
import { printable } from '../scenario/frame.js';
import type { Run } from '../simulation/run.js';
import { briefLevelLines, levelLines } from './consistency/text.js';
import type { Report } from './schema.js';
import { placesIn } from './story/places.js';
import { withSymbols, type Style } from './style.js';
import { expectationLines } from './text/expectations.js';
import { counted, hanging, wrap } from './text/layout.js';
import { metricLines } from './text/metrics.js';
import { timeline } from './text/timeline.js';
import { toned } from './text/tone.js';
import { verdictLines } from './text/verdicts.js';

/** Commands that a reader can copy. */
export interface Commands {
  /** Runs the same again. */
  readonly reproduce: string;
  /** Tells the story of the first finding. */
  readonly explain: string;
}

export interface TextOptions {
  /** Whether broken levels of consistency are shown with a contradiction. Default: one line each. */
  readonly contradictions?: boolean;
  /** The PACELC class of the configuration, where somebody asked for it. */
  readonly pacelc?: string;
}

/**
 * The report, ending in a line break. The last line of a failing run is the command that reproduces
 * it.
 */
export function textReport(
  run: Run,
  report: Report,
  style: Style,
  commands: Commands,
  { contradictions = false, pacelc }: TextOptions = {},
): string {
  const { paint } = style;
  const levels = contradictions ? [] : briefLevelLines(report.consistency, style);
  const classified = pacelc === undefined ? [] : [toned('remark', `PACELC: ${pacelc}`, paint)];
  const name = paint.strong(printable(report.scenario.name));
  const title = `${name} ${paint.dim(`· seed ${printable(report.seed)}`)}`;
  const sections = [
    [
      title,
      ...verdictLines(run, report, style),
      ...classified,
      ...levels,
      ...exampleLines(report, style, commands),
    ],
    contradictions ? levelLines(report.consistency, style) : [],
    timeline(run, style),
    metricLines(report, style),
    [
      ...warningLines(run, report, style),
      ...expectationLines(report, style),
      ...outcomeLines(report, style, commands),
    ],
  ].filter((lines) => lines.length > 0);
  return withSymbols(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

/**
 * The first finding, as `explain` counts them, in a sentence, and where the whole story can be had. That a
 * write took effect without an answer is nothing to be shown.
 */
function exampleLines(report: Report, { paint, width }: Style, commands: Commands): string[] {
  const [first] = placesIn(report);
  if (first?.row.headline === undefined || first.finding === 'recoveredWrites') return [];
  const sentence = wrap(printable(first.row.headline), width, '  ');
  return [...sentence, `  ${paint.accent(commands.explain)}`];
}

function warningLines(run: Run, report: Report, { paint, width }: Style): string[] {
  const stopped = run.stoppedEarly === null ? [] : [`The run was cut short: ${run.stoppedEarly}.`];
  return [...stopped, ...report.warnings.map(({ message }) => message)].flatMap((message) =>
    hanging('  ! ', printable(message), width).map((line) => paint.warning(line)),
  );
}

function outcomeLines(report: Report, { paint }: Style, commands: Commands): string[] {
  const { outcome, expectations } = report;
  const unmet = expectations.filter(({ met }) => met === false).length;
  const undecided = expectations.filter(({ met }) => met === 'unknown').length;
  switch (outcome) {
    case 'as-expected':
      return expectations.length === 0
        ? [toned('remark', 'Nothing was expected.', paint)]
        : [toned('good', 'As expected.', paint)];
    case 'failed': {
      const what =
        unmet > 0 ? `${counted(unmet, 'expectation')} not met` : 'an invariant was broken';
      return [toned('bad', `Failed: ${what}.`, paint), commands.reproduce];
    }
    case 'unknown': {
      const what =
        undecided > 0 ? `${counted(undecided, 'expectation')} undecided` : 'the run was cut short';
      return [toned('unknown', `Unknown: ${what}.`, paint), commands.reproduce];
    }
  }
}
