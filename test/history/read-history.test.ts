/** The door: which format a file is of, files in pieces, cut files, and files that mean harm. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNames, type FormatName } from '../../src/history/formats/format.js';
import { readHistory } from '../../src/history/formats/read-history.js';
import { formatOf, formats } from '../../src/history/formats/registry.js';
import { operationsIn, problemsIn } from './reading.js';

/** One small history with a mistake at its end, in every format. */
const samples: Readonly<Record<FormatName, string>> = {
  quorate: [
    '{"format":"quorate-history","version":1,"clock":"microseconds"}',
    '{"id":"1","type":"invoke","session":"a","key":"k","action":"write","input":"é\\n\\u00e9","at":1.5}',
    '{"id":"2","type":"invoke","session":"b","key":"k","action":"read","at":2}',
    '{"id":"1","type":"ok","at":-0.5e1}',
    '{"id":"2","type":"ok","output":[1,true,null,{"a":12345678901234567890}],"at":3}',
    '{"type":"end","operations":2}\n',
  ].join('\n'),
  'jepsen-edn': [
    '; a comment',
    '[{:type :invoke, :f :write, :value "a b\\n\\u00e9", :process 0, :time 1500, :index 0}',
    ' #_ {:a 1} {:type :info, :f :start, :process :nemesis, :value #{1 2}}',
    ' #op{:type :ok, :f :write, :value 1, :process 0, :time 2500, :index 1} ; done',
    ' {:type :ok, :f :write, :value 1/2}',
    ' {:type :invoke, :f :cas, :value [10 -2.5e3], :process 1}',
    ' {:type :ok, :f :cas, :process 2}]\n',
  ].join('\n'),
  'jepsen-json': [
    '[{"type":"invoke","f":"add","value":"\\u00e9\\\\","process":0,"time":1500,"index":0},',
    '{"type":"ok","f":"add","value":nul,"process":0},',
    '{"type":"invoke","f":"read","value":null,"process":1},',
    '{"type":"ok","f":"read","value":[1.5, {"a":true}],"process":1}',
    '{"type":"ok","f":"read"}]\n',
  ].join('\n'),
  'porcupine-kv': [
    '{:process 0, :type :invoke, :f :append, :key "k", :value "x 0 1 y"}',
    '{:process 0, :type :ok, :f :append, :key "k", :value "x 0 1 y"}',
    '{:process 1, :type :invoke, :f :get, :key "k", :value nil}',
    '{:process 1, :type :ok, :f :get, :key "l", :value "x 0 1 y"}\n',
  ].join('\n'),
  'etcd-log': [
    'INFO  jepsen.core - Starting',
    'INFO  jepsen.util - 0\t:invoke\t:cas\t[1 22]',
    'INFO  jepsen.util - 0\t:fail\t:cas\t[1 22]',
    'INFO  jepsen.util - 1\t:ok\t:read\tnil',
    'WARN  jepsen.core - Trouble\n',
  ].join('\n'),
};

describe('the format of a file', () => {
  it.each(formatNames)('shows in its beginning (%s)', (name) => {
    const text = samples[name];
    const recognising = formats.filter((format) => format.recognises(text));
    expect(recognising.map((format) => format.name)).toEqual([name]);
    expect(formatOf(`\uFEFF${text}`)?.name).toBe(name);
    const reading = readHistory([text]);
    expect(reading.format).toBe(name);
    expect(readHistory([`\uFEFF${text}`])).toEqual(reading);
  });

  it.each<[FormatName, string]>([
    ['jepsen-edn', '[]'],
    ['jepsen-edn', ' ( ; none\n )'],
    ['jepsen-edn', '{:f :append, :value 1, :type :invoke'],
    ['jepsen-edn', '#jepsen.history.Op{:index 0'],
    ['jepsen-edn', '[{:process 0,\n :key "not in the first line", :f :get}'],
    ['jepsen-json', '{"index": 0'],
    ['jepsen-json', '[\n  {\n    "type"'],
    ['porcupine-kv', '[{:f :get, :key 1, :process 0'],
    ['quorate', '{"id":1,"type":"invoke","session":"a","action":"read"}'],
    ['jepsen-json', '{"type":"ok","f":"read","value":{"session":1},"process":0}'],
    ['etcd-log', 'Started\nINFO  jepsen.util - 0\t:invoke'],
  ])('is %s when it begins with %j', (name, text) => {
    const recognising = formats.filter((format) => format.recognises(text));
    expect(recognising.map((format) => format.name)).toEqual([name]);
  });

  it.each(['', ' \n', 'name: a scenario', '<html>', '{"formatVersion":1}', '[1, 2]', '\u0000'])(
    'is none that begins with %j',
    (text) => {
      expect(formatOf(text)?.name).toBe(text.startsWith('{"') ? 'jepsen-json' : undefined);
    },
  );

  it('is told when it is unknown, without reading on', () => {
    let read = 0;
    function* endless(): Generator<string> {
      for (;;) {
        read += 1;
        yield 'text '.repeat(100);
      }
    }
    const reading = readHistory(endless());
    expect(reading).toMatchObject({ kind: 'problems', format: null });
    expect(reading.kind === 'problems' && reading.problems[0]?.message).toMatch(
      /^the file does not look like a history in any known format: quorate \(.*\), jepsen-edn/u,
    );
    expect(read).toBeLessThan(12);
  });

  it('may be said by whoever knows better', () => {
    expect(problemsIn(samples['jepsen-edn'], { format: 'quorate' })[0]).toMatch(/^1: /u);
    expect(
      operationsIn('{:type :invoke :f :get :process 0 :key "k"}', { format: 'jepsen-edn' }),
    ).toMatchObject([{ key: '' }]);
  });
});

/** The text cut at these shares of its length. */
function cut(text: string, shares: readonly number[]): readonly string[] {
  const places = shares.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b);
  return [...places, text.length].map((place, index) => text.slice(places[index - 1] ?? 0, place));
}

/** Anywhere: drawn doubles would nearly all be next to nothing. */
const share = fc.noBias(fc.nat({ max: 100_000 })).map((part) => part / 100_000);
const shares = fc.array(share, { maxLength: 6 });

/** An event of a write, with something of everything that a piece may end in. */
const events: Readonly<Record<FormatName, (id: number, type: 'invoke' | 'ok') => string>> = {
  quorate: (id, type) =>
    type === 'invoke'
      ? `{"id": ${id}, "type": "invoke", "session": "s", "action": "write", "input": [-1.5e3, true, "\\u00e9\\\\"], "at": ${id}}`
      : `{"id": ${id}, "type": "ok", "at": ${id}.25}`,
  'jepsen-edn': (id, type) =>
    `{:type :${type}, :f :write, #_ {:not [this]} :value [-1.5e3 true "\\u00e9\\\\" \\newline #{:b :a}], :process 0, :index ${id}${type === 'ok' ? '5' : '0'}} ; ]} nothing "`,
  'jepsen-json': (id, type) =>
    `{"type": "${type}", "f": "write", "value": [-1.5e3, true, null, "\\u00e9\\\\"], "process": 0, "time": ${id}}`,
  'porcupine-kv': (id, type) =>
    `{:process 0, :type :${type}, :f :append, :key "k${id}", :value "x \\"0\\" ${id} y"}`,
  'etcd-log': (id, type) => `INFO  jepsen.util - 10\t:${type}\t:write\t${id} \t:hint ${id}`,
};

/** What stands around the events. */
const frames: Readonly<Partial<Record<FormatName, readonly [string, string]>>> = {
  quorate: [
    '{"format":"quorate-history","version":1,"clock":"order"}\n',
    '\n{"type":"end","operations":2000}',
  ],
  'jepsen-edn': ['(', '\n)'],
  'jepsen-json': ['[', ']'],
};

/** So many events that they are read in several goes. */
function longFile(name: FormatName): string {
  const ids = Array.from({ length: 2_000 }, (_, index) => 1_000 + index);
  const lines = ids.flatMap((id) => [events[name](id, 'invoke'), events[name](id, 'ok')]);
  const [begin, end] = frames[name] ?? ['', ''];
  return `${begin}${lines.join(name === 'jepsen-json' ? ',\n' : '\n')}${end}\n`;
}

describe('a file in pieces', () => {
  test.prop([fc.constantFrom(...formatNames), shares, fc.boolean()])(
    'is the same wherever it was cut',
    (name, places, truncated) => {
      const options = { format: name, truncated };
      const text = samples[name];
      expect(readHistory(cut(text, places), options)).toEqual(readHistory([text], options));
    },
  );

  describe.each(formatNames)('that is long (%s)', (name) => {
    const whole = operationsIn(longFile(name));

    it('holds all its operations', () => {
      expect(whole).toHaveLength(2_000);
      expect(whole.every(({ outcome }) => outcome === 'ok')).toBe(true);
    });

    test.prop([shares], { numRuns: 30 })('is the same wherever it was cut', (places) => {
      const reading = readHistory(cut(longFile(name), places));
      expect(reading.kind === 'history' && reading.history.operations).toEqual(whole);
    });
  });

  test.prop([fc.constantFrom(...formatNames), share])(
    'is the same character by character, even when its end is missing',
    (name, place) => {
      const [text = ''] = cut(samples[name], [place]);
      const options = { format: name };
      expect(readHistory(text, options)).toEqual(readHistory([text], options));
    },
  );

  it('may be an event longer than many pieces', () => {
    const value = 'long '.repeat(100_000);
    const text = `{:type :invoke :f :write :process 0 :value "${value}"}`;
    expect(operationsIn(text)[0]?.input).toBe(value);
    expect(readHistory(cut(text, [0.1, 0.2, 0.3, 0.5, 0.8]))).toMatchObject({
      history: { operations: [{ input: value }] },
    });
  });
});

describe('a file that ends too early', () => {
  const event = (process: number) => `{:type :invoke, :f :read, :value nil, :process ${process}}`;
  const json = (process: number) => JSON.stringify({ type: 'invoke', f: 'read', process });

  it.each([
    [
      'inside its list',
      `[${event(0)}\n${event(1)}\n`,
      2,
      '1: the list that begins here is not closed',
    ],
    [
      'inside an event of its list',
      `[${event(0)}\n${event(1).slice(0, 20)}`,
      1,
      '2: the file ends inside the value that begins here',
    ],
    [
      'inside a word',
      `${event(0)}\n{:type :inv`,
      1,
      '2: the file ends inside the value that begins here',
    ],
    [
      'inside a text',
      `${event(0)}\n{:type "inv`,
      1,
      '2: the file ends inside the value that begins here',
    ],
    [
      'inside its array',
      `[${json(0)},\n${json(1)},\n`,
      2,
      '1: the list that begins here is not closed',
    ],
    [
      'inside an object',
      `[${json(0)},\n{"type":tru`,
      1,
      '2: the file ends inside the value that begins here',
    ],
  ])('%s is taken only when that is asked for', (_, text, operations, problem) => {
    expect(problemsIn(text)).toEqual([`${problem}: the file is truncated`]);
    const reading = readHistory([text], { truncated: true });
    expect(reading).toMatchObject({ kind: 'history' });
    expect(reading.kind === 'history' && reading.history.operations).toHaveLength(operations);
    expect(
      reading.kind === 'history' &&
        reading.warnings.map(({ line, message }) => `${line}: ${message}`),
    ).toEqual([`${problem}; what is complete counts`]);
  });

  it('cannot be told from a whole one where it ends between two events', () => {
    expect(operationsIn(`${event(0)}\n${event(1)}`)).toHaveLength(2);
  });

  it('is not taken for its other mistakes', () => {
    expect(problemsIn(`[${event(0)}\n{:type :ok}\n`, { truncated: true })).toEqual([
      '2: the event has no process, which says who acts',
    ]);
  });
});

describe('a file that means harm', () => {
  const inside = (value: string) => `{:type :invoke, :f :write, :process 0, :value ${value}}\n`;

  it.each([
    ['brackets', '['.repeat(1_000_000)],
    ['maps', '{:a'.repeat(300_000)],
    ['tags', '#a '.repeat(300_000)],
    ['discards', '#_'.repeat(500_000)],
    ['quotes', `"${'\\"'.repeat(500_000)}`],
    ['digits', '9'.repeat(1_000_000)],
    ['newlines', '\n'.repeat(1_000_000)],
    ['NUL', '\u0000'.repeat(1_000_000)],
    ['commas', `\n${','.repeat(1_000_000)}`],
    ['closing brackets', ')'.repeat(1_000_000)],
    ['lines without maps', ' x\n'.repeat(300_000)],
  ])('by endless %s has problems, in every format', (_, harm) => {
    for (const format of formatNames) {
      for (const text of [harm, inside(harm), samples[format] + harm]) {
        const reading = readHistory(cut(text, [0.3, 0.6]), { format });
        if (reading.kind === 'problems') expect(reading.problems.length).toBeLessThanOrEqual(100);
        else expect(format).toBe('etcd-log');
      }
    }
  });

  it('by a hundred thousand mistakes has the first hundred of them', () => {
    const problems = problemsIn(inside('1').replace(':invoke', ':ok').repeat(100_000));
    expect(problems).toHaveLength(100);
    expect(problems[99]).toBe('100: process 0 completes an operation that it did not invoke');
  });

  it('cannot smuggle in what objects inherit', () => {
    const text = inside('{:__proto__ {:polluted true}}');
    const input = operationsIn(text)[0]?.input as Readonly<Record<string, unknown>>;
    expect(Object.hasOwn(input, '__proto__')).toBe(true);
    expect(input['polluted']).toBeUndefined();
  });

  test.prop([fc.string({ unit: 'binary' }), fc.constantFrom(...formatNames)])(
    'by chance is read without an exception',
    (noise, format) => {
      for (const text of [noise, samples[format].slice(0, 100) + noise, inside(noise)]) {
        expect(['history', 'problems']).toContain(readHistory([text], { format }).kind);
      }
    },
  );
});
