/** The answer to a question about a setting, as text and as JSON: the value, what was tried, what speaks against it. */
import type { Answer, Question, Trial } from '../../experiments/compare/threshold.js';
import { printable } from '../../scenario/frame.js';
import { withSymbols, type Style } from '../style.js';
import { counted, grouped, hanging, table, wrap } from '../text/layout.js';
import { listed } from '../words.js';
import type { ThresholdDocument } from './schema.js';

/** The question in the words of the command line. */
export interface Asked {
  readonly question: Question;
  /** Path and comparison, in the order of asking. */
  readonly expect: readonly (readonly [path: string, comparison: string])[];
  readonly seeds: string;
  /** The command that shows a run with this value in which it does not hold. */
  readonly replay: (value: string, seed: number) => string;
}

/** The answer in sentences, and everything that was tried, ending in a line break. */
export function thresholdText(answer: Answer, asked: Asked, style: Style): string {
  const { paint, width } = style;
  const runs = runsOf(answer);
  const tried = `${counted(answer.trials.length, 'value')} tried, ${counted(runs, 'run')}.`;
  const rows = answer.trials.map((trial) => [trial.value, trialText(trial)]);
  const lines = [
    ...wrap(printable(headline(answer, asked)), width, '').map((line) => paint.strong(line)),
    ...evidence(answer, asked),
    ...hanging('', `${trust(answer)}${tried}`, width),
    '',
    ...table(rows, width),
  ];
  return withSymbols(`${lines.join('\n')}\n`, style);
}

/** The document of a question with `--json`. */
export function thresholdDocument(
  answer: Answer,
  { question, expect, seeds }: Asked,
): ThresholdDocument {
  const { kind, value, next, trials, exceptions } = answer;
  const { looksFor, scale, percent } = question;
  return {
    formatVersion: 1,
    kind: 'quorate threshold',
    question: {
      looksFor,
      path: scale.path,
      lowest: scale.valueAt(0),
      highest: scale.valueAt(scale.size - 1),
      expect: Object.fromEntries(expect),
      percent,
      seeds,
    },
    answer: kind,
    value,
    next,
    trials: [...trials],
    exceptions: [...exceptions],
    runs: runsOf(answer),
  };
}

function runsOf({ trials }: Answer): number {
  return trials.reduce((sum, { runs }) => sum + runs, 0);
}

function headline({ kind, value }: Answer, { question, expect, seeds }: Asked): string {
  const { looksFor, scale, percent } = question;
  const [lowest, highest] = [scale.valueAt(0), scale.valueAt(scale.size - 1)];
  const [hard, easy] = looksFor === 'smallest' ? [lowest, highest] : [highest, lowest];
  const wish = listed(expect.map(([path, comparison]) => spoken(path, comparison)));
  const how =
    percent === 100 ? `with every seed of ${seeds}` : `with ${percent}% of seeds ${seeds}`;
  const other = looksFor === 'smallest' ? 'largest' : 'smallest';
  switch (kind) {
    case 'found':
      return `${scale.path}: ${value ?? ''} is the ${looksFor} value with ${wish}, ${how}`;
    case 'everywhere':
      return `${scale.path}: ${wish} holds at both ends, ${lowest} and ${highest}, ${how}; a wider range may tell more`;
    case 'nowhere':
      return `${scale.path}: ${wish} holds neither at ${lowest} nor at ${highest}, so they bracket no answer`;
    case 'other way':
      return `${scale.path}: ${wish} holds at ${hard}, but not at ${easy}; ask for the ${other} value instead`;
  }
}

/** `lostWrites = 0`, `rto < 2s`. */
function spoken(path: string, comparison: string): string {
  const [operator = '='] = /^[<>=!]+/u.exec(comparison) ?? [];
  return `${path} ${operator} ${comparison.replace(/^[<>=!]+\s*/u, '')}`;
}

/** A run that shows that the next value is not enough. */
function evidence({ next, trials }: Answer, { replay }: Asked): readonly string[] {
  const failing = next === null ? undefined : trials.find(({ value }) => value === next);
  if (failing?.unmetSeed === undefined || failing.unmetSeed === null) return [];
  return [
    `At ${failing.value} it does not hold with seed ${failing.unmetSeed}:`,
    `  ${replay(failing.value, failing.unmetSeed)}`,
  ];
}

/** What the answer takes for granted, and whether the runs speak for it. */
function trust({ kind, exceptions }: Answer): string {
  if (kind === 'other way') return '';
  if (exceptions.length === 0) {
    return 'This takes for granted that what holds once holds from there on; no value that was tried speaks against it. ';
  }
  const told = exceptions.map(
    ({ value, holds }) => `it ${holds ? 'holds' : 'does not hold'} at ${value}`,
  );
  return `This takes for granted that what holds once holds from there on, and that is not so: ${listed(told)}. `;
}

function trialText({ holds, runs, met, unmetSeed }: Trial): string {
  const seed = unmetSeed === null ? '' : `, not with seed ${unmetSeed}`;
  return `${holds ? 'holds' : 'does not hold'}: in ${grouped(met)} of ${counted(runs, 'run')}${seed}`;
}
