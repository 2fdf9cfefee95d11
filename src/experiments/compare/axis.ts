/** An axis of a comparison: one setting, and the values that are tried for it, as `--vary` writes them. */

export interface Axis {
  /** The dotted path of the setting, as `--set` takes it. */
  readonly path: string;
  /** Each as YAML. */
  readonly values: readonly string[];
}

export type AxisReading = Axis | { readonly problem: string };

/** Reads `database.acknowledge=[primary, any 1, majority]`; the brackets around all values may be left out. */
export function parseAxis(text: string): AxisReading {
  const at = text.indexOf('=');
  if (at < 1) return { problem: 'write path=a, b, c, such as database.acknowledge=primary, any 1' };
  const path = text.slice(0, at).trim();
  const written = text.slice(at + 1).trim();
  const outer = listed(written);
  if (outer === null) return { problem: `a bracket or quote of ${path} is not closed` };
  const [only = ''] = outer;
  const isList = outer.length === 1 && only.startsWith('[') && only.endsWith(']');
  const values = isList ? (listed(only.slice(1, -1)) ?? []) : outer;
  if (values.length === 0 || values.includes('')) {
    return { problem: `a value of ${path} is empty; write '' for an empty text` };
  }
  const twice = values.find((value, place) => values.indexOf(value) !== place);
  if (twice !== undefined) return { problem: `${path} has the value ${twice} twice` };
  return { path, values };
}

const closing: ReadonlyMap<string, string> = new Map([
  ['[', ']'],
  ['{', '}'],
]);

/** The parts between commas that stand in no brackets, braces or quotes; null when one of those is not closed. */
function listed(text: string): readonly string[] | null {
  const parts: string[] = [];
  const open: string[] = [];
  let begin = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    const closer = closing.get(letter);
    if ((letter === "'" || letter === '"') && beginsValue(text, at)) {
      at = endOfQuote(text, at);
      if (at < 0) return null;
    } else if (closer !== undefined) open.push(closer);
    else if (letter === open.at(-1)) open.pop();
    else if (letter === ',' && open.length === 0) {
      parts.push(text.slice(begin, at).trim());
      begin = at + 1;
    }
  }
  return open.length > 0 ? null : [...parts, text.slice(begin).trim()];
}

/** Elsewhere a quote is a letter, as in YAML. */
function beginsValue(text: string, at: number): boolean {
  return /(?:^|[[{,:])\s*$/u.test(text.slice(0, at));
}

/** Where the quote ends that begins there; -1 when it does not. */
function endOfQuote(text: string, begin: number): number {
  const quote = text[begin] ?? '';
  for (let at = begin + 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (quote === "'" && text[at] === quote && text[at + 1] === quote) at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}
