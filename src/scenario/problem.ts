/**
 * Problems: what is wrong with a scenario, as data with a stable code, a place and a hint. The reader and the
 * builder find them; `renderProblems` makes them text for people.
 */
import type { ProblemCode } from './problem-codes.js';
import { printable, renderFrame } from './frame.js';
import type { Place } from './scenario.js';

export { problemTitles, type ProblemCode } from './problem-codes.js';

/** The way from the root of a scenario to one of its parts: keys, and places in lists from 0. */
export type Path = readonly (string | number)[];

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly path: Path;
  /** Where it stands in the file; null when it stands in none. */
  readonly place: Place | null;
  /** What to do about it. */
  readonly hint: string | null;
  /** The path of the override that brought it in, when one did. */
  readonly override?: string;
}

/** A problem before anybody looked for it in a file. `on` tells whether the key or its value is to blame. */
export interface Complaint {
  readonly code: ProblemCode;
  readonly path: Path;
  readonly message: string;
  readonly hint: string | null;
  readonly on: 'key' | 'value';
}

/** Takes complaints. Checks get one and answer nothing. */
export type Complain = (
  code: ProblemCode,
  path: Path,
  message: string,
  details?: { readonly hint?: string | null; readonly on?: 'key' | 'value' },
) => void;

/** A list of complaints and the function that adds to it. */
export function complaintBook(): { readonly complaints: Complaint[]; readonly complain: Complain } {
  const complaints: Complaint[] = [];
  return {
    complaints,
    complain: (code, path, message, { hint = null, on = 'value' } = {}) => {
      complaints.push({ code, path, message, hint, on });
    },
  };
}

/** The complaint as a problem that stands at this place. */
export function problemFrom(
  { code, path, message, hint }: Complaint,
  place: Place | null,
): Problem {
  const severity = isWarning(code) ? 'warning' : 'error';
  return { code, severity, message, path, place, hint };
}

/** With a warning, a scenario still runs. */
export function isWarning(code: ProblemCode): boolean {
  return code.startsWith('W');
}

/** A scenario written in TypeScript that is not valid. The message shows all of its problems. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(renderProblems(problems, { file: null, source: '' }).trimEnd());
    this.problems = problems;
  }
}

/** Functions that colour a piece of text, named by what the text means. */
export interface ProblemPaint {
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly accent: (text: string) => string;
}

const same = (text: string): string => text;
const noPaint: ProblemPaint = { bad: same, warning: same, dim: same, strong: same, accent: same };

/** More than these are counted, not shown. */
const mostShown = 50;

/** Problems as text: where, code, message, the lines around with a caret, hint. Ends with a line break. */
export function renderProblems(
  problems: readonly Problem[],
  options: {
    readonly file: string | null;
    readonly source: string;
    readonly paint?: ProblemPaint;
  },
): string {
  const { file, source, paint = noPaint } = options;
  const lines = source.split(/\r?\n/u);
  const shown = problems.slice(0, mostShown).map((problem) => render(problem, file, lines, paint));
  const hidden = problems.length - shown.length;
  const rest = hidden > 0 ? [`and ${String(hidden)} more problems\n`] : [];
  return [...shown, ...rest].join('\n');
}

function render(
  problem: Problem,
  file: string | null,
  lines: readonly string[],
  paint: ProblemPaint,
): string {
  const { code, severity, message, hint, place } = problem;
  const tint = severity === 'error' ? paint.bad : paint.warning;
  const head = `${paint.strong(whereOf(problem, file))}: ${tint(`${severity} ${code}`)}: ${printable(message)}`;
  const frame = place === null ? [] : renderFrame(lines, place, { dim: paint.dim, mark: tint });
  const advice = hint === null ? [] : [`  ${paint.accent('hint:')} ${printable(hint)}`];
  return [head, ...frame, ...advice, ''].join('\n');
}

function whereOf({ place, override, path }: Problem, file: string | null): string {
  const parts: string[] = [];
  if (file !== null) parts.push(printable(file));
  if (override !== undefined) parts.push(`--set ${printable(override)}`);
  else if (place !== null) parts.push(`${String(place.line)}:${String(place.column)}`);
  else if (path.length > 0) parts.push(printable(path.join('.')));
  return parts.length === 0 ? 'scenario' : parts.join(place === null ? ': ' : ':');
}
