/** The kernel's exp, ln and pow: exact bits, error bounds against an oracle of hundreds of bits, edges. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, ln, pow } from '../../src/kernel/mathematics.js';
import { bitPattern, errorInUnits, exact, exactExp, exactLn, exactPow } from './exact.js';

const SMALLEST = 5e-324;
const LARGEST = Number.MAX_VALUE;

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** From the smallest to the largest, every order of magnitude as likely as any other. */
const anySize = fc
  .tuple(number(1, 2), fc.integer({ min: -1074, max: 1023 }))
  .map(([mantissa, exponent]) => mantissa * Math.pow(2, exponent));

describe('the oracle', () => {
  it('agrees with Math to the last bit or the one before it', () => {
    for (const x of [-700, -1.5, 0.1, 1, 2.5, 300]) {
      expect(errorInUnits(Math.exp(x), exactExp(exact(x)))).toBeLessThan(1);
    }
    for (const x of [1e-300, 0.1, 3, 1e300]) {
      expect(errorInUnits(Math.log(x), exactLn(x))).toBeLessThan(1);
    }
  });

  it('sees a result that is off by one in the last place', () => {
    const offByOne = Math.exp(1) * (1 + Number.EPSILON);
    expect(errorInUnits(offByOne, exactExp(exact(1)))).toBeGreaterThan(0.5);
    expect(errorInUnits(3, exact(3) + exact(Number.EPSILON))).toBeCloseTo(0.5, 6);
  });
});

describe('exp', () => {
  it.each([
    [-745, '0000000000000001'],
    [-700.25, '00caf5fe9a485c8e'],
    [-30.5, '3d2ff3864232b407'],
    [-1, '3fd78b56362cef38'],
    [-0.34657359027997264, '3fe6a09e667f3bcc'],
    [-1e-10, '3feffffffff24190'],
    [1e-300, '3ff0000000000000'],
    [0.1, '3ff1aec7b35a00d4'],
    [0.5, '3ffa61298e1e069c'],
    [1, '4005bf0a8b14576a'],
    [2.3263478740408408, '40247b1f5cf2d1ff'],
    [10, '40d5829dcf950560'],
    [88.7, '47ef4705bbffae5c'],
    [709.5, '7fe81e9b4b52d0c9'],
  ])('of %f has the bits %s', (x, bits) => {
    expect(bitPattern(exp(x))).toBe(bits);
  });

  test.prop([number(-708, 709)])('is off by less than one unit in the last place', (x) => {
    expect(errorInUnits(exp(x), exactExp(exact(x)))).toBeLessThan(1);
  });

  test.prop([number(-745, -708)])('is as exact where results are subnormal', (x) => {
    expect(errorInUnits(exp(x), exactExp(exact(x)))).toBeLessThan(1);
  });

  it('reaches 0 and Infinity where no number is left', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(SMALLEST)).toBe(1);
    expect(exp(709.782712893384)).toBe(1.7976931348622732e308);
    expect(exp(709.7827128933841)).toBe(Infinity);
    expect(exp(-745.1332191019411)).toBe(SMALLEST);
    expect(exp(-745.1332191019412)).toBe(0);
    expect(exp(1e300)).toBe(Infinity);
    expect(exp(-1e300)).toBe(0);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(NaN)).toBeNaN();
  });
});

describe('ln', () => {
  it.each([
    [5e-324, 'c0874385446d71c3'],
    [1e-310, 'c0864e69394d9508'],
    [2.2250738585072014e-308, 'c086232bdd7abcd2'],
    [1e-9, 'c034b927f32bffb8'],
    [0.1, 'c0026bb1bbb55515'],
    [0.7071067811865476, 'bfd62e42fefa39ee'],
    [0.9999999999999999, 'bca0000000000000'],
    [1.0000000000000002, '3cafffffffffffff'],
    [1.4142135623730951, '3fd62e42fefa39f0'],
    [2, '3fe62e42fefa39ef'],
    [3, '3ff193ea7aad030a'],
    [2.718281828459045, '3ff0000000000000'],
    [1000, '401ba18a998fffa0'],
    [123456789, '4032a1a38bd0540a'],
    [1.7976931348623157e308, '40862e42fefa39ef'],
  ])('of %f has the bits %s', (x, bits) => {
    expect(bitPattern(ln(x))).toBe(bits);
  });

  test.prop([anySize])('is off by less than one unit in the last place', (x) => {
    expect(errorInUnits(ln(x), exactLn(x))).toBeLessThan(1);
  });

  test.prop([number(0.5, 2)])('is as exact near 1, where it passes through 0', (x) => {
    expect(errorInUnits(ln(x), exactLn(x))).toBeLessThan(1);
  });

  it('has no value below 0, and none but infinite ones at 0 and Infinity', () => {
    expect(ln(1)).toBe(0);
    expect(ln(0)).toBe(-Infinity);
    expect(ln(-0)).toBe(-Infinity);
    expect(ln(Infinity)).toBe(Infinity);
    expect(ln(-1)).toBeNaN();
    expect(ln(-Infinity)).toBeNaN();
    expect(ln(NaN)).toBeNaN();
  });
});

describe('pow', () => {
  it.each([
    [2, 0.5, '3ff6a09e667f3bcc'],
    [10, -3, '3f50624dd2f1a9fc'],
    [3, 0.99, '4007bcdee4fdd678'],
    [1000, -0.99, '3f518e4717dfb182'],
    [1000000, -1.2, '3e70efe7e62615a5'],
    [0.001, -0.6666666666666666, '4058fffffffffffe'],
    [1.0000000001, 1000000000000, '48f349550eb7664c'],
    [0.9999999, 1000000000, '36ea8c1679619156'],
    [7.3, 300.5, '75cbe9d672e2370f'],
    [1e-300, 1.07, '00000000000000ca'],
  ])('of %f to the %f has the bits %s', (base, exponent, bits) => {
    expect(bitPattern(pow(base, exponent))).toBe(bits);
  });

  test.prop([number(1e-6, 1e6), number(-50, 50)])(
    'is off by less than one unit in the last place, however large the exponent',
    (base, exponent) => {
      expect(errorInUnits(pow(base, exponent), exactPow(base, exponent))).toBeLessThan(1);
    },
  );

  it('is exact where the result is a number', () => {
    for (let exponent = -1074; exponent <= 1023; exponent += 1) {
      expect(pow(2, exponent)).toBe(Math.pow(2, exponent));
    }
    for (let exponent = 0; exponent <= 22; exponent += 1) {
      expect(pow(10, exponent)).toBe(Number(`1e${exponent}`));
    }
    expect(pow(0.25, -0.5)).toBe(2);
    expect(pow(81, 0.75)).toBe(27);
  });

  it('knows the powers of and to 0, 1 and Infinity', () => {
    expect(pow(0, 0)).toBe(1);
    expect(pow(NaN, 0)).toBe(1);
    expect(pow(1, Infinity)).toBe(1);
    expect(pow(0, 2)).toBe(0);
    expect(pow(0, -2)).toBe(Infinity);
    expect(pow(Infinity, 0.5)).toBe(Infinity);
    expect(pow(Infinity, -0.5)).toBe(0);
    expect(pow(2, Infinity)).toBe(Infinity);
    expect(pow(2, -Infinity)).toBe(0);
    expect(pow(0.5, Infinity)).toBe(0);
    expect(pow(0.5, -Infinity)).toBe(Infinity);
    expect(pow(2, 1024)).toBe(Infinity);
    expect(pow(2, -1075)).toBe(0);
    expect(pow(2, LARGEST)).toBe(Infinity);
    expect(pow(0.5, LARGEST)).toBe(0);
    expect(pow(LARGEST, SMALLEST)).toBe(1);
    expect(pow(-2, 2)).toBeNaN();
    expect(pow(2, NaN)).toBeNaN();
    expect(pow(NaN, 2)).toBeNaN();
  });
});
