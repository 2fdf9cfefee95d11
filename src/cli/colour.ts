/**
 * Whether a stream gets colour, and what it looks like. The flag decides, then NO_COLOR, then
 * FORCE_COLOR, then whether a terminal reads. chalk by itself ignores NO_COLOR, so it is told.
 */
import { Chalk } from 'chalk';
import type { Paint } from '../report/style.js';

/** What the decision depends on. */
export interface ColourCircumstances {
  /** `--color`, `--no-color`, or neither. */
  readonly flag: boolean | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isTerminal: boolean;
}

/** True when text should be coloured. */
export function wantsColour({ flag, environment, isTerminal }: ColourCircumstances): boolean {
  if (flag !== undefined) return flag;
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}

/** The colours themselves: the reader's own sixteen, so that any background works. */
export function paintFor(coloured: boolean): Paint {
  const chalk = new Chalk({ level: coloured ? 1 : 0 });
  return {
    good: chalk.green,
    bad: chalk.red,
    warning: chalk.yellow,
    dim: chalk.dim,
    strong: chalk.bold,
    accent: chalk.cyan,
  };
}
