/** Jepsen's histories in JSON: what differs from EDN, and what is no JSON. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cursorAt } from '../../src/history/formats/cursor.js';
import { readJson } from '../../src/history/formats/json.js';
import { inBrief, operationsIn, problemsIn } from './reading.js';

const events = [
  { type: 'invoke', f: 'write', value: [7, 1], process: 0, time: 1_000, index: 0 },
  { type: 'info', f: 'start', value: { n1: ['n2'] }, process: 'nemesis', time: 2_000, index: 1 },
  { type: ':ok', f: ':write', value: [7, 1], process: 0, time: 3_000, index: 2 },
  { type: 'invoke', f: 'read', value: [7, null], process: 1, time: 3_000, index: 3 },
  { type: 'ok', f: 'read', value: [7, { '0': 100 }], process: 1, time: 4_500, index: 4 },
];

describe('events in JSON', () => {
  it.each([
    ['an array', JSON.stringify(events)],
    ['an array over many lines', JSON.stringify(events, null, 2)],
    ['an array of lines', `[${events.map((event) => JSON.stringify(event)).join(',\n')}]\n`],
    ['an object a line', events.map((event) => JSON.stringify(event)).join('\n')],
  ])('become operations, with or without colons, from %s', (_, text) => {
    const operations = operationsIn(text);
    expect(operations.map(inBrief)).toEqual([
      '0 write 7 1 = ? ok 0..1',
      '1 read 7 null = {"0":100} ok 2..3',
    ]);
    expect(operations[1]).toMatchObject({ name: '3', invokedAt: 3, completedAt: 4.5 });
  });

  it('leave out the nemesis, with its colon or without', () => {
    const event = (process: unknown) => JSON.stringify({ type: 'invoke', f: 'start', process });
    const text = ['nemesis', ':nemesis', 0].map(event).join('\n');
    expect(operationsIn(text).map(inBrief)).toEqual(['0 start null = ? info 0..Infinity']);
  });

  it('need their commas', () => {
    const event = (process: number) => `{"type":"invoke","f":"read","process":${process}}`;
    expect(problemsIn(`[${event(0)}\n${event(1)}\n,${event(2)}\n]`)).toEqual([
      '2: "{" stands where a comma or the end of the list should',
    ]);
  });
});

describe('a value in JSON', () => {
  const read = (text: string) => readJson(cursorAt(text, true));

  test.prop([fc.json(), fc.constantFrom(undefined, 2)])('is what it says', (text, indentation) => {
    const value: unknown = JSON.parse(text);
    // There is one zero, and no number loses its digits silently.
    const expected = text.replaceAll(/(?<=[[:,]|^)-0(?=[,\]}]|$)/gu, '0');
    expect(read(JSON.stringify(value, null, indentation))).toEqual(JSON.parse(expected));
  });

  it('keeps all digits of a whole number', () => {
    expect(read('[9007199254740991, 9007199254740993]')).toEqual([
      9_007_199_254_740_991,
      '9007199254740993',
    ]);
  });

  it.each([
    ['tru', '"tru" is no value of JSON'],
    ['[01]', '"01" is no value of JSON'],
    ['[+1]', '"+1" is no value of JSON'],
    ['[1N]', '"1N" is no value of JSON'],
    ['[1e999]', 'a number is too large'],
    ['[,1]', '"," stands where a value should'],
    ['[1 2]', '"2" stands where a comma or the end of the brackets should'],
    ['{"a":1,}', '"}" stands where a name in quotes should'],
    ['{"a" 1}', '"1" stands where a colon should'],
    ['{a:1}', '"a" stands where a name in quotes should'],
    ['{"a":1,"a":2}', '"a" stands twice'],
    ['[\u0000]', 'the character U+0000 stands where a value should'],
    ['['.repeat(101), 'values are nested at most 100 deep'],
    ['{"a":'.repeat(101), 'values are nested at most 100 deep'],
  ])('is not %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
