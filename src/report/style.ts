/**
 * How text for people is dressed: colour, symbols, width. The text is always composed with the
 * symbols below; a terminal without UTF-8 gets them translated one for one, so columns stay where
 * they are. Whoever prints decides (the command line looks at the terminal), nothing here does.
 */

/** Functions that colour a piece of text, named by what the text means. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly accent: (text: string) => string;
}

export interface Style {
  readonly paint: Paint;
  /** False when the reader's terminal shows nothing but ASCII. */
  readonly unicode: boolean;
  /** Columns. */
  readonly width: number;
}

/** Every symbol that reports and traces use beyond ASCII, with its stand-in. */
const standIns: ReadonlyMap<string, string> = new Map([
  ['✓', '+'],
  ['✕', 'x'],
  ['·', '-'],
  ['…', '.'],
  ['→', '>'],
  ['←', '<'],
  ['×', 'x'],
  ['±', '~'],
  ['−', '-'],
  ['µ', 'u'],
  ['§', 'S'],
  ['—', '-'],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['╳', 'X'],
  ['─', '-'],
  ['━', '='],
  ['│', '|'],
  ['├', '|'],
  ['┤', '|'],
  ['▶', '>'],
  ['▲', '^'],
  ['▼', 'v'],
  ['▁', '.'],
  ['▂', ':'],
  ['▃', '-'],
  ['▄', '='],
  ['▅', '+'],
  ['▆', '*'],
  ['▇', '#'],
  ['█', '@'],
]);

const symbols = new RegExp(`[${[...standIns.keys()].join('')}]`, 'gu');

/** The text as this style's terminal can show it. */
export function withSymbols(text: string, style: Style): string {
  return style.unicode ? text : text.replace(symbols, (symbol) => standIns.get(symbol) ?? symbol);
}
