/** The shape of every rule of the tree: a pure function from a file, or from several, to what is wrong. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Answers one line for each violation, beginning with the place: `src/a.ts:3: …`. */
export type Rule = (file: SourceFile) => readonly string[];

/** `path:line: message` for each line of the file that the pattern matches. */
export function linesThatMatch(file: SourceFile, pattern: RegExp, message: string): string[] {
  return file.text
    .split('\n')
    .flatMap((line, index) =>
      pattern.test(line) ? [`${file.path}:${index + 1}: ${message}`] : [],
    );
}
