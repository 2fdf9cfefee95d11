/** The commands that take histories, as a process: JSON, streams, and files that nobody would wish for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyReportSchema } from '../../src/report/history/schema.js';
import { workplace, type Workplace } from '../support/program.js';

let place: Workplace;

beforeAll(() => {
  place = workplace();
  for (const [format, text] of Object.entries(files)) place.write(format, text);
});

afterAll(() => {
  place.remove();
});

/** By format: a small history that is linearizable. */
const files = {
  quorate: [
    '{"format":"quorate-history","version":1,"clock":"microseconds"}',
    '{"id":1,"type":"invoke","session":"a","key":"x","action":"append","input":"é → 1","at":0}',
    '{"id":1,"type":"ok","at":1.5}',
    '{"id":2,"type":"invoke","session":"b","key":"x","action":"read","at":2}',
    '{"id":2,"type":"ok","output":["é → 1"],"at":3}',
    '{"type":"end","operations":2}\n',
  ].join('\n'),
  'jepsen-edn': [
    '{:type :invoke, :f :write, :value 1, :process 0, :time 10}',
    '{:type :info, :f :write, :value 1, :process 0, :time 20}',
    '{:type :invoke, :f :read, :value nil, :process 1, :time 30}',
    '{:type :ok, :f :read, :value 1, :process 1, :time 40}\n',
  ].join('\n'),
  'jepsen-json':
    '[{"type":"invoke","f":"add","value":1,"process":0},{"type":"ok","f":"add","value":1,"process":0}]',
  'porcupine-kv': '{:process 0, :type :invoke, :f :put, :key "x", :value "a"}\n',
  'etcd-log': 'INFO  jepsen.util - 0\t:invoke\t:write\t3\nINFO  jepsen.util - 0\t:ok\t:write\t3\n',
} as const;

describe('check --json', () => {
  it.each(Object.keys(files))('prints what the schema says: %s', (format) => {
    const { stdout, stderr } = place.shell(`quorate check ${format} --json --level all --order`);
    const document: unknown = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(historyReportSchema.parse(document)).toEqual(document);
    expect(document).toMatchObject({ format, verdicts: { linearizable: 'valid' } });
  });

  it('prints what the schema says of a run that broke every promise', () => {
    const shell =
      'quorate trace 15-split-brain --format quorate | quorate check - --json --level all';
    const { stdout, exitCode } = place.shell(shell);
    const document: unknown = JSON.parse(stdout);
    const report = historyReportSchema.parse(document);
    expect(report).toEqual(document);
    expect(report.outcome).toBe('invalid');
    expect(report.findings.staleReads.count).toBeGreaterThan(0);
    const levels = Object.values(report.consistency);
    expect(levels).toHaveLength(8);
    for (const { violations } of levels) expect(violations.items.length).toBeLessThanOrEqual(100);
    expect(exitCode).toBe(1);
  });

  it('lists no more than it was asked for, and counts all', () => {
    const shell =
      'quorate trace 15-split-brain --format quorate | quorate check - --json --items 2';
    const report = historyReportSchema.parse(JSON.parse(place.shell(shell).stdout));
    expect(report.consistency['linearizable']?.violations).toMatchObject({ count: 10 });
    expect(report.consistency['linearizable']?.violations.items).toHaveLength(2);
    expect(report.findings.staleReads.items).toHaveLength(2);
  });
});

describe('check', () => {
  it('hears the same through a pipe that is slow as from a file', () => {
    const { stdout } = place.shell(
      '(head -c 40 quorate; sleep 0.3; tail -c +41 quorate) | quorate check -',
    );
    expect(stdout).toBe(
      place.shell('quorate check quorate').stdout.replace(/^quorate/u, 'standard input'),
    );
  });

  it('shows as many contradictions as it is asked for', () => {
    const shell = 'quorate trace 15-split-brain --format quorate | quorate check - --items 3';
    expect(place.shell(shell).stdout.match(/^ {2}Not linearizable: /gmu)).toHaveLength(3);
  });

  it('holds nothing but ASCII where the locale knows nothing else, but what the history says', () => {
    const { stdout } = place.shell('quorate check jepsen-edn --level all', { LC_ALL: 'C' });
    expect(stdout).toMatch(/^[\u0000-\u007f]+$/u);
    const { stderr } = place.shell('echo \'{"format":"quorate-history"\' | quorate check -', {
      LC_ALL: 'C',
    });
    expect(stderr).toMatch(/^[\u0000-\u007f]+$/u);
  });

  const hostile = {
    'nothing but spaces': '   \n\n',
    'a word': 'history',
    'half a header': '{"format":"quorate-his',
    'a header alone': '{"format":"quorate-history","version":1,"clock":"order"}\n',
    'another version': '{"format":"quorate-history","version":2,"clock":"order"}\n',
    'a completion without an invocation': '{:type :ok, :f :read, :value 1, :process 0}\n',
    'two open operations':
      '{:type :invoke, :f :read, :value nil, :process 0}\n{:type :invoke, :f :read, :value nil, :process 0}\n',
    'brackets without end': '['.repeat(100_000),
    'terminal commands': '{:type :invoke, :f :\u001b[31mread, :value nil, :process 0}\n',
    transactions: '{:type :invoke, :f :txn, :value [[:r 1 nil]], :process 0}\n',
    'actions that no model knows': '{:type :invoke, :f :jump, :value nil, :process 0}\n',
    'an add of a text to a counter': '{:type :invoke, :f :add, :value "x", :process 0}\n',
  };

  it.each(Object.entries(hostile))('refuses %s without a stack trace', (name, text) => {
    place.write('hostile', text);
    const model = name.endsWith('counter') ? ' --model counter' : '';
    for (const command of [`check hostile${model}`, 'convert hostile --to porcupine-kv']) {
      const { stdout, stderr, exitCode } = place.shell(`quorate ${command}`);
      expect(stderr).toMatch(/^hostile(?::\d+)?: error: /u);
      expect(stderr).not.toMatch(/node:|\bat .*\.js|\u001b/u);
      expect(stdout).toBe('');
      expect(exitCode).toBe(65);
    }
  });

  it('calls bytes that are no text a file that cannot be read', () => {
    place.write('bytes', new Uint8Array([123, 255, 254, 0]));
    const { stderr, exitCode } = place.shell('quorate check bytes');
    expect(stderr).toBe('bytes: error: not text in UTF-8\n');
    expect(exitCode).toBe(66);
  });
});
