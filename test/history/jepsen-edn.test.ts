/** Jepsen's histories in EDN: how events become operations, and what is wrong with events. */
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../src/history/formats/read-history.js';
import { inBrief, operationsIn, problemsIn, warningsIn } from './reading.js';

/** Events from a shorthand: `0 invoke write 3`. */
function events(...shorthand: readonly string[]): string {
  return shorthand
    .map((event) => {
      const [process = '', type = '', f = '', ...value] = event.split(' ');
      return `{:process ${process}, :type :${type}, :f :${f}, :value ${value.join(' ') || 'nil'}}\n`;
    })
    .join('');
}

const register = events(
  '0 invoke write 3',
  '1 invoke read',
  '0 ok write 3',
  ':nemesis info start "cut off n1"',
  '1 ok read 3',
  '0 invoke cas [3 4]',
  '0 ok cas [3 4]',
  '1 invoke write 5',
  '1 info write 5',
  '2 invoke read',
  '2 fail read',
  '3 invoke write 6',
);

const registerInBrief = [
  '0 write 3 = ? ok 0..2',
  '1 read null = 3 ok 1..3',
  '0 cas [3,4] = true ok 4..5',
  '1 write 5 = ? info 6..Infinity',
  '2 read null = ? fail 7..8',
  '3 write 6 = ? info 9..Infinity',
];

describe('events in EDN', () => {
  it('become operations by process, in the order of the file', () => {
    expect(operationsIn(register).map(inBrief)).toEqual(registerInBrief);
  });

  it('may stand in a list or a vector, over several lines, with comments and records', () => {
    const spread = register.replaceAll(', ', ',\n  ; of no interest: {:type\n ');
    const tagged = register.replaceAll('{', '#jepsen.history.Op{');
    for (const text of [`[${register}]`, `(${register})\n`, `; begins\n[ ${spread}]`, tagged]) {
      expect(operationsIn(text, { format: 'jepsen-edn' }).map(inBrief)).toEqual(registerInBrief);
    }
  });

  it('are named by their index, else by their place among all events', () => {
    const named =
      '{:process 0 :type :invoke :f :read :index 7}{:process 0 :type :ok :f :read :index 9}';
    expect(operationsIn(named)[0]?.name).toBe('7');
    const names = operationsIn(register).map(({ name }) => name);
    expect(names).toEqual(['0', '1', '5', '7', '9', '11']);
    expect(operationsIn(named.replaceAll(':index ', ':index -'))[0]?.name).toBe('0');
  });

  it('tell nanoseconds, which become microseconds', () => {
    const timed =
      '{:process 0 :type :invoke :f :read :time 1500}{:process 0 :type :ok :f :read :time 2000000}';
    const [operation] = operationsIn(timed);
    expect(operation).toMatchObject({ invokedAt: 1.5, completedAt: 2_000, start: 0, end: 1 });
    expect(operationsIn(register)[0]).toMatchObject({ invokedAt: null, completedAt: null });
    expect(operationsIn(timed.replace('1500', '-1'))[0]?.invokedAt).toBeNull();
  });
});

describe('the order of events', () => {
  const at = (process: number, type: string, time: number) =>
    `{:process ${process} :type :${type} :f :read :value 1 :time ${time}}\n`;

  it('counts where the times of different processes contradict it, with a warning', () => {
    const text = at(0, 'invoke', 2_000) + at(1, 'invoke', 1_000) + at(0, 'ok', 3_000);
    expect(warningsIn(text)).toEqual([
      '0: 1 events are earlier than the one before: their order in the file counts',
    ]);
    expect(operationsIn(text).map(inBrief)).toEqual([
      '0 read null = 1 ok 0..2',
      '1 read null = ? info 1..Infinity',
    ]);
  });

  it('must not contradict the times of one process', () => {
    const text = at(0, 'invoke', 2_000) + at(0, 'ok', 1_000);
    expect(problemsIn(text)).toEqual(['2: the time goes back, from 2 µs to 1 µs']);
  });
});

describe('keys', () => {
  const keyed = events(
    '0 invoke write [x 1]',
    '0 ok write [x 1]',
    '1 invoke read [:y nil]',
    '1 ok read [:y 2]',
    '0 invoke cas [7 [1 2]]',
    '0 fail cas [7 [1 2]]',
    '2 invoke write [x 4]',
    '2 info write :timed-out',
  );
  const inKeys = [
    '0 write x 1 = ? ok 0..1',
    '1 read y null = 2 ok 2..3',
    '0 cas 7 [1,2] = ? fail 4..5',
    '2 write x 4 = ? info 6..Infinity',
  ];

  it('are taken from values when all are pairs', () => {
    expect(operationsIn(keyed).map(inBrief)).toEqual(inKeys);
    expect(operationsIn(keyed, { keyed: true }).map(inBrief)).toEqual(inKeys);
  });

  it.each([
    ['a read is asked without', events('1 invoke read', '1 ok read [y 2]')],
    ['a read is answered without', events('1 invoke read [y nil]', '1 ok read 2')],
    ['a cas has its two values only', events('1 invoke cas [1 2]', '1 ok cas [1 2]')],
    ['the first of the two is no name', events('1 invoke write [nil 2]', '1 ok write [nil 2]')],
    ['a value has three parts', events('1 invoke write [1 2 3]', '1 ok write [1 2 3]')],
  ])('are not taken when %s', (_, text) => {
    expect(operationsIn(text).map(({ key }) => key)).toEqual(['']);
  });

  it('are not taken when they are not asked for', () => {
    const text = events('1 invoke write [x 2]', '1 ok write [x 2]');
    expect(operationsIn(text)[0]).toMatchObject({ key: 'x', input: 2 });
    expect(operationsIn(text, { keyed: false })[0]).toMatchObject({ key: '', input: ['x', 2] });
  });

  it('must be there when they are asked for', () => {
    const text = events('0 invoke write 3', '1 invoke read [x nil]', '1 ok read 4', '0 ok write 3');
    expect(problemsIn(text, { keyed: true })).toEqual([
      '1: the value of the invocation is no [key value]',
      '2: the value of the completion is no [key value]',
    ]);
    const other = events('1 invoke read [x nil]', '1 ok read [y 4]');
    expect(problemsIn(other)).toEqual(['1: the completion is about another key']);
  });
});

describe('values', () => {
  it('are outputs or inputs as the action wants them', () => {
    const text = events(
      ...['0 invoke add 1', '0 ok add 1', '0 invoke remove 1', '0 ok remove 1'],
      ...['0 invoke read', '0 ok read #{2 1}', '0 invoke enqueue :a', '0 ok enqueue :a'],
      ...['0 invoke dequeue', '0 ok dequeue nil', '0 invoke acquire', '0 ok acquire'],
    );
    expect(operationsIn(text).map(inBrief)).toEqual([
      '0 add 1 = ? ok 0..1',
      '0 remove 1 = ? ok 2..3',
      '0 read null = [1,2] ok 4..5',
      '0 enqueue "a" = ? ok 6..7',
      '0 dequeue null = null ok 8..9',
      '0 acquire null = null ok 10..11',
    ]);
  });

  it('of a counter are amounts and sums', () => {
    const text = events('0 invoke inc', '0 ok inc', '0 invoke add -2', '0 ok add -2');
    const read = events('0 invoke read', '0 ok read -1');
    expect(operationsIn(text + read).map(inBrief)).toEqual([
      '0 add 1 = ? ok 0..1',
      '0 add -2 = ? ok 2..3',
      '0 read null = -1 ok 4..5',
    ]);
    expect(readHistory([text + read])).toMatchObject({ history: { model: null } });
  });

  it('of a failed cas say nothing, unless it was answered', () => {
    const text = events(
      '0 invoke cas [1 2]',
      '0 fail cas [1 2]',
      '1 invoke cas [1 2]',
      '1 fail cas',
    );
    const answered = operationsIn(text, { failedCas: 'answered' });
    expect(operationsIn(text)[0]).toMatchObject({ outcome: 'fail', output: undefined });
    expect(answered[0]).toMatchObject({ outcome: 'ok', output: false, start: 0, end: 1 });
    expect(answered[1]).toMatchObject({ outcome: 'fail', output: undefined });
  });

  it('of nil read say nothing, with a warning, unless they are no value', () => {
    const text = events('0 invoke read', '0 ok read', '0 invoke get', '0 ok get');
    const warning =
      '0: 2 reads of nil say nothing here, unless nil is taken for no value (--nil-read absent)';
    expect(warningsIn(text)).toEqual([warning]);
    expect(operationsIn(text).map(inBrief)).toEqual([
      '0 read null = ? ok 0..1',
      '0 get null = ? ok 2..3',
    ]);
    expect(warningsIn(text, { nilRead: 'absent' })).toEqual([]);
    expect(operationsIn(text, { nilRead: 'absent' }).map(inBrief)).toEqual([
      '0 read null = null ok 0..1',
      '0 get null = "" ok 2..3',
    ]);
  });
});

describe('a history in EDN with mistakes', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'a completion without invocation',
      events('0 invoke read', '1 ok read 1', '0 ok read 1', '0 ok read 1'),
      [
        '2: process 1 completes an operation that it did not invoke',
        '4: process 0 completes an operation that it did not invoke',
      ],
    ],
    [
      'two open operations of a process',
      events('0 invoke read', '0 invoke write 1', '0 ok write 1'),
      ['2: 0 is still busy with operation 0'],
    ],
    [
      'a process that acts again after info',
      events(
        ...['0 invoke write 1', '0 info write 1', '0 invoke read', '0 ok read 1'],
        ...['0 invoke read', '0 ok read 1'],
      ),
      ['3: 0 acts again after an operation that ended info'],
    ],
    [
      'another f in the completion',
      events('0 invoke write 1', '0 ok read 1'),
      ['2: process 0 invoked write and completes "read"'],
    ],
    [
      'an unknown type',
      events('0 invoke read', '0 maybe read 1', '0 ok read 1'),
      ['2: the type is "maybe", not invoke, ok, fail or info'],
    ],
    [
      'missing parts',
      '{:type :invoke :f :read}\n{:process 0 :f :read}\n{:process 0 :type :invoke}\n',
      [
        '1: the event has no process, which says who acts',
        '2: the type is missing, not invoke, ok, fail or info',
        '3: the event has no f, which says what is done: read, write, …',
      ],
    ],
    [
      'an index that stands twice',
      '{:process 0 :type :invoke :f :read :index 1}\n{:process 1 :type :invoke :f :read :index 1}',
      ['2: a second operation is called 1'],
    ],
    [
      'a cas without two values',
      events('0 invoke cas 1', '0 ok cas 1', '0 done cas'),
      [
        '1: the value of a cas is not [old new]',
        '3: the type is "done", not invoke, ok, fail or info',
      ],
    ],
    [
      'something else than events',
      `7\n${events('0 invoke read')}[]\n`,
      [
        '1: this is no event: a map with type, f, value and process was expected',
        '3: this is no event: a map with type, f, value and process was expected',
      ],
    ],
    [
      'nothing but the nemesis',
      events(':nemesis info start'),
      ['0: there is no operation of a client in the file'],
    ],
    [
      'clients that are no numbers',
      events('app invoke read', ':nemesis invoke start', 'app info read', '0 invoke read'),
      ['1: the process is "app", not the whole number that a client is; others only tell info'],
    ],
    [
      'a line of many words, once',
      `some words of prose\n${events('0 invoke read')}`,
      ['1: this is no event: a map with type, f, value and process was expected'],
    ],
    ['an empty list', '[]', ['0: there is no operation of a client in the file']],
    ['an empty file', ' \n', ['0: the file is empty']],
    [
      'more behind the list',
      `[${events('0 invoke read')}]\n{}`,
      ['3: "{" stands where the end of the file should'],
    ],
  ])('%s', (_, text, problems) => {
    expect(problemsIn(text, { format: 'jepsen-edn' })).toEqual(problems);
  });

  it('is read on behind a line that is no EDN', () => {
    const text = `[${events('0 invoke read')} {:process 0, :type :ok,\n :f 1/2,\n :value 1}\n\n ,{:process 1}\n]`;
    expect(problemsIn(text)).toEqual([
      '3: "1/2" is no number that can be read: ratios cannot be held exactly',
      '6: the type is missing, not invoke, ok, fail or info',
    ]);
  });

  it.each([
    ['micro-operations', '{:process 0 :type :invoke :f :txn :value [[:r 1 nil]]}'],
    ['without f', '{:process 0 :type :invoke :value [[:append 1 2] [:r 1 nil]]}'],
  ])('is refused for its transactions, once (%s)', (_, invoke) => {
    const text = [invoke, invoke.replace(':invoke', ':ok'), invoke].join('\n');
    expect(problemsIn(text)).toEqual([
      '1: the operations are transactions, and those are not judged',
    ]);
  });
});
