/**
 * Figures: the numbers in a scenario as somebody wrote them, with units or without, and how they are made
 * rounder. `12345ms` has five digits, `12s` two, `10s` one; zeros at the ends do not count.
 */
import { formatDuration, parseDuration } from '../../kernel/time.js';

export type Direction = 'down' | 'up';

/** How many digits a number has, without zeros at its ends. */
function digitsOf(value: number): number {
  const [mantissa = ''] = Math.abs(value).toExponential().split('e');
  return value === 0 ? 0 : mantissa.replace('.', '').length;
}

/** The nearest number below (or above) that has no more than so many digits; itself when it has no more. */
export function rounded(value: number, digits: number, direction: Direction = 'down'): number {
  if (digitsOf(value) <= digits) return value;
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  const kept = Number(mantissa.replace('.', '').slice(0, digits));
  const isAway = (direction === 'up') === value > 0;
  const size = Number(`${isAway ? kept + 1 : kept}e${Number(exponent) - digits + 1}`);
  return value < 0 ? -size : size;
}

const figure = /^(?<sign>[+-]?)(?<amount>\d+(?:\.\d+)?)(?<unit>\s*[A-Za-zµ%/]*)$/u;

/** How many digits a leaf of a scenario has, all its figures together; 0 for what holds none. */
export function digitsIn(leaf: unknown): number {
  if (typeof leaf === 'number') return digitsOf(leaf);
  return (figuresOf(leaf) ?? []).reduce((sum, { amount }) => sum + digitsOf(amount), 0);
}

/** A leaf with rounder figures; null when it holds none, or none of more digits. */
export function roundedLeaf(leaf: unknown, digits: number, direction: Direction): unknown {
  const round = (value: number): number => rounded(value, digits, direction);
  if (typeof leaf === 'number') return digitsOf(leaf) > digits ? round(leaf) : null;
  const figures = figuresOf(leaf);
  if (figures === null || figures.every(({ amount }) => digitsOf(amount) <= digits)) return null;
  return figures.map((one) => `${one.sign}${written(round(one.amount), one.unit)}`).join('..');
}

interface Figure {
  readonly sign: string;
  /** Of durations: in microseconds. */
  readonly amount: number;
  readonly unit: string | null;
}

/** `1ms..5ms` holds two, `20/s` one, `any 1` none: null. */
function figuresOf(leaf: unknown): readonly Figure[] | null {
  if (typeof leaf !== 'string') return null;
  const figures = leaf.split('..').map((text): Figure | null => {
    const { sign = '', amount, unit = '' } = figure.exec(text.trim())?.groups ?? {};
    if (amount === undefined) return null;
    const duration = parseDuration(amount + unit);
    return duration === null
      ? { sign, amount: Number(amount), unit }
      : { sign, amount: duration, unit: null };
  });
  return figures.some((one) => one === null) ? null : (figures as readonly Figure[]);
}

function written(amount: number, unit: string | null): string {
  return unit === null ? formatDuration(amount) : `${amount}${unit}`;
}
