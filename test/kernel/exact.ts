/**
 * An oracle for the kernel's functions: numbers as whole multiples of 2^-1400, calculated with BigInt. Every
 * double is one of them exactly, and results are right to hundreds of bits.
 */

const FRACTION_BITS = 1400;
const ONE = 1n << BigInt(FRACTION_BITS);

const bits = new DataView(new ArrayBuffer(8));

/** The exact value of a finite number. */
export function exact(value: number): bigint {
  bits.setFloat64(0, value);
  const pattern = bits.getBigUint64(0);
  const field = Number((pattern >> 52n) & 0x7ffn);
  const fraction = pattern & 0xfffffffffffffn;
  const mantissa = field === 0 ? fraction : fraction | (1n << 52n);
  const size = mantissa << BigInt(FRACTION_BITS - 1074 + Math.max(field - 1, 0));
  return value < 0 ? -size : size;
}

/** e to the power of x: Taylor series of x / 2^20, squared 20 times. */
export function exactExp(x: bigint): bigint {
  const small = x >> 20n;
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n && term !== -1n; n += 1n) {
    term = ((term * small) >> BigInt(FRACTION_BITS)) / n;
    sum += term;
  }
  for (let squaring = 0; squaring < 20; squaring += 1) sum = (sum * sum) >> BigInt(FRACTION_BITS);
  return sum;
}

/** ln x by Halley's method, which triples the right digits of its first guess. */
export function exactLn(x: number): bigint {
  let result = exact(Math.log(x));
  for (let step = 0; step < 2; step += 1) {
    const power = exactExp(result);
    result += (2n * (exact(x) - power) * ONE) / (exact(x) + power);
  }
  return result;
}

/** base to the power of exponent. */
export function exactPow(base: number, exponent: number): bigint {
  return exactExp((exactLn(base) * exact(exponent)) >> BigInt(FRACTION_BITS));
}

/** How far a number is from the exact result, in units of its last place. */
export function errorInUnits(actual: number, expected: bigint): number {
  bits.setFloat64(0, Math.abs(actual));
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n);
  const unit = exact(bits.getFloat64(0)) - exact(Math.abs(actual));
  const difference = exact(actual) - expected;
  return Number((1_000_000n * (difference < 0n ? -difference : difference)) / unit) / 1_000_000;
}

/** The bit pattern of a number as 16 hexadecimal digits. */
export function bitPattern(value: number): string {
  bits.setFloat64(0, value);
  return bits.getBigUint64(0).toString(16).padStart(16, '0');
}
