/**
 * Documents that are tests: prose around fenced blocks. A block ```` ```yaml file=a.yaml ```` is a
 * file that the commands find; a block ```` ```console exit=1 ```` is a command behind `$ ` and
 * what it prints. In the expected output a line `...` stands for any number of lines, and `[...]`
 * within a line for any text.
 */

export interface TranscriptFile {
  readonly name: string;
  readonly content: string;
}

export interface TranscriptCommand {
  readonly command: string;
  readonly expected: string;
  readonly exitCode: number;
  /** Line of the `$ ` in the document, from 1. */
  readonly line: number;
}

export interface Transcript {
  readonly files: readonly TranscriptFile[];
  readonly commands: readonly TranscriptCommand[];
}

/** Takes the files and commands out of a document. */
export function parseTranscript(markdown: string): Transcript {
  const files: TranscriptFile[] = [];
  const commands: TranscriptCommand[] = [];
  for (const match of markdown.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gmsu)) {
    const [, language = '', options = '', body = ''] = match;
    const name = /\bfile=(\S+)/u.exec(options)?.[1];
    if (name !== undefined) files.push({ name, content: body });
    if (language !== 'console') continue;
    const line = markdown.slice(0, match.index).split('\n').length + 1;
    const [first = '', ...rest] = body.split('\n');
    if (!first.startsWith('$ ')) throw new Error(`line ${line}: a console block begins with "$ "`);
    const exitCode = Number(/\bexit=(\d+)/u.exec(options)?.[1] ?? 0);
    commands.push({ command: first.slice(2), expected: rest.join('\n'), exitCode, line });
  }
  return { files, commands };
}

/** True when the output is what was expected, `...` and `[...]` standing for anything. */
export function outputMatches(expected: string, output: string): boolean {
  return linesMatch(expected.split('\n'), output.split('\n'));
}

function linesMatch(expected: readonly string[], output: readonly string[]): boolean {
  const [wanted, ...rest] = expected;
  if (wanted === undefined) return output.length === 0;
  if (wanted === '...') return output.some((_, skipped) => linesMatch(rest, output.slice(skipped)));
  const [line] = output;
  return line !== undefined && lineMatches(wanted, line) && linesMatch(rest, output.slice(1));
}

function lineMatches(wanted: string, line: string): boolean {
  const literals = wanted
    .split('[...]')
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`, 'u').test(line);
}

/**
 * The document with what the command really prints, for whoever rewrites expectations and reads the
 * difference.
 */
export function withOutput(
  markdown: string,
  { command, expected }: TranscriptCommand,
  output: string,
): string {
  const before = `$ ${command}\n${expected}\`\`\``;
  return markdown.replace(before, () => `$ ${command}\n${output}\`\`\``);
}
