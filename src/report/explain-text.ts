/**
 * An explanation as text: how one finding came about, in numbered sentences, each with its time; and what
 * the run and the re-runs say about its causes.
 */
import { contradictionLines } from './consistency/text.js';
import type { Explanation } from './explain.js';
import { printable } from '../scenario/frame.js';
import { withSymbols, type Style } from './style.js';
import { hanging, wrap } from './text/layout.js';
import { instant } from './words.js';

/** The story, ending in a line break. `trace` is the command that shows the events themselves. */
export function explanationText(explanation: Explanation, style: Style, trace: string): string {
  const { headline, steps, outcome, contradiction, wouldHaveHelped, needed, prevented } =
    explanation;
  const { paint, width } = style;
  const list = (heading: string, sentences: readonly string[]): readonly string[] =>
    sentences.length === 0
      ? []
      : [
          paint.strong(heading),
          ...sentences.flatMap((text) => hanging('  · ', printable(text), width)),
        ];
  const sections = [
    wrap(printable(headline), width, '').map((line) => paint.strong(line)),
    steps.flatMap((step) => stepLines(step, style)),
    wrap(printable(outcome), width, ''),
    contradiction === null
      ? []
      : [paint.strong('What clients saw cannot be'), ...contradictionLines(contradiction, style)],
    list('What would have helped, as far as this run shows', wouldHaveHelped),
    list('Which faults it needed: each left out in a run of its own', needed),
    list('What would have prevented it: each tried in a run of its own', prevented),
    steps.length === 0 ? [] : [paint.dim('The events themselves:'), `  ${paint.accent(trace)}`],
  ].filter((lines) => lines.length > 0);
  return withSymbols(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function stepLines({ number, at, text }: Explanation['steps'][number], style: Style): string[] {
  const position = `${String(number).padStart(3)}  ${instant(at).padStart(9)}  `;
  const [first = '', ...others] = hanging(position, printable(text), style.width);
  return [style.paint.dim(position) + first.slice(position.length), ...others];
}
