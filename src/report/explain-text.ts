/**
 * An explanation as text: what happened to one write or read, in numbered sentences, each with its
 * time.
 */
import type { Explanation } from './explain.js';
import { printable } from '../scenario/frame.js';
import { withSymbols, type Style } from './style.js';
import { hanging, wrap } from './text/layout.js';
import { instant } from './words.js';

/** The story, ending in a line break. `trace` is the command that shows the events themselves. */
export function explanationText(explanation: Explanation, style: Style, trace: string): string {
  const { headline, steps, outcome, wouldHaveHelped } = explanation;
  const { paint, width } = style;
  const help = wouldHaveHelped.flatMap((text) => hanging('  · ', printable(text), width));
  const sections = [
    wrap(printable(headline), width, '').map((line) => paint.strong(line)),
    steps.flatMap((step) => stepLines(step, style)),
    wrap(printable(outcome), width, ''),
    help.length === 0 ? [] : [paint.strong('What would have helped'), ...help],
    steps.length === 0 ? [] : [paint.dim('The events themselves:'), `  ${paint.accent(trace)}`],
  ].filter((lines) => lines.length > 0);
  return withSymbols(`${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function stepLines({ number, at, text }: Explanation['steps'][number], style: Style): string[] {
  const position = `${String(number).padStart(3)}  ${instant(at).padStart(9)}  `;
  const [first = '', ...others] = hanging(position, printable(text), style.width);
  return [style.paint.dim(position) + first.slice(position.length), ...others];
}
