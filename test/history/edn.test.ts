/** EDN values, one by one: what they become, what is refused, and where. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorAt, FormProblem, Unfinished } from '../../src/history/formats/cursor.js';
import { readEdn } from '../../src/history/formats/edn.js';
import { ednText } from '../../src/history/formats/write/edn-text.js';
import type { Value } from '../../src/history/history.js';

function read(text: string, isLast = true): Value {
  return readEdn(cursorAt(text, isLast));
}

function failure(text: string, isLast = true): unknown {
  try {
    read(text, isLast);
  } catch (error) {
    return error;
  }
  throw new Error(`${text} was read`);
}

describe('a value in EDN', () => {
  it.each<[string, Value]>([
    ['nil', null],
    ['true', true],
    ['false', false],
    ['0', 0],
    ['-0', 0],
    ['-0.0', 0],
    ['+7', 7],
    ['-12', -12],
    ['42N', 42],
    ['1.5', 1.5],
    ['1.', 1],
    ['1.5M', 1.5],
    ['2e3', 2_000],
    ['1.5E-3', 0.0015],
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', '9007199254740992'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['12345678901234567890N', '12345678901234567890'],
    ['0x7f', '0x7f'],
    [':write', 'write'],
    [':jepsen.core/write', 'jepsen.core/write'],
    [':a:b', 'a:b'],
    ['symbol', 'symbol'],
    ['a/b', 'a/b'],
    ['-', '-'],
    ['->x', '->x'],
    ['nilly', 'nilly'],
    ['"a b"', 'a b'],
    ['""', ''],
    [String.raw`"\"\\\n\t\r\b\f\u00e9"`, '"\\\n\t\r\b\fé'],
    ['"two\nlines"', 'two\nlines'],
    [String.raw`\a`, 'a'],
    [String.raw`\newline`, '\n'],
    [String.raw`\u00e9`, 'é'],
    [String.raw`\(`, '('],
    [String.raw`\"`, '"'],
    ['[]', []],
    ['()', []],
    ['[1 [2 (3)] nil]', [1, [2, [3]], null]],
    ['[1,2,,3]', [1, 2, 3]],
    ['{}', {}],
    ['{:a 1, "b" 2, 3 4, [5] 6, nil 7}', { a: 1, b: 2, '3': 4, '[5]': 6, null: 7 }],
    ['{:__proto__ 1}', JSON.parse('{"__proto__": 1}') as Value],
    ['#{3 1 10 2}', [1, 2, 3, 10]],
    ['#{:b :a [1] nil 5}', [5, 'a', 'b', [1], null]],
    ['#{}', []],
    ['#inst "2020-01-01T00:00:00Z"', '2020-01-01T00:00:00Z'],
    ['#uuid "f81d4fae"', 'f81d4fae'],
    ['#jepsen.history.Op{:f :read}', { f: 'read' }],
    ['#object[java.lang.Object 0x5f2f577 "x"]', ['java.lang.Object', '0x5f2f577', 'x']],
    ['#a #{1}', [1]],
    ['#a #_2 1', 1],
    ['[1 ; two\n 3]', [1, 3]],
    ['[1 #_2 #_ #_ 3 4 5]', [1, 5]],
  ])('%s', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe('what is no EDN', () => {
  it.each([
    ['1/2', 0, '"1/2" is no number that can be read: ratios cannot be held exactly'],
    ['[1 2/3]', 3, '"2/3" is no number that can be read: ratios cannot be held exactly'],
    ['007', 0, '"007" is no number that can be read'],
    ['1e999', 0, 'a number is too large'],
    [`1${'0'.repeat(400)}`, 0, 'a number is too large'],
    ['##Inf', 0, 'infinities, NaN and patterns are no values of histories'],
    ['#"a+"', 0, 'infinities, NaN and patterns are no values of histories'],
    ['# a', 1, 'the character U+0020 stands where a tag should'],
    [':', 0, 'a keyword has no name'],
    ['{:a}', 1, '"a" has no value in its map'],
    ['{:a 1 :a 2}', 6, '"a" stands twice'],
    ['#{1 2 1}', 0, '"1" stands twice in a set'],
    ['[1)', 2, '")" stands where a value should'],
    ['}', 0, '"}" stands where a value should'],
    ['[1 \u0000]', 3, 'the character U+0000 stands where a value should'],
    ['^{:a 1} [1]', 0, '"^" is no value'],
    [String.raw`"\q"`, 1, String.raw`"\\q" is no escape in a text`],
    [String.raw`"\u12x4"`, 1, String.raw`"\\u" is no escape in a text`],
    [String.raw`\ab`, 0, '"ab" is no character'],
    ['['.repeat(101), 100, 'values are nested at most 100 deep'],
    ['#_'.repeat(101), 202, 'values are nested at most 100 deep'],
    ['#a #b 1', 0, 'a tag stands before a tag'],
  ])('%s', (text, at, message) => {
    const problem = failure(text);
    expect(problem).toBeInstanceOf(FormProblem);
    expect(problem).toMatchObject({ at, message });
  });

  it('is told from what is not there yet', () => {
    for (const text of ['', '[1', '{:a', '"a', '"\\', '"\\u00', '#', '#a', '\\']) {
      expect(failure(text, false), text).toBeInstanceOf(Unfinished);
      expect(failure(text, true), text).toBeInstanceOf(Unfinished);
    }
  });

  it('may be one word shorter than the text, until nothing follows', () => {
    for (const text of [':inv', '12', 'ni', '; comment', '1 ; comment'.slice(0, 1)]) {
      expect(failure(text, false), text).toBeInstanceOf(Unfinished);
    }
    expect(read(':inv')).toBe('inv');
    expect(read('12')).toBe(12);
    expect(read('12 ', false)).toBe(12);
    expect(failure('[12')).toBeInstanceOf(Unfinished);
  });
});

/** Values that are the same after reading: whole numbers that fit, names that are no numbers apart. */
const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((number) => number + 0),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((number) => (number === 0 ? 0 : number)),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }),
  ),
})).value;

describe('what is written as EDN', () => {
  test.prop([values])('is the same when it is read', (value) => {
    expect(read(ednText(value))).toEqual(value);
  });

  test.prop([fc.uniqueArray(fc.integer()), fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}$/u))])(
    'is sorted where it is a set: numbers by size, then words',
    (numbers, words) => {
      const text = `#{${[...words.map((word) => `:${word}`), ...numbers].join(' ')}}`;
      const inOrder = [...numbers.toSorted((a, b) => a - b), ...words.toSorted()];
      expect(read(text)).toEqual(inOrder);
    },
  );
});
