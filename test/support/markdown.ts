/** Finds the code in a Markdown document, so that documents can be tests. */

export interface CodeBlock {
  /** `sh`, `yaml`, `ts`; empty when the fence names none. */
  readonly language: string;
  readonly text: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** What an HTML comment right above it says: `test` for `<!-- test -->`. Empty without one. */
  readonly marker: string;
}

const fence = /^ {0,3}(`{3,})(\w*)/u;

/** All fenced code blocks of the document, in order. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const lines = markdown.split('\n');
  const blocks: CodeBlock[] = [];
  for (let index = 0; index < lines.length; index++) {
    const [, ticks, language = ''] = fence.exec(lines[index] ?? '') ?? [];
    if (ticks === undefined) continue;
    const end = lines.findIndex((line, place) => place > index && line.trim() === ticks);
    if (end === -1) throw new Error(`the code block in line ${index + 1} has no end`);
    const text = lines.slice(index + 1, end).join('\n') + '\n';
    blocks.push({ language, text, line: index + 1, marker: markerAbove(lines, index) });
    index = end;
  }
  return blocks;
}

function markerAbove(lines: readonly string[], index: number): string {
  const above = lines.slice(0, index).findLast((line) => line.trim() !== '') ?? '';
  return /^<!--\s*(.*?)\s*-->$/u.exec(above.trim())?.[1] ?? '';
}
