/** Hashes agree with the published ones that they are made of, hence in every engine. */
import { describe, expect, it } from 'vitest';
import { hashOfText, mixed, spread } from '../../../src/databases/versions/hash.js';

describe('hashes', () => {
  it('spread as the finaliser of MurmurHash3', () => {
    expect([spread(0), spread(1)]).toEqual([0, 0x514e28b7]);
  });

  it('mix as MurmurHash3: of the bytes "test", and of nothing else', () => {
    expect(spread(mixed(0, 0x74736574) ^ 4)).toBe(0xba6bd213);
  });

  it('begin texts as FNV-1a, with its published values for "" and "a"', () => {
    expect(hashOfText('')).toBe(spread(0x811c9dc5));
    expect(hashOfText('a')).toBe(spread(0xe40c292c));
  });

  it('see the part of a number above 32 bits, and tell signs and order apart', () => {
    const values = [5, 5 + 0x100000000, 5 + 0x200000000, -5, 0x80000000, -0x80000000];
    expect(new Set(values.map((value) => mixed(1, value))).size).toBe(values.length);
    expect(mixed(mixed(1, 2), 3)).not.toBe(mixed(mixed(1, 3), 2));
  });
});
