/**
 * What a reader finds wrong with its file, and what it only warns of. The readers of all formats write
 * into one such book each, and it decides in the end whether there is a history.
 */
import type { History } from '../history.js';
import type { HistoryProblem, ReadingOptions, ReadingResult } from './format.js';

const mostProblems = 100;
const truncation = 'the file is truncated';

/** Whether a file was refused because it ends in the middle. */
export function isTruncation({ message }: HistoryProblem): boolean {
  return message.endsWith(truncation);
}

export interface ProblemBook {
  /** The file cannot be taken. Line 0 stands for the file as a whole. */
  complain(line: number, message: string): void;
  /** The file can be taken, but people should know. */
  warn(line: number, message: string): void;
  /**
   * The file ends in the middle: a problem, unless the reader was asked to take what is complete. Told
   * once.
   */
  cutShort(line: number, message: string): void;
  /** True while nothing was complained of. */
  isClean(): boolean;
  /** True when no further problem will be told, so that nothing is left to read for. */
  isFull(): boolean;
  /** The history, unless there are problems. */
  result(history: History): ReadingResult;
}

export function problemBook({ truncated = false }: ReadingOptions): ProblemBook {
  const problems: HistoryProblem[] = [];
  const warnings: HistoryProblem[] = [];
  let isCutShort = false;
  const add = (list: HistoryProblem[], line: number, message: string) => {
    const last = list.at(-1);
    // Ten words of prose in a line are one mistake.
    if (line > 0 && last?.line === line && last.message === message) return;
    if (list.length < mostProblems) list.push({ line, message });
  };
  return {
    complain: (line, message) => add(problems, line, message),
    warn: (line, message) => add(warnings, line, message),
    cutShort(line, message) {
      if (isCutShort) return;
      isCutShort = true;
      if (truncated) add(warnings, line, `${message}; what is complete counts`);
      else add(problems, line, `${message}: ${truncation}`);
    },
    isClean: () => problems.length === 0,
    isFull: () => problems.length === mostProblems,
    result(history) {
      if (problems.length === 0) return { kind: 'history', history, warnings };
      return { kind: 'problems', problems: problems.toSorted((a, b) => a.line - b.line) };
    },
  };
}
