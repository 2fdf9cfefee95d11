/** Retry policies: when each attempt reaches the node, what jitter spreads, and what a budget lets through. */
import { describe, expect, it } from 'vitest';
import { randomSource } from '../../src/kernel/random.js';
import { Retries } from '../../src/simulation/clients/retries.js';
import { RetryBudget } from '../../src/simulation/clients/retry-budget.js';
import type { RetrySpec } from '../../src/simulation/clients/schema.js';
import type { Run } from '../../src/simulation/run.js';
import { completed, located, problemsOf, unmarked } from '../scenario/marked.js';
import { eventsOf, probed, type ProbeInput } from '../support/probe.js';

type GroupInput = NonNullable<ProbeInput['clients']>[number];
type RetryInput = GroupInput['retry'];

/** A run of one group of clients that one node answers in this way. */
function runOf(answers: readonly string[], group: Partial<GroupInput>): Run {
  return probed({
    database: { answers },
    clients: [{ name: 'app', reads: 0, operations: 1, ...group }],
    settle: '5s',
  });
}

/** When the requests of a session reached the node, in microseconds. */
function requestsAt(run: Run, client = 'app.1'): readonly number[] {
  return eventsOf(run, 'request').flatMap(({ at, input }) =>
    input.kind === 'request' && input.client === client ? [at] : [],
  );
}

/** The waits between the attempts of one operation, in microseconds, when every answer refuses at once. */
function waits(retry: RetryInput, timeout = '60s'): readonly number[] {
  const instants = requestsAt(runOf(['refused'], { retry, timeout }));
  return instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
}

/** How often each operation was tried again. */
function retriesOf({ chronicle }: Run): readonly number[] {
  return chronicle.operations.map(({ attempts }) => attempts - 1);
}

function policy(more: Partial<RetrySpec> = {}): RetrySpec {
  return { times: 9, backoff: 10, factor: 1, jitter: 'none', unanswered: false, ...more };
}

/** Draws waits as one session does. */
function drawnWaits(spec: RetrySpec, session: string, count: number): readonly number[] {
  const stream = () => randomSource('1').stream(`retry/${session}`);
  const retries = new Retries({ ...spec, times: count }, null, stream);
  retries.begin();
  return Array.from({ length: count }, () => {
    const next = retries.next();
    return next.kind === 'after' ? next.wait : NaN;
  });
}

describe('a word for a policy', () => {
  const silent = { patience: '20ms', timeout: '500ms' } as const;
  const digestOf = (retry?: RetryInput): string => {
    const clients = [retry === undefined ? { name: 'app' } : { name: 'app', retry }];
    return probed({ clients }).scenario.digest;
  };

  it('none: what was refused is not tried again', () => {
    expect(waits('none')).toEqual([]);
    expect(digestOf('none')).toBe(digestOf());
  });

  it('once: one more attempt after 100 ms, also when nobody answered or nobody knows', () => {
    expect(waits('once')).toEqual([100_000]);
    expect(requestsAt(runOf(['silence'], { retry: 'once', ...silent }))).toEqual([0, 120_000]);
    expect(requestsAt(runOf(['unknown'], { retry: 'once' }))).toEqual([0, 100_000]);
    expect(digestOf('once')).toBe(digestOf({ times: 1, unanswered: true }));
    expect(digestOf('once')).not.toBe(digestOf('none'));
  });
});

describe('the wait before a retry', () => {
  it('stays the same without a factor', () => {
    expect(waits({ times: 3, backoff: '10ms' })).toEqual([10_000, 10_000, 10_000]);
  });

  it('grows by the factor, from the unrounded wait before', () => {
    expect(waits({ times: 4, backoff: '10ms', factor: 2 })).toEqual([
      ...[10_000, 20_000, 40_000, 80_000],
    ]);
    expect(waits({ times: 6, backoff: '10ms', factor: 1.5 })).toEqual([
      ...[10_000, 15_000, 22_500, 33_750, 50_625, 75_938],
    ]);
    // 3, 4.5, 6.75, 10.125, 15.1875: rounding on the way would give 5, 8, 12 and 18.
    expect(waits({ times: 5, backoff: '3us', factor: 1.5 })).toEqual([3, 5, 7, 10, 15]);
  });

  it('is no longer than the longest one', () => {
    const retry = { times: 5, backoff: '10ms', factor: 2, longest: '25ms' };
    expect(waits(retry)).toEqual([10_000, 20_000, 25_000, 25_000, 25_000]);
  });

  it('begins anew with every operation', () => {
    const retry = { times: 2, backoff: '10ms', factor: 3 };
    const run = runOf(['refused'], { operations: 2, retry, think: '5ms' });
    expect(requestsAt(run)).toEqual([0, 10_000, 40_000, 45_000, 55_000, 85_000]);
  });

  it('may be beyond all measure: then the operation times out first', () => {
    const run = runOf(['refused'], { retry: { times: 9, backoff: '10ms', factor: 1e308 } });
    expect(requestsAt(run)).toEqual([0, 10_000]);
    expect(run.chronicle.operations).toMatchObject([{ outcome: 'fail', completedAt: 1_000_000 }]);
  });

  it('stays nothing when it begins with nothing', () => {
    expect(waits({ times: 3, backoff: '0s', factor: 2 })).toEqual([0, 0, 0]);
  });
});

describe('jitter', () => {
  const ends: readonly (readonly [RetrySpec['jitter'], number, readonly number[]])[] = [
    ['none', 6, [6]],
    ['full', 6, [0, 1, 2, 3, 4, 5, 6]],
    ['equal', 6, [3, 4, 5, 6]],
    ['equal', 7, [4, 5, 6, 7]],
    ['full', 0, [0]],
  ];

  it.each(ends)('%s spreads a wait of %i us over %o', (jitter, backoff, reached) => {
    const drawn = drawnWaits(policy({ jitter, backoff }), 'app.1', 1000);
    expect([...new Set(drawn)].sort((one, other) => one - other)).toEqual(reached);
  });

  it('spreads the grown wait, and leaves how it grows', () => {
    const retry = { times: 12, backoff: '8ms', factor: 2, longest: '64ms' };
    const grown = waits(retry);
    expect(grown.slice(0, 5)).toEqual([8_000, 16_000, 32_000, 64_000, 64_000]);
    const equal = waits({ ...retry, jitter: 'equal' });
    expect(equal).toHaveLength(12);
    equal.forEach((wait, index) => {
      expect(wait).toBeLessThanOrEqual(grown[index] ?? 0);
      expect(wait).toBeGreaterThanOrEqual((grown[index] ?? 0) / 2);
    });
    const full = waits({ ...retry, jitter: 'full' });
    expect(full.every((wait, index) => wait <= (grown[index] ?? 0))).toBe(true);
    expect(full.some((wait, index) => wait < (grown[index] ?? 0) / 2)).toBe(true);
  });

  it('is another one for every session, and the same one in every run', () => {
    const group = { count: 3, operations: 3, retry: { times: 4, jitter: 'full' } } as const;
    const story = () => {
      const run = runOf(['refused'], { ...group, timeout: '60s' });
      return ['app.1', 'app.2', 'app.3'].map((client) => requestsAt(run, client).join(' '));
    };
    expect(new Set(story()).size).toBe(3);
    expect(story()).toEqual(story());
  });

  it('opens its stream with the first draw, and only then', () => {
    const opened: string[] = [];
    const attempt = (jitter: RetrySpec['jitter']) => {
      const retries = new Retries(policy({ jitter }), null, () => {
        opened.push(jitter);
        return randomSource('1').stream('retry/app.1');
      });
      retries.begin();
      return () => retries.next();
    };
    attempt('none')();
    const next = attempt('full');
    expect(opened).toEqual([]);
    next();
    next();
    expect(opened).toEqual(['full']);
  });
});

describe('a budget', () => {
  const retry = { times: 1, backoff: '1us' } as const;
  /** Places, from 1, of the operations that were tried again. */
  const triedAgain = (run: Run): readonly number[] =>
    retriesOf(run).flatMap((count, index) => (count > 0 ? [index + 1] : []));
  const first = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, index) => index + 1);

  it('of 10 % lets through ten retries at once, and then one for every ten operations', () => {
    const run = runOf(['refused'], { operations: 100, think: '1ms', retry });
    expect(triedAgain(run)).toEqual(first(100));
    const budgeted = { ...retry, budget: '10%' };
    const spared = runOf(['refused'], { operations: 100, think: '1ms', retry: budgeted });
    // The share of the first operation finds the bucket full; those of the next ten pay for the eleventh retry.
    expect(triedAgain(spared)).toEqual([...first(11), 21, 31, 41, 51, 61, 71, 81, 91]);
    expect(retriesOf(spared).reduce((sum, count) => sum + count)).toBe(19);
  });

  it.each([
    ['100%', 100],
    ['50%', 59],
    ['1%', 10],
  ])('of %s allows %i retries to 100 operations', (budget, allowed) => {
    const run = runOf(['refused'], { operations: 100, think: '1ms', retry: { ...retry, budget } });
    expect(triedAgain(run)).toHaveLength(allowed);
  });

  it('never grows beyond ten retries, however long the group is well', () => {
    const well = Array.from({ length: 80 }, () => 'ok');
    const group = { operations: 100, think: '1ms', retry: { ...retry, times: 9, budget: 1 } };
    // Of 9 retries each the second operation is left 2: the rest of the ten, and its own.
    expect(retriesOf(runOf([...well, 'refused'], group)).slice(80, 83)).toEqual([9, 2, 1]);
  });

  it('is that of the group: its sessions share it, other groups have their own', () => {
    const group = { reads: 0, count: 4, operations: 100, think: '1ms' } as const;
    const run = probed({
      database: { answers: ['refused'] },
      clients: [
        { name: 'app', ...group, retry: { ...retry, budget: '10%' } },
        { name: 'other', ...group, retry: { ...retry, budget: '10%' } },
        { name: 'free', ...group, retry },
      ],
    });
    const total = (name: string): number =>
      run.chronicle.operations
        .filter((operation) => operation.group === name)
        .reduce((sum, { attempts }) => sum + attempts - 1, 0);
    expect(['app', 'other', 'free'].map(total)).toEqual([19, 19, 100]);
  });

  it('that is spent ends an operation as one that is out of attempts, and a note says so', () => {
    const budgeted = { ...retry, times: 3, budget: '1%' };
    const run = runOf(['refused'], { operations: 5, think: '1ms', retry: budgeted });
    expect(retriesOf(run)).toEqual([3, 3, 3, 1, 0]);
    const endings = run.chronicle.operations.map(({ outcome, reason }) => `${outcome}: ${reason}`);
    expect(new Set(endings)).toEqual(new Set(['fail: n1 said refused']));
    expect(run.notes.get('retry budget spent')).toBe(2);
    const noted = (run.trace ?? []).filter(({ effects }) =>
      effects.some((effect) => effect.kind === 'note' && effect.text === 'retry budget spent'),
    );
    // The two operations that were cut short end in the very events with the notes.
    const cutShort = run.chronicle.operations.slice(3).map(({ completedIn }) => completedIn);
    expect(noted.map(({ number }) => number)).toEqual(cutShort);
  });

  it('that is spent leaves an operation without an answer to its timeout', () => {
    const run = runOf(['silence'], {
      count: 12,
      operations: 12,
      patience: '20ms',
      timeout: '100ms',
      retry: { times: 1, backoff: '10ms', unanswered: true, budget: '1%' },
    });
    expect(retriesOf(run)).toEqual([...Array.from({ length: 10 }, () => 1), 0, 0]);
    expect(run.chronicle.operations.every(({ completedAt }) => completedAt === 100_000)).toBe(true);
    expect(run.notes.get('retry budget spent')).toBe(2);
  });

  it('that is spent says no to the whole operation, even when others earn meanwhile', () => {
    const budget = new RetryBudget(1);
    const retries = new Retries(policy(), budget, () => randomSource('1').stream('none'));
    for (let spent = 0; spent < 10; spent += 1) expect(budget.spend()).toBe(true);
    retries.begin();
    expect([retries.next().kind, retries.next().kind]).toEqual(['after', 'budget spent']);
    budget.earn();
    expect(retries.next().kind).toBe('none left');
    retries.begin();
    expect(retries.next().kind).toBe('after');
  });
});

describe('a policy that cannot be', () => {
  const cases: readonly (readonly [retry: string, code: string, message: string])[] = [
    ['{ times: 1, factor: ¦-1 }', 'E205', 'expected at least 1, not -1'],
    ['{ times: 1, factor: ¦0.5 }', 'E206', 'expected at least 1, not 0.5'],
    ['{ times: 1, factor: ¦twice }', 'E203', 'expected a number, not "twice"'],
    ['{ times: ¦-1 }', 'E205', 'expected at least 0, not -1'],
    ['{ times: 1, budget: ¦150% }', 'E206', 'a share lies between 0% and 100%'],
    [
      '{ times: 1, budget: ¦0% }',
      'E206',
      'a budget must be above 0%: with retry: none nothing is tried again',
    ],
    [
      '{ times: 1, backoff: 2s, factor: 2, longest: ¦1s }',
      'E206',
      'the longest wait is shorter than the first one, 2s',
    ],
    [
      '{ times: 1, longest: ¦50ms }',
      'E206',
      'the longest wait is shorter than the first one, 100ms',
    ],
    ['{ times: 1, longest: ¦5 }', 'E204', '5 has no unit: expected a duration'],
    ['{ times: 1, jitter: ¦ful }', 'E207', 'expected "none", "full" or "equal", not "ful"'],
    ['{ times: 1, ¦bugdet: 5% }', 'E201', 'there is no key "bugdet" here'],
    ['¦onec', 'E207', 'expected "none", "once" or a mapping of keys to values, not "onec"'],
    ['¦3', 'E203', 'expected "none", "once" or a mapping of keys to values, not 3'],
  ];

  it.each(cases)('%s: %s, %s', (retry, code, message) => {
    const marked = `clients:\n  - { name: app, retry: ${retry} }`;
    const { text, places } = unmarked(completed(marked));
    const problems = problemsOf(text);
    expect(located(problems)).toEqual([`${code} ${places[0] ?? ''}`]);
    expect(problems[0]?.message).toBe(message);
  });

  it('lets the longest wait be the first one', () => {
    const text = completed('clients: [{ name: app, retry: { times: 1, longest: 100ms } }]');
    expect(problemsOf(text)).toEqual([]);
  });
});
