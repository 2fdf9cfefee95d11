/**
 * Ideas how a scenario could be simpler. Each finds in a version the parts that it is about: lists of which
 * something may be left out, and amounts that may be less. What they propose need be neither valid nor
 * smaller; whoever asks looks.
 */
import type { Written } from '../change.js';
import { rounded } from './figures.js';
import type { Version } from './version.js';

export type Idea = (version: Version) => readonly Part[];

/** What an idea is about in one version. */
export type Part = List | Amount;

/** Things of which some may be left out, or, each by itself, made plainer. */
export interface List {
  readonly kind: 'list';
  /** What they are, for people: `faults`. */
  readonly of: string;
  readonly count: number;
  /** So many must be left. */
  readonly least: number;
  /** With these alone, named by their places from 0. */
  readonly only: (kept: readonly number[]) => Written;
}

/** A number that may be less. */
export interface Amount {
  readonly kind: 'amount';
  readonly of: string;
  readonly value: number;
  /** Nothing less makes sense. */
  readonly least: number;
  readonly to: (value: number) => Written;
  /** For people. */
  readonly told: (value: number) => string;
}

/** The list, when there is something to leave out. */
export function list(fields: Omit<List, 'kind'>): readonly List[] {
  return fields.count > fields.least ? [{ kind: 'list', ...fields }] : [];
}

/** The amount, when it can be less. */
export function amount(fields: Omit<Amount, 'kind' | 'told'> & Partial<Amount>): readonly Amount[] {
  return fields.value > fields.least ? [{ told: String, ...fields, kind: 'amount' }] : [];
}

/** The parts to leave out of a list one after the other: all, halves, quarters, at last single ones. */
export function* partsOf({ count, least }: List): Generator<readonly number[]> {
  const all = Array.from({ length: count }, (_, index) => index);
  for (let size = count; size > 0; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < count; start += size) {
      const kept = all.toSpliced(start, size);
      if (kept.length >= least) yield kept;
    }
  }
}

/**
 * A value between two others, with two digits at most: a tenth of the higher one while nothing is known of
 * the lower, then their geometric mean, near each other the arithmetic one. Null when they are so near that
 * it does not matter. Between whole numbers there are whole numbers alone.
 */
export function between(low: number, high: number): number | null {
  if (high <= 1.1 * low) return null;
  const isFar = high > 4 * low;
  const middle = low === 0 ? high / 10 : isFar ? Math.sqrt(low * high) : (low + high) / 2;
  const isWhole = Number.isInteger(low) && Number.isInteger(high);
  const round = rounded(isWhole ? Math.max(low + 1, Math.floor(middle)) : middle, 2);
  return round > low && round < high ? round : null;
}

/** The values to try for an amount one after the other, the boldest first. */
export function* valuesOf({ value, least }: Amount): Generator<number> {
  yield least;
  let low = least;
  for (let next = between(low, value); next !== null; next = between(low, value)) {
    yield next;
    low = next;
  }
}
