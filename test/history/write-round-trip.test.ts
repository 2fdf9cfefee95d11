/** What is written and read again is the same history, as far as the format can express it. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/checkers/consistency/judge.js';
import { misfits } from '../../src/checkers/consistency/misfits.js';
import type { FormatName, ReadingOptions } from '../../src/history/formats/format.js';
import { readHistory } from '../../src/history/formats/read-history.js';
import { formatNamed } from '../../src/history/formats/registry.js';
import type { History, ObservedOperation, Value } from '../../src/history/history.js';
import { observedHistory } from '../../src/history/observed.js';
import { scenario } from '../../src/scenario/build.js';
import { simulate } from '../../src/simulation/simulate.js';
import { orderedHistories, precedences, timedHistories } from './histories.js';

function roundTrip(format: FormatName, history: History, options: ReadingOptions = {}): History {
  const writing = formatNamed(format).write(history);
  if (writing.kind === 'refused') throw new Error(writing.reason);
  const reading = readHistory(writing.lines, options);
  if (reading.kind === 'problems') throw new Error(JSON.stringify(reading.problems));
  expect(reading.format).toBe(format);
  return reading.history;
}

/** What is left of an operation when names, places and times are forgotten. */
function said({ key, action, input, output, outcome }: ObservedOperation): object {
  return { key, action, input, output, outcome };
}

/** The operations that pass, numbered anew; the model is lost, as the names are. */
function selected(history: History, isKept: (one: ObservedOperation) => boolean): History {
  const operations = history.operations.filter(isKept).map((one, index) => ({ ...one, index }));
  return { operations, model: null };
}

function mapped(
  { operations, model }: History,
  change: (one: ObservedOperation) => Partial<ObservedOperation>,
): History {
  return { operations: operations.map((one) => ({ ...one, ...change(one) })), model };
}

/** Sessions may only be taken apart, and their numbers tell which belonged together. */
function expectSameSessions(before: History, after: History): void {
  const names = [...new Set(before.operations.map(({ session }) => session))];
  const numbers = after.operations.map(({ session }) => Number(session) % names.length);
  expect(numbers).toEqual(before.operations.map(({ session }) => names.indexOf(session)));
}

function expectSame(before: History, after: History): void {
  expect(after.operations.map(said)).toEqual(before.operations.map(said));
  expect(precedences(after)).toEqual(precedences(before));
  expectSameSessions(before, after);
}

const isAnsweredNo = ({ action, output }: ObservedOperation): boolean =>
  action === 'cas' && output === false;

describe('quorate', () => {
  property.prop([timedHistories])('keeps a history in virtual time whole', (history) => {
    expect(roundTrip('quorate', history)).toEqual(history);
  });

  property.prop([orderedHistories])('keeps a history of places whole', (history) => {
    const isTimed = history.operations.every(
      ({ start, end, invokedAt, completedAt }) =>
        start === invokedAt && (end === Infinity || end === completedAt),
    );
    fc.pre(!isTimed);
    expect(roundTrip('quorate', history)).toEqual(history);
  });
});

describe.each(['jepsen-edn', 'jepsen-json'] as const)('%s', (format) => {
  /** Without keys where there is but one; a cas that was answered no is one that failed. */
  const expressible = (history: History): History => {
    const isKeyed = new Set(history.operations.map(({ key }) => key)).size > 1;
    return mapped(history, (one) => ({
      key: isKeyed ? one.key : '',
      ...(isAnsweredNo(one) ? { outcome: 'fail', output: undefined } : {}),
    }));
  };

  property.prop([fc.oneof(timedHistories, orderedHistories)])(
    'keeps what was said, what came first, and the times',
    (history) => {
      fc.pre(history.operations.length > 0);
      const after = roundTrip(format, history, { nilRead: 'absent' });
      expectSame(expressible(history), after);
      const times = ({ invokedAt, completedAt }: ObservedOperation): object => ({
        invokedAt,
        completedAt,
      });
      expect(after.operations.map(times)).toEqual(history.operations.map(times));
    },
  );
});

describe.each(['quorate', 'jepsen-edn', 'jepsen-json'] as const)('%s', (format) => {
  test('keeps counters beside lists and registers, and knows them again', () => {
    const group = { count: 2, rate: '40/s' };
    const script = (['append', 'read'] as const).map((step) => ({ do: step, key: 'list' }));
    const { chronicle } = simulate(
      scenario({
        name: 'counters',
        database: { kind: 'single-node' },
        clients: [
          { ...group, name: 'app', workload: 'counter', keys: 2 },
          { ...group, name: 'others', keys: { choose: 'fresh' } },
          { name: 'lists', script, repeat: 5 },
        ],
        duration: '2s',
      }),
    );
    const before = observedHistory(chronicle);
    const after = roundTrip(format, before, format === 'quorate' ? {} : { nilRead: 'absent' });
    if (format === 'quorate') expect(after).toEqual(before);
    else expectSame(before, after);
    const adds = after.operations.filter(({ action }) => action === 'add');
    expect(adds.length).toBeGreaterThan(20);
    expect(new Set(adds.map(({ key, input }) => JSON.stringify([key, input])))).toEqual(
      new Set(['["k1",1]', '["k2",1]']),
    );
    const [judged] = judge(after, { levels: ['linearizable'] });
    expect(judged).toMatchObject({ verdict: 'valid', violations: [] });
    expect(misfits(after, null)).toEqual([]);
  });
});

describe('etcd-log', () => {
  property.prop([fc.oneof(timedHistories, orderedHistories)])(
    'keeps what was said and what came first on one key',
    (drawn) => {
      const history = mapped(drawn, () => ({ key: '' }));
      const told = selected(
        history,
        ({ action, outcome }) => action !== 'cas' || outcome !== 'fail',
      );
      fc.pre(told.operations.length > 0);
      expectSame(told, roundTrip('etcd-log', history));
    },
  );
});

describe('porcupine-kv', () => {
  property.prop([fc.oneof(timedHistories, orderedHistories)])(
    'keeps what was said and what came first, as texts',
    (drawn) => {
      const history = selected(drawn, ({ action }) => action !== 'cas');
      const told = selected(history, ({ action, outcome, output }) => {
        return outcome !== 'fail' && (action !== 'read' || output !== undefined);
      });
      fc.pre(told.operations.length > 0);
      const text = (value: Value | undefined): string =>
        typeof value === 'number' ? String(value) : '';
      const texts = mapped(told, ({ action, input, output }) => {
        if (action === 'read') return { action: 'get', output: text(output) };
        return { action: 'put', input: text(input) };
      });
      expectSame(texts, roundTrip('porcupine-kv', history));
    },
  );
});

describe('a run with deletes and conditions', () => {
  const changes = scenario({
    name: 'deletes and conditions',
    database: { kind: 'raft', nodes: 3 },
    clients: [
      { name: 'app', count: 3, keys: 2, rate: '60/s', deletes: 0.3, timeout: '400ms' },
      { name: 'cas', keys: 2, rate: '40/s', workload: 'compare-and-set', latency: '1ms..9ms' },
    ],
    duration: '4s',
    faults: [{ at: '1s', crash: 'leader', for: '1s' }],
  });
  const history = observedHistory(simulate(changes).chronicle);

  test('writes null and asks for cas', () => {
    const { operations } = history;
    expect(operations.some(({ action, input }) => action === 'write' && input === null)).toBe(true);
    const swaps = operations.filter(({ action }) => action === 'cas');
    expect(new Set(swaps.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'fail']));
    expect(swaps.every(({ input }) => Array.isArray(input) && input.length === 2)).toBe(true);
  });

  test('comes back whole in our own format', () => {
    expect(roundTrip('quorate', history)).toEqual(history);
  });

  test('comes back from Jepsen with the same operations in the same order', () => {
    for (const format of ['jepsen-edn', 'jepsen-json'] as const) {
      expectSame(history, roundTrip(format, history, { nilRead: 'absent' }));
    }
  });

  test('comes back from a key-value log without its conditions, where nothing is the empty text', () => {
    const plain = selected(history, ({ action }) => action !== 'cas');
    const after = roundTrip('porcupine-kv', plain).operations;
    expect(after.filter(({ action, input }) => action === 'put' && input === '')).toHaveLength(
      plain.operations.filter(
        ({ action, input, outcome }) => action === 'write' && input === null && outcome !== 'fail',
      ).length,
    );
  });
});

describe('a run', () => {
  const crash = scenario({
    name: 'a crash',
    database: { kind: 'primary-replica', nodes: 3, failover: { detect: '1s' } },
    clients: [
      { name: 'app', count: 3, keys: 2, rate: '30/s', reads: 0.5, timeout: '400ms' },
      { name: 'lists', keys: 2, rate: '10/s', workload: 'append' },
    ],
    duration: '4s',
    faults: [{ at: '1s', crash: 'primary', for: '1s' }],
  });
  const { chronicle } = simulate(crash);
  const history = observedHistory(chronicle);

  test('has outcomes of several kinds, so that there is something to lose', () => {
    const outcomes = new Set(history.operations.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(['info', 'ok']);
  });

  test('comes back whole in our own format', () => {
    expect(roundTrip('quorate', history)).toEqual(history);
  });

  test('comes back from Jepsen with the same operations in the same order', () => {
    for (const format of ['jepsen-edn', 'jepsen-json'] as const) {
      expectSame(history, roundTrip(format, history, { nilRead: 'absent' }));
    }
  });

  test('can be told as a key-value log', () => {
    const told = history.operations.filter(
      ({ action, output }) => action !== 'read' || output !== undefined,
    );
    expect(roundTrip('porcupine-kv', history).operations).toHaveLength(told.length);
  });
});
