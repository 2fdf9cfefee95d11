/**
 * The kernel's own exponential, logarithm and power. Those of `Math` differ in their last bits between
 * engines; these are made of + - * / and the bits of numbers, which the language defines exactly.
 *
 * Method: as in the classical libraries (Cody and Waite, *Software Manual for the Elementary Functions*,
 * 1980) powers of two are split off and the rest, near 1, goes through a short Taylor series. `pow` takes
 * a logarithm that carries its rounding error along as a second number (Dekker, *A floating-point
 * technique for extending the available precision*, 1971), so that large powers are as exact as small
 * ones. The error of each function stays below one unit in the last place.
 */

/** An unevaluated sum: a number, and what it misses. */
interface Pair {
  readonly high: number;
  readonly low: number;
}

/** ln 2. The high part has 40 bits: its product with any exponent is exact. */
const LN2: Pair = { high: 0.6931471805592082, low: 7.371002565167799e-13 };
const ONE_BY_LN2 = 1.4426950408889634;
const SQRT2 = 1.4142135623730951;
const SMALLEST_NORMAL = 2.2250738585072014e-308;
const TWO_TO_27 = 134217728;
const TWO_TO_54 = 18014398509481984;

/** Reads the bits of a number; big-endian whatever the machine is. */
const bits = new DataView(new ArrayBuffer(8));

/** All powers of two that a number can hold, from 2^-1074 on: each is the one before it, doubled. */
const SMALLEST_POWER = -1074;
const powersOfTwo = new Float64Array(2098);
for (let index = 0, power = Number.MIN_VALUE; index < 2098; index += 1, power *= 2) {
  powersOfTwo[index] = power;
}

/** e to the power of `x`. */
export function exp(x: number): number {
  return expOfPair(x, 0);
}

/** The natural logarithm of `x`. */
export function ln(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  const { mantissa, exponent } = split(x);
  const f = mantissa - 1;
  const s = f / (mantissa + 1);
  const square = s * s;
  // ln(1 + f) = f - f²/2 + s (f²/2 + 2 (s²/3 + s⁴/5 + …)): the leading terms have next to no error.
  const bend = (f * f) / 2;
  const rest = s * (bend + 2 * (square * (1 / 3) + seriesFromFifth(square)));
  return exponent * LN2.high + (f - (bend - (rest + exponent * LN2.low)));
}

/**
 * `base` to the power of `exponent`. Of a base below 0 it is NaN. 1 to any power is 1, and any base to
 * the power 0.
 */
export function pow(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent) || base < 0) return NaN;
  if (base === 0 || base === Infinity || Math.abs(exponent) === Infinity) {
    return base > 1 === exponent > 0 ? Infinity : 0;
  }
  const { high, low } = lnOfPair(base);
  // Beyond this the result is Infinity or 0, and a product of larger numbers would not be exact.
  if (Math.abs(high * exponent) > 800) return high > 0 === exponent > 0 ? Infinity : 0;
  const power = product(high, exponent);
  return expOfPair(power.high, power.low + low * exponent);
}

/** e to the power of high + low, where low is tiny. */
function expOfPair(high: number, low: number): number {
  if (Number.isNaN(high)) return NaN;
  if (high > 710) return Infinity;
  if (high < -746) return 0;
  const exponent = Math.round(high * ONE_BY_LN2);
  const reduced = high - exponent * LN2.high;
  const correction = low - exponent * LN2.low;
  return scale(1 + (reduced + (correction + seriesOfExp(reduced + correction))), exponent);
}

/** e^r - 1 - r for |r| < 0.35. */
function seriesOfExp(r: number): number {
  let sum = r / 6227020800 + 1 / 479001600;
  sum = sum * r + 1 / 39916800;
  sum = sum * r + 1 / 3628800;
  sum = sum * r + 1 / 362880;
  sum = sum * r + 1 / 40320;
  sum = sum * r + 1 / 5040;
  sum = sum * r + 1 / 720;
  sum = sum * r + 1 / 120;
  sum = sum * r + 1 / 24;
  sum = sum * r + 1 / 6;
  return r * r * (sum * r + 1 / 2);
}

/** s⁴/5 + s⁶/7 + s⁸/9 + … for s² < 0.03; the odd and the even terms side by side. */
function seriesFromFifth(square: number): number {
  const fourth = square * square;
  const even = 1 / 5 + fourth * (1 / 9 + fourth * (1 / 13 + fourth * (1 / 17 + fourth * (1 / 21))));
  const odd = 1 / 7 + fourth * (1 / 11 + fourth * (1 / 15 + fourth * (1 / 19 + fourth * (1 / 23))));
  return fourth * (even + square * odd);
}

/**
 * ln x, to about 2^-62 of itself. With x = m 2^k and s = (m - 1) / (m + 1) it is
 * k ln 2 + 2s (1 + s²/3 + s⁴/5 + …); s, s² and s²/3 are pairs.
 */
function lnOfPair(x: number): Pair {
  const { mantissa, exponent } = split(x);
  const numerator = mantissa - 1;
  const denominator = mantissa + 1;
  const s = numerator / denominator;
  const missingInDenominator = mantissa - (denominator - 1);
  const low = (remainder(numerator, s, denominator) - s * missingInDenominator) / denominator;

  const square = product(s, s);
  const third = square.high / 3;
  const missingInThird = (remainder(square.high, third, 3) + square.low + 2 * s * low) / 3;
  const series = sum(third, missingInThird + seriesFromFifth(square.high));
  const bend = product(s, series.high);
  const half = sum(s, bend.high);
  const missingInHalf = half.low + low + bend.low + s * series.low + low * series.high;

  const whole = sum(exponent * LN2.high, 2 * half.high);
  return sum(whole.high, whole.low + (2 * missingInHalf + exponent * LN2.low));
}

/** x, finite and above 0, as mantissa times a power of two; the mantissa lies between √½ and √2. */
function split(x: number): { readonly mantissa: number; readonly exponent: number } {
  const normal = x < SMALLEST_NORMAL ? x * TWO_TO_54 : x;
  bits.setFloat64(0, normal);
  const exponent = (bits.getInt32(0) >> 20) - 1023;
  const mantissa = normal * powerOfTwo(-exponent);
  const isAbove = Number(mantissa > SQRT2);
  return {
    mantissa: mantissa * (1 - isAbove / 2),
    exponent: exponent + isAbove - (normal === x ? 0 : 54),
  };
}

/** `value`, near 1, times 2 to a whole power; rounded once, even where the result is subnormal. */
function scale(value: number, exponent: number): number {
  if (exponent > 1000) return value * powerOfTwo(exponent - 54) * TWO_TO_54;
  if (exponent < -1000) return (value * powerOfTwo(exponent + 54)) / TWO_TO_54;
  return value * powerOfTwo(exponent);
}

function powerOfTwo(exponent: number): number {
  return powersOfTwo[exponent - SMALLEST_POWER] as number;
}

/** a + b without error, where a is 0 or |a| >= |b|. */
function sum(a: number, b: number): Pair {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** a * b without error: both are cut in halves, whose products are exact. */
function product(a: number, b: number): Pair {
  const high = a * b;
  const upperOfA = upperHalf(a);
  const upperOfB = upperHalf(b);
  const lowerOfA = a - upperOfA;
  const lowerOfB = b - upperOfB;
  const missing = upperOfA * upperOfB - high + upperOfA * lowerOfB + lowerOfA * upperOfB;
  return { high, low: missing + lowerOfA * lowerOfB };
}

/** The upper 26 bits of a number. */
function upperHalf(value: number): number {
  const shifted = value * (TWO_TO_27 + 1);
  return shifted - (shifted - value);
}

/** a - q * b without error, where q is a / b rounded. */
function remainder(a: number, q: number, b: number): number {
  const back = product(q, b);
  return a - back.high - back.low;
}
