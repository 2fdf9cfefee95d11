/** What each format of histories looks like, to the letter, and what it refuses. */
import { describe, expect, it } from 'vitest';
import type { FaultOccurrence } from '../../src/history/chronicle.js';
import { observedHistory } from '../../src/history/observed.js';
import { chronicleOf } from '../support/chronicle.js';
import { historyOf, operation, reasonAgainst, register, written } from './histories.js';

const faults: readonly FaultOccurrence[] = [
  {
    fault: 'crash-n1',
    index: 0,
    kind: 'crash',
    summary: 'crash n1',
    beganAt: 35,
    beganIn: 1,
    endedAt: 100,
    nodes: ['n1'],
  },
];

describe('jepsen-edn', () => {
  it('has one map a line, times in nanoseconds, and a new process after an unknown outcome', () => {
    expect(written('jepsen-edn', register, { faults })).toEqual([
      '{:type :invoke, :f :write, :value 1, :process 0, :time 10000, :index 0}',
      '{:type :invoke, :f :read, :value nil, :process 1, :time 20000, :index 1}',
      '{:type :ok, :f :write, :value 1, :process 0, :time 30000, :index 2}',
      '{:type :ok, :f :read, :value nil, :process 1, :time 30000, :index 3}',
      '{:type :info, :f :crash, :value "crash n1 begins", :process :nemesis, :time 35000, :index 4}',
      '{:type :invoke, :f :write, :value 2, :process 0, :time 40000, :index 5}',
      '{:type :invoke, :f :cas, :value [1 3], :process 1, :time 50000, :index 6}',
      '{:type :fail, :f :cas, :value [1 3], :process 1, :time 60000, :index 7}',
      '{:type :info, :f :write, :value 2, :process 0, :time 90000, :index 8}',
      '{:type :info, :f :crash, :value "crash n1 ends", :process :nemesis, :time 100000, :index 9}',
      '{:type :invoke, :f :read, :value nil, :process 2, :time 100000, :index 10}',
      '{:type :invoke, :f :read, :value nil, :process 1, :time 100000, :index 11}',
      '{:type :ok, :f :read, :value 1, :process 2, :time 110000, :index 12}',
    ]);
  });

  it('puts an invocation before a completion at the same instant, so they stay concurrent', () => {
    const touching = historyOf(
      operation('a', ['write', '', 1], 10, 20),
      operation('b', ['read', '', null, 1], 20, 20),
    );
    const types = written('jepsen-edn', touching).map((line) =>
      /:type :(\w+).*:f :(\w+)/u.exec(line),
    );
    expect(types.map((match) => `${match?.[1]} ${match?.[2]}`)).toEqual([
      'invoke write',
      'invoke read',
      'ok write',
      'ok read',
    ]);
  });

  it('has pairs of key and value when there are several keys', () => {
    const keyed = historyOf(
      operation('a', ['append', 'k 1', 1], 1, 2),
      operation('a', ['cas', '12', [1, 2], true], 3, 4),
      operation('a', ['read', 'k 1', null, [1, 2]], 5, 6),
    );
    const values = written('jepsen-edn', keyed).map(
      (line) => /:value (.*), :process/u.exec(line)?.[1],
    );
    expect(values).toEqual([
      '["k 1" 1]',
      '["k 1" 1]',
      '[12 [1 2]]',
      '[12 [1 2]]',
      '["k 1" nil]',
      '["k 1" [1 2]]',
    ]);
  });

  it('writes texts, fractions and objects as EDN has them', () => {
    const odd = historyOf(
      operation('a', ['write', '', 'say "a\\b"\n'], 0.5, 1),
      operation('a', ['write', '', { b: true, 0: -1.5, 'two words': [] }], 2, 3),
    );
    const lines = written('jepsen-edn', odd);
    expect(lines[0]).toBe(
      '{:type :invoke, :f :write, :value "say \\"a\\\\b\\"\\n", :process 0, :time 500, :index 0}',
    );
    expect(lines[2]).toContain(':value {0 -1.5, :b true, "two words" []}');
  });

  it('has no times where the history has none', () => {
    const timeless = {
      ...register,
      operations: register.operations.map((one) => ({
        ...one,
        invokedAt: null,
        completedAt: null,
      })),
    };
    const lines = written('jepsen-edn', timeless);
    expect(lines.filter((line) => line.includes(':time'))).toEqual([]);
    expect(lines).toHaveLength(10);
  });

  it('refuses an action that is no keyword', () => {
    const strange = historyOf(operation('a', ['read it', '', null], 1, 2));
    expect(reasonAgainst('jepsen-edn', strange)).toBe(
      'an action is a keyword in EDN, and "read it" cannot be one',
    );
  });
});

describe('jepsen-json', () => {
  it('is an array with an object a line, and says the same as the EDN', () => {
    const lines = written('jepsen-json', register, { faults });
    expect(lines[0]).toBe(
      '[{"type":"invoke","f":"write","value":1,"process":0,"time":10000,"index":0},',
    );
    const events = JSON.parse(lines.join('\n')) as Record<string, unknown>[];
    expect(events).toHaveLength(13);
    expect(events[4]).toEqual({
      type: 'info',
      f: 'crash',
      value: 'crash n1 begins',
      process: 'nemesis',
      time: 35_000,
      index: 4,
    });
    expect(events.map(({ process }) => process)).toEqual(
      written('jepsen-edn', register, { faults }).map((line) => {
        const process = /:process :?(\w+)/u.exec(line)?.[1] ?? '';
        return process === 'nemesis' ? process : Number(process);
      }),
    );
  });

  it('is an empty array for an empty history', () => {
    expect(written('jepsen-json', historyOf())).toEqual(['[]']);
  });
});

describe('quorate', () => {
  it('has a header, an event a line and an end', () => {
    const source = { seed: '7', scenario: 'A failover', faults };
    expect(written('quorate', { ...register, model: 'cas-register' }, source)).toEqual([
      '{"format":"quorate-history","version":1,"model":"cas-register","seed":"7","scenario":"A failover","clock":"microseconds"}',
      '{"id":"o0","type":"invoke","session":"a","action":"write","input":1,"at":10}',
      '{"id":"o1","type":"invoke","session":"b","action":"read","at":20}',
      '{"id":"o0","type":"ok","at":30}',
      '{"id":"o1","type":"ok","output":null,"at":30}',
      '{"id":"o2","type":"invoke","session":"a","action":"write","input":2,"at":40}',
      '{"id":"o3","type":"invoke","session":"b","action":"cas","input":[1,3],"at":50}',
      '{"id":"o3","type":"ok","output":false,"at":60}',
      '{"id":"o2","type":"info","at":90}',
      '{"id":"o4","type":"invoke","session":"a","action":"read","at":100}',
      '{"id":"o5","type":"invoke","session":"b","action":"read","at":100}',
      '{"id":"o4","type":"ok","output":1,"at":110}',
      '{"type":"end","operations":6}',
    ]);
  });

  it('lets a session complete one operation before it begins the next, even at one instant', () => {
    const instant = historyOf(
      operation('a', ['read', 'x', null, 1], 5, 5),
      operation('a', ['read', 'y', null, 2], 5, 5),
    );
    const types = written('quorate', instant).map((line) => {
      const { id = '', type = '' } = JSON.parse(line) as { id?: string; type?: string };
      return `${id} ${type}`;
    });
    expect(types.slice(1, -1)).toEqual(['o0 invoke', 'o0 ok', 'o1 invoke', 'o1 ok']);
  });

  it('writes what the clients of a run saw', () => {
    const story = chronicleOf({ nodes: ['n1'] });
    const first = story.write('x', 1, 2);
    const run = story.read('x', 3, 4, [first]).final('x', [first]).chronicle();
    const lines = written('quorate', observedHistory(run));
    expect(lines.slice(1, -1)).toEqual([
      '{"id":"1","type":"invoke","session":"app.1","key":"x","action":"write","input":1,"at":1000}',
      '{"id":"1","type":"ok","at":2000}',
      '{"id":"2","type":"invoke","session":"app.1","key":"x","action":"read","at":3000}',
      '{"id":"2","type":"ok","output":1,"at":4000}',
      '{"id":"final read of x","type":"invoke","session":"final reader","key":"x","action":"read","at":1004000}',
      '{"id":"final read of x","type":"ok","output":1,"at":1004000}',
    ]);
  });

  it('refuses two operations of one name, and two of a session at once', () => {
    const twins = {
      ...register,
      operations: register.operations.map((one) => ({ ...one, name: 'o' })),
    };
    expect(reasonAgainst('quorate', twins)).toBe('two operations have the same name, "o"');
    const busy = historyOf(
      operation('a', ['write', '', 1], 1, 5),
      operation('a', ['write', '', 2], 4, 6),
    );
    expect(reasonAgainst('quorate', busy)).toBe(
      'session a has two operations under way at once, o0 and o1',
    );
  });
});
