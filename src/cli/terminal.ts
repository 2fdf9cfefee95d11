/** Looks at the terminal and the environment once and answers with the style in which to print. */
import process from 'node:process';
import type { Style } from '../report/style.js';
import { paintFor, wantsColour } from './colour.js';

const narrowest = 60;
const widest = 100;
const usual = 80;

/** A stream that is no terminal has neither, whatever its type says. */
interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The style for one of the two output streams. `flag` is what `--color` or `--no-color` said. */
export function styleFor(stream: 'stdout' | 'stderr', flag: boolean | undefined): Style {
  const { isTTY: isTerminal, columns } = process[stream] as Screen;
  const coloured = wantsColour({ flag, environment: process.env, isTerminal: isTerminal ?? false });
  return {
    paint: paintFor(coloured),
    unicode: readsUnicode(process.env),
    width: Math.max(narrowest, Math.min(widest, columns ?? usual)),
  };
}

/**
 * How long lines may be where nothing needs to fit a screen: as the terminal is wide; in files, as
 * they like.
 */
export function longestLine(): number {
  const { columns } = process.stdout as Screen;
  return columns ?? Infinity;
}

/** The locale says whether the terminal shows UTF-8; without one it is taken for granted. */
export function readsUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { LC_ALL, LC_CTYPE, LANG } = environment;
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== '');
  return locale === undefined || /utf-?8/iu.test(locale);
}
