/** The digest: pinned, sensitive to every bit and to where things end, indifferent to how data was built. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Digest, digestOf } from '../../src/kernel/digest.js';

function digestWith(mixIn: (digest: Digest) => void): string {
  const digest = new Digest();
  mixIn(digest);
  return digest.toString();
}

/** How many of 64 bits differ. */
function distance(left: string, right: string): number {
  const difference = BigInt(`0x${left}`) ^ BigInt(`0x${right}`);
  return difference.toString(2).replaceAll('0', '').length;
}

/** Plain data, written so that equal data and nothing else has equal text; -0 is 0. */
const plainData = fc
  .jsonValue({ depthSize: 'small', noUnicodeString: false })
  .map(withoutMinusZero);

function withoutMinusZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => [
    JSON.stringify(key),
    canonical(item),
  ]);
  return `{${entries
    .map((entry) => entry.join(':'))
    .sort()
    .join()}}`;
}

describe('the digest of plain data', () => {
  it.each([
    [null, '724bff2124fdf065'],
    [true, '602128b0aa07b1d5'],
    [0, '63c35f7653706fbe'],
    [-1, 'dd936779b812ec08'],
    [1.5, '2da02431868d5d6f'],
    [9007199254740991, '1b5624ad36bc1c4d'],
    ['', 'bfd41c5a632eab97'],
    ['n1', '44a0946d17cc3658'],
    ['écrit 日本', '0e539a0810615b2c'],
    [[], '2cefaef55722df5d'],
    [{}, 'e6d38cac5674ec84'],
    [[1, [2, 'a']], '9a36ee7f0bc22562'],
    [{ a: 1, b: [true, null] }, '8dee9e9de0de568f'],
  ])('of %j is %s', (value, digest) => {
    expect(digestOf(value)).toBe(digest);
  });

  test.prop([plainData, plainData], { numRuns: 1000 })(
    'is equal for equal data, and different for different data',
    (left, right) => {
      expect(digestOf(left) === digestOf(right)).toBe(canonical(left) === canonical(right));
    },
  );

  it('does not depend on the order in which an object got its keys', () => {
    expect(digestOf({ b: 1, a: { d: 2, c: 3 } })).toBe(digestOf({ a: { c: 3, d: 2 }, b: 1 }));
  });

  it('depends on the order in which a Map and a Set were filled', () => {
    const pairs = [
      ['a', 1],
      ['b', 2],
    ] as const;
    expect(digestOf(new Map(pairs))).not.toBe(digestOf(new Map(pairs.toReversed())));
    expect(digestOf(new Set(['a', 'b']))).not.toBe(digestOf(new Set(['b', 'a'])));
  });

  it('keeps its place between objects of different kinds, one inside the other', () => {
    const inner = (order: number) => ({ z: order, y: 2 });
    const mixed = [{ a: inner(1), b: 1 }, inner(2), { b: 1, a: inner(1) }, { y: 2, z: 2 }];
    const digests = mixed.map((value) =>
      digestWith((digest) => {
        digest.value(inner(7));
        digest.value(value);
      }),
    );
    expect(digests[0]).toBe(digests[2]);
    expect(digests[1]).toBe(digests[3]);
    expect(digests[0]).not.toBe(digests[1]);
  });

  it('takes a key that is undefined for an absent one, and nothing else', () => {
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
    expect(digestOf([undefined])).not.toBe(digestOf([]));
    expect(digestOf({ a: null })).not.toBe(digestOf({}));
  });

  it('tells apart what looks alike', () => {
    const values = [
      ...[null, undefined, false, true, 0, 1, '', '0', '1', 'null', [], {}, new Map(), new Set()],
      ...[[0], ['0'], [[]], [[], []], [[[]]], { '0': 0 }, new Map([['0', 0]]), new Set([0])],
      ...[{ a: { b: 1 } }, { a: {}, b: 1 }, { 'a.b': 1 }, NaN, Infinity, -Infinity, 'a', ['a']],
    ];
    expect(new Set(values.map(digestOf)).size).toBe(values.length);
  });

  it('refuses what is not plain data', () => {
    expect(() => digestOf({ a: () => 1 })).toThrow(TypeError);
    expect(() => digestOf([1n])).toThrow('bigint');
    expect(() => digestOf(Symbol('a'))).toThrow('symbol');
  });
});

describe('the digest of numbers', () => {
  const double = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.maxSafeInteger());

  test.prop([double, double], { numRuns: 1000 })(
    'is equal only for equal numbers',
    (left, right) => {
      expect(digestOf(left) === digestOf(right)).toBe(left === right);
    },
  );

  it('tells neighbours apart, of any size', () => {
    const close = [1, 1 + Number.EPSILON, 2 ** 31, 2 ** 31 - 1, 2 ** 32, 2 ** 53, 2 ** 53 - 1];
    const numbers = [...close, 0.1, 0.1 + 0.2, 0.3, 5e-324, -5e-324, -1, -(2 ** 31), 4294967297];
    expect(new Set(numbers.map(digestOf)).size).toBe(numbers.length);
    expect(digestOf(-0)).toBe(digestOf(0));
  });
});

describe('the rolling digest', () => {
  it('knows where one text ends and the next begins', () => {
    const texts = [['ab', 'c'], ['a', 'bc'], ['abc', ''], ['', 'abc'], ['abc']];
    const digests = texts.map((parts) =>
      digestWith((digest) => {
        for (const part of parts) digest.text(part);
      }),
    );
    expect(new Set(digests).size).toBe(texts.length);
  });

  it('knows where one record ends and the next begins', () => {
    const record = { a: 1, b: 2 };
    const once = digestWith((digest) => {
      digest.record(['a', 'b'], record);
    });
    const twice = digestWith((digest) => {
      digest.record(['a'], record);
      digest.record(['b'], record);
    });
    expect(once).not.toBe(twice);
  });

  it('takes the fields of a record in the order of the list, however the record was built', () => {
    const fields = ['a', 'b', 'c'];
    const records = [
      { a: 1, b: 2, c: 3 },
      { kind: 'append', a: 1, b: 2, c: 3, d: 4 },
      { c: 3, b: 2, a: 1 },
      { b: 2, a: 1, kind: 'append', c: 3 },
      Object.create({ a: 1, b: 2, c: 3 }) as object,
    ];
    const digests = records.map((record) =>
      digestWith((digest) => {
        digest.record(fields, record);
      }),
    );
    expect(new Set(digests).size).toBe(1);
    const swapped = digestWith((digest) => {
      digest.record(fields, { a: 2, b: 1, c: 3 });
    });
    expect(swapped).not.toBe(digests[0]);
  });

  it('can be read on the way without changing what follows', () => {
    const read = digestWith((digest) => {
      digest.number(1);
      digest.toString();
      digest.number(2);
    });
    const unread = digestWith((digest) => {
      digest.number(1);
      digest.number(2);
    });
    expect(read).toBe(unread);
  });

  const record = fc.record({
    term: fc.nat(),
    at: fc.double({ noNaN: true, min: 0 }),
    leader: fc.string(),
    granted: fc.boolean(),
    entries: fc.array(fc.record({ key: fc.string(), index: fc.nat() }), { maxLength: 3 }),
  });
  const fields = ['term', 'at', 'leader', 'granted', 'entries'] as const;

  test.prop([record, record, fc.constantFrom(...fields)], { numRuns: 500 })(
    'changes with every single field of a record',
    (before, other, field) => {
      const after = { ...before, [field]: other[field] };
      const digests = [before, after].map((value) =>
        digestWith((digest) => {
          digest.record(fields, value);
        }),
      );
      expect(digests[0] === digests[1]).toBe(canonical(before) === canonical(after));
    },
  );

  it('changes about half of its bits when one bit of the input changes', () => {
    const distances: number[] = [];
    for (let word = 0; word < 50; word += 1) {
      for (let bit = 0; bit < 32; bit += 1) {
        distances.push(distance(digestOf([word, 7]), digestOf([word ^ (1 << bit), 7])));
      }
    }
    const average = distances.reduce((sum, value) => sum + value) / distances.length;
    expect(Math.abs(average - 32)).toBeLessThan(1);
    expect(Math.min(...distances)).toBeGreaterThan(12);
  });

  it('has no two equal values among 200,000 small inputs, in either half', () => {
    const halves = [new Set<string>(), new Set<string>()] as const;
    for (let value = 0; value < 200_000; value += 1) {
      const digest = digestOf([value % 450, Math.floor(value / 450)]);
      halves[0].add(digest.slice(0, 8));
      halves[1].add(digest.slice(8));
    }
    // Of 200,000 random words of 32 bits, 4.7 pairs are equal on average.
    for (const half of halves) expect(half.size).toBeGreaterThan(200_000 - 20);
  });
});
