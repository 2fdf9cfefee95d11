/** Logs of Jepsen's test of etcd: events among other lines, answers to a failed cas, reads that timed out. */
import { expect, it } from 'vitest';
import { inBrief, operationsIn, problemsIn, warningsIn } from './reading.js';

/** Lines of the log, from `0 invoke read nil`; what begins with a capital is a line as it is. */
function log(...shorthand: readonly string[]): string {
  return shorthand
    .map((event) => {
      if (/^[A-Z]/u.test(event)) return `${event}\n`;
      const [process = '', type = '', f = '', ...value] = event.split(' ');
      return `INFO  jepsen.util - ${process}\t:${type}\t:${f}\t${value.join(' ')}\n`;
    })
    .join('');
}

const register = log(
  'INFO  jepsen.core - Setting up the database',
  '0 invoke read nil',
  '0 ok read nil',
  '1 invoke cas [1 2]',
  '2 invoke cas [2 3]',
  '1 fail cas [1 2]',
  '2 fail cas :timed-out',
  ':nemesis info start "Cut off {:n1 #{:n2}}, 1/2 way"',
  '0 invoke write 4',
  '3 invoke read nil',
  '3 fail read :timed-out',
  '0 info write :timed-out',
  '5 invoke cas [4 5]',
  '5 ok cas [4 5]',
  'INFO  jepsen.core - Everything is fine',
);

it('reads the events and passes over the other lines', () => {
  expect(operationsIn(register).map(inBrief)).toEqual([
    '0 read null = null ok 0..1',
    '1 cas [1,2] = false ok 2..4',
    '2 cas [2,3] = ? fail 3..5',
    '0 write 4 = ? info 6..Infinity',
    '3 read null = ? fail 7..8',
    '5 cas [4,5] = true ok 9..10',
  ]);
});

it('takes a failed cas and a read of nil for nothing when it is told to', () => {
  const options = { failedCas: 'never', nilRead: 'unknown' } as const;
  const [read, cas] = operationsIn(register, options);
  expect(read).toMatchObject({ outcome: 'ok', output: undefined });
  expect(cas).toMatchObject({ outcome: 'fail', output: undefined });
});

it('takes hints for revisions, and any space between the parts', () => {
  const text = [
    'INFO  jepsen.util - 6 \t:invoke :write \t79 \t:hint 0',
    'INFO  jepsen.util - 6 \t:ok :write \t79 \t:hint 1513\r',
    '',
  ].join('\n');
  expect(operationsIn(text)).toMatchObject([{ session: '6', input: 79, revision: 1_513 }]);
});

it('complains of a log without events', () => {
  expect(problemsIn(log('INFO  jepsen.core - Setting up'))).toEqual([
    '0: there is no operation of a client in the file',
  ]);
});

it('complains of events that it cannot read, and reads on', () => {
  const text = log('0 invoke write [1', '1 invoke write 1/2', '2 invoke read nil', '2 odd read 1');
  expect(problemsIn(text)).toEqual([
    '1: the line ends before its value does',
    '2: "1/2" is no number that can be read: ratios cannot be held exactly',
    '4: the type is "odd", not invoke, ok, fail or info',
  ]);
});

it('sees that the last line is cut, and warns where it cannot see it', () => {
  const whole = log('0 invoke read nil', '0 ok read nil', '0 invoke write 12');
  expect(warningsIn(whole)).toEqual([]);
  expect(warningsIn(whole.slice(0, -1))).toEqual([
    '3: the last line has no end: if it was cut, its value may be too',
  ]);
  for (const missing of [4, 10, 30, 36]) {
    const text = whole.slice(0, -missing);
    expect(problemsIn(text)).toEqual(['3: the file ends inside this line: the file is truncated']);
    expect(operationsIn(text, { truncated: true })).toHaveLength(1);
  }
});
