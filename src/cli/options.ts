/**
 * Reads the values of options. What cannot be read is a mistake of usage, which commander reports.
 */
import { InvalidArgumentError } from 'commander';
import { askedFor, type AskedFor } from '../checkers/asked-for.js';
import { levels, type Level } from '../checkers/consistency/result.js';
import { parseDuration, type Instant } from '../kernel/time.js';
import type { Override } from '../scenario/overrides.js';

/** Something that the user asked for cannot be had; the message says what and why. Exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `--seed`: any text that is not empty. */
export function seedOption(text: string): string {
  if (text === '') throw new InvalidArgumentError('A seed cannot be empty.');
  return text;
}

/** `--set path=value`, as often as one likes. */
export function setOption(text: string, before: readonly Override[]): readonly Override[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write path=value, such as database.acknowledge=all.');
  return [...before, { path: text.slice(0, at), value: text.slice(at + 1) }];
}

/** `--import module`, as often as one likes. */
export function importOption(path: string, before: readonly string[]): readonly string[] {
  return [...before, path];
}

/** A whole number above 0. */
export function countOption(text: string): number {
  const count = Number(text);
  if (!/^\d+$/u.test(text) || count < 1 || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError('Write a whole number above 0.');
  }
  return count;
}

/** An instant of virtual time: `1.5s`. */
export function instantOption(text: string): Instant {
  const sinceStart = parseDuration(text);
  if (sinceStart === null) throw new InvalidArgumentError('Write a time such as 1.5s or 200ms.');
  return 0 + sinceStart;
}

/** `--level`: levels of consistency, several with commas between them, or all. */
export function levelOption(text: string, before: readonly Level[]): readonly Level[] {
  return choices(text, before, levels, { all: levels });
}

/** What `run --check` can ask for; every run answers the questions about sessions. */
export type Check = AskedFor | 'pacelc';

/** `--check`: questions that are not asked of every run, several with commas between them, or all. */
export function checkOption(text: string, before: readonly Check[]): readonly Check[] {
  const more = ' Session guarantees are judged in every run.';
  return choices(text, before, [...askedFor, 'pacelc'], { all: askedFor, more });
}

/**
 * The names in a text, in the order of those known. read-your-writes is the same as readYourWrites. `all`:
 * what all means; `more`: what else to say of a name that is not known.
 */
function choices<Name extends string>(
  text: string,
  before: readonly Name[],
  known: readonly Name[],
  { all, more = '' }: { readonly all: readonly Name[]; readonly more?: string },
): readonly Name[] {
  const named = text.split(',').flatMap((word): readonly Name[] => {
    const meant = camelCase(word.trim());
    if (meant === 'all') return all;
    const name = known.find((one) => one === meant);
    if (name === undefined)
      throw new InvalidArgumentError(`There are ${known.join(', ')}, and all.${more}`);
    return [name];
  });
  return known.filter((name) => before.includes(name) || named.includes(name));
}

function camelCase(word: string): string {
  return word.replaceAll(/-([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}
