/** Our own format: what its lines mean, what is wrong with lines, and that nothing is lost in it. */
import { readFileSync } from 'node:fs';
import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../src/history/formats/read-history.js';
import { writeQuorate } from '../../src/history/formats/write/quorate.js';
import type { History } from '../../src/history/history.js';
import { codeBlocks } from '../support/markdown.js';
import { orderedHistories, timedHistories } from './histories.js';
import { inBrief, operationsIn, problemsIn } from './reading.js';

const timed = { format: 'quorate-history', version: 1, clock: 'microseconds' };
const ordered = { ...timed, clock: 'order' };

function jsonLines(...objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

type Event = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A header, events, and an end that fits them. */
function whole(header: object, ...events: readonly Event[]): string {
  const operations = events.filter(({ type }) => type === 'invoke').length;
  return jsonLines(header, ...events, { type: 'end', operations });
}

const write = { id: 'w', type: 'invoke', session: 'a', key: 'x', action: 'write', input: 7, at: 1 };
const read = { id: 2, type: 'invoke', session: 3, action: 'read', at: 1.5 };

describe('a history of our own format', () => {
  it('has the times for places, or the order', () => {
    const events = [
      write,
      read,
      { id: 'w', type: 'info', at: 9.25 },
      { id: 'w2', type: 'invoke', session: 'a', action: 'cas', input: [7, 8], at: 9.25 },
      { id: 2, type: 'ok', output: null, at: 10, revision: 4 },
      { id: 'w2', type: 'ok', output: false, at: 10 },
    ];
    expect(operationsIn(whole(timed, ...events)).map(inBrief)).toEqual([
      'a write x 7 = ? info 1..Infinity',
      '3 read null = null ok 1.5..10',
      'a cas [7,8] = false ok 9.25..10',
    ]);
    const operations = operationsIn(whole(ordered, ...events));
    expect(operations.map(inBrief)).toEqual([
      'a write x 7 = ? info 0..Infinity',
      '3 read null = null ok 1..3',
      'a cas [7,8] = false ok 2..4',
    ]);
    expect(operations[0]).toMatchObject({ name: 'w', invokedAt: 1, completedAt: 9.25 });
    expect(operations[1]).toMatchObject({ name: '2', revision: 4 });
  });

  it('needs no times where the order counts, and may name its model', () => {
    const text = whole(
      { ...ordered, model: 'set', seed: '7', scenario: 'of no interest' },
      { id: 1, type: 'invoke', session: 'a', action: 'add', input: { a: [1, null] } },
      { id: 1, type: 'ok' },
    );
    expect(readHistory([text])).toMatchObject({
      kind: 'history',
      format: 'quorate',
      history: {
        model: 'set',
        operations: [
          { input: { a: [1, null] }, output: undefined, invokedAt: null, completedAt: null },
        ],
      },
    });
  });

  it('is what the documentation shows', () => {
    const document = readFileSync(new URL('../../docs/history-format.md', import.meta.url), 'utf8');
    const example = codeBlocks(document).find(({ language }) => language === 'json')?.text ?? '';
    expect(operationsIn(example).map(inBrief)).toEqual([
      'app.1 write x 7 = ? ok 0..1500.5',
      'app.2 cas x [7,8] = false ok 1250..1500.5',
      'app.1 read x null = ? info 2000..Infinity',
    ]);
    const again = readAgain({ operations: operationsIn(example), model: 'cas-register' });
    expect(again.operations).toEqual(operationsIn(example));
  });

  it('may hold no operation', () => {
    expect(operationsIn(whole(timed))).toEqual([]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'no header',
      whole(write),
      ['1: the first line must be a header, with format "quorate-history"'],
    ],
    [
      'a later version',
      whole({ ...timed, version: 2 }, write),
      ['1: the version is 2, and this program reads version 1'],
    ],
    [
      'no clock',
      whole({ ...timed, clock: 'wall' }),
      ['1: the clock is "wall", not "order" or "microseconds"'],
    ],
    ['a model without name', whole({ ...timed, model: 1 }), ['1: the model is 1, not a name']],
    [
      'a line that is no object',
      `${jsonLines(timed)}7\n${jsonLines({ type: 'end', operations: 0 })}`,
      ['2: this is no object, and every line is one'],
    ],
    [
      'an unknown type',
      whole(timed, { ...write, type: 'begin' }),
      ['2: the type is "begin", not invoke, ok, fail, info or end'],
    ],
    [
      'parts that are missing or wrong',
      whole(
        timed,
        { ...write, id: null },
        { ...write, id: 1, at: '1' },
        { ...write, id: 2, at: -1 },
        { ...write, id: 3, session: undefined },
        { ...write, id: 4, key: {} },
        { ...write, id: 5, action: 7 },
        { ...write, id: 6, at: undefined },
        write,
        { id: 'w', type: 'ok', at: 2, revision: 'r' },
        { id: 'w', type: 'ok' },
      ),
      [
        '2: the id is null, not a text or a whole number',
        '3: at is "1", not a time in microseconds since the start',
        '4: at is -1, not a time in microseconds since the start',
        '5: the session is missing, not a text or a whole number',
        '6: the key is {}, not a text or a whole number',
        '7: the action is 7, not a text',
        '8: at is missing, not a time in microseconds since the start',
        '10: the revision is "r", not a number',
        '11: at is missing, not a time in microseconds since the start',
      ],
    ],
    [
      'an id given twice',
      whole(timed, write, { ...read, id: 'w' }),
      ['3: a second operation is called w'],
    ],
    [
      'completions of nothing, and of what is complete',
      whole(
        timed,
        { id: 1, type: 'ok', at: 0 },
        write,
        ...[3, 4].map((at) => ({ id: 'w', type: 'ok', at })),
      ),
      ['2: operation 1 was not invoked', '5: operation w was completed before'],
    ],
    [
      'two open operations of a session',
      whole(timed, write, { ...read, session: 'a' }),
      ['3: a is still busy with operation w'],
    ],
    [
      'times that go back',
      whole(timed, write, { ...read, at: 0.5 }),
      ['3: the time goes back, from 1 µs to 0.5 µs'],
    ],
    [
      'another number of operations',
      jsonLines(timed, write, { type: 'end', operations: 2 }),
      ['3: the end tells of 2 operations, the file holds 1'],
    ],
    [
      'more behind its end',
      whole(timed, write) + jsonLines(read),
      ['4: there is more behind the line that ends the history'],
    ],
  ])('is complained of for %s', (_, text, problems) => {
    expect(problemsIn(text, { format: 'quorate' })).toEqual(problems);
  });

  it('is seen to be truncated, wherever it ends', () => {
    const text = whole(timed, write, read, { id: 2, type: 'ok', output: 7, at: 3 });
    expect(problemsIn(text.slice(0, 40), { truncated: true, format: 'quorate' })).toEqual([
      '0: there is no header in the file',
    ]);
    for (let length = jsonLines(timed).length; length < text.length - 1; length += 1) {
      const part = text.slice(0, length);
      expect(problemsIn(part), part).toHaveLength(1);
      expect(problemsIn(part)[0], part).toMatch(/: the file is truncated$/u);
      const invocations = part
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.includes('invoke'));
      const isWhole = part.endsWith('}') && part.split('\n').at(-1)?.includes('invoke') === true;
      expect(operationsIn(part, { truncated: true }), part).toHaveLength(
        invocations.length + Number(isWhole),
      );
    }
  });
});

function readAgain(history: History): History {
  const writing = writeQuorate(history);
  if (writing.kind === 'refused') throw new Error(writing.reason);
  const reading = readHistory(writing.lines);
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  expect(reading.warnings).toEqual([]);
  return reading.history;
}

describe('a history that is written and read again', () => {
  test.prop([timedHistories])('is the same, with its times', (history) => {
    expect(readAgain(history)).toEqual(history);
  });

  test.prop([orderedHistories])('is the same, with its order', (history) => {
    expect(readAgain(history)).toEqual(history);
  });
});
