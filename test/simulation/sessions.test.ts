/** How operations end: answers, refusals, silence, retries and patience, each exact to the microsecond. */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/history/operation.js';
import type { Run } from '../../src/simulation/run.js';
import { probed, seenBy, type ProbeInput } from '../support/probe.js';

type GroupInput = NonNullable<ProbeInput['clients']>[number];

/** One operation of one session, and what a single node answers to its requests. */
function once(answers: readonly string[], group: Partial<GroupInput> = {}, nodes = 1): Run {
  return probed({
    database: { nodes, answers },
    clients: [{ name: 'app', reads: 0, operations: 1, ...group }],
    settle: '5s',
  });
}

function onlyOperation({ chronicle }: Run): Operation {
  expect(chronicle.operations).toHaveLength(1);
  return chronicle.operations[0] as Operation;
}

/** How the only operation ended, after how long, with how many requests, and why. */
function ending(run: Run): readonly unknown[] {
  const { outcome, completedAt, invokedAt, attempts, reason } = onlyOperation(run);
  return [outcome, ((completedAt ?? NaN) - invokedAt) / 1000, attempts, reason];
}

/** What the driver heard, in order. */
function heard({ trace }: Run): readonly string[] {
  return (trace ?? []).flatMap(({ effects }) =>
    effects.flatMap((effect) =>
      effect.kind === 'note' && effect.text.startsWith('app.') ? [effect.text] : [],
    ),
  );
}

function completions({ trace }: Run): readonly number[] {
  return (trace ?? []).flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'complete' ? [effect.operation] : [])),
  );
}

describe('an operation', () => {
  it('ends ok when its driver says so', () => {
    expect(ending(once(['ok 30ms']))).toEqual(['ok', 30, 1, null]);
  });

  it('ends fail when it was surely refused', () => {
    expect(ending(once(['refused 30ms']))).toEqual(['fail', 30, 1, 'n1 said refused']);
  });

  it('ends info when somebody answers that nobody knows', () => {
    expect(ending(once(['unknown 30ms']))).toEqual(['info', 30, 1, 'n1 said unknown']);
  });

  it('ends info, never fail, when nobody answers in time', () => {
    const run = once(['silence'], { timeout: '70ms' });
    expect(ending(run)).toEqual(['info', 70, 1, 'no answer in time']);
    expect(onlyOperation(run).answeredBy).toBeNull();
  });

  it('ends info when one node refused it and another one never answered', () => {
    const run = probed({
      database: { nodes: 2, answers: ['refused'] },
      clients: [{ name: 'app', reads: 0, operations: 1, ask: 'every', from: '1ms' }],
      faults: [{ at: '0s', pause: 'n2', for: '2s' }],
    });
    expect(ending(run)).toEqual(['info', 0, 2, 'n1 said refused']);
  });

  it('ends info when a node agreed and not enough others did: what it agreed to may be seen', () => {
    const run = once(['ok'], { needs: 2, timeout: '70ms' });
    expect(ending(run)).toEqual(['info', 70, 1, 'no answer in time']);
  });

  it('ends info when a node agreed and then another one refused', () => {
    const run = probed({
      database: { nodes: 2, answers: ['refused', 'ok'] },
      clients: [
        { name: 'before', reads: 0, operations: 1 },
        { name: 'app', reads: 0, operations: 1, from: '1ms', ask: 'every', needs: 2 },
      ],
    });
    expect(heard(run)).toEqual(['app.1 hears ok from n1', 'app.1 hears refused from n2']);
    expect(run.chronicle.operations[1]).toMatchObject({ outcome: 'info', attempts: 2 });
  });

  it('names who answered it', () => {
    expect(onlyOperation(once(['ok'])).answeredBy).toBe('n1');
  });

  it('ends once, however often a node answers', () => {
    const run = probed({ database: { answers: ['twice'] }, clients: [{ name: 'app' }] });
    const ids = run.chronicle.operations.map(({ id }) => id);
    expect(completions(run).slice(0, ids.length)).toEqual(ids);
    expect(heard(run)).toHaveLength(ids.length);
  });

  it('is not counted twice when one node says the same twice', () => {
    const run = once(['twice'], { needs: 2, timeout: '70ms' });
    expect(ending(run)).toEqual(['info', 70, 1, 'no answer in time']);
  });
});

describe('after an operation ended info', () => {
  const { chronicle } = probed({
    database: { answers: ['ok', 'silence', 'refused', 'ok', 'unknown', 'ok'] },
    clients: [{ name: 'app', reads: 0, timeout: '50ms', operations: 6 }],
  });

  it('its session goes on under a new process, and only then', () => {
    const story = chronicle.operations.map(({ outcome, process }) => [outcome, process]);
    const [first = NaN] = chronicle.operations.map(({ process }) => process);
    expect(story.map(([outcome, process]) => [outcome, Number(process) - first])).toEqual([
      ...[
        ['ok', 0],
        ['info', 0],
      ],
      ...[
        ['fail', 1],
        ['ok', 1],
        ['info', 1],
      ],
      ...[['ok', 2]],
    ]);
    expect(new Set(chronicle.operations.map(({ client }) => client))).toEqual(new Set(['app.1']));
  });
});

describe('a late answer', () => {
  const run = probed({
    database: { answers: ['refused 100ms', 'ok 60ms', 'ok'] },
    clients: [{ name: 'app', reads: 0, timeout: '80ms', think: '10ms', operations: 2 }],
  });

  it('neither changes the operation it belongs to, nor ends the next one', () => {
    const story = run.chronicle.operations.map(({ outcome, invokedAt, completedAt }) => [
      outcome,
      invokedAt / 1000,
      (completedAt ?? NaN) / 1000,
    ]);
    expect(story).toEqual([
      ['info', 0, 80],
      ['ok', 90, 150],
    ]);
  });

  it('never reaches the driver', () => {
    expect(heard(run)).toEqual(['app.1 hears nothing from n1', 'app.1 hears ok from n1']);
  });
});

describe('retries', () => {
  it('follow a refusal after the backoff, so often', () => {
    const retry = { times: 2, backoff: '50ms' };
    expect(ending(once(['refused', 'refused 7ms', 'ok'], { retry }))).toEqual(['ok', 107, 3, null]);
    const reason = 'n1 said refused';
    expect(ending(once(['refused'], { retry }))).toEqual(['fail', 100, 3, reason]);
    expect(ending(once(['refused']))).toEqual(['fail', 0, 1, reason]);
    expect(ending(once(['refused'], { retry: { times: 0 } }))).toEqual(['fail', 0, 1, reason]);
  });

  it('are numbered for the node', () => {
    const run = once(['refused', 'refused', 'ok'], { retry: { times: 9, backoff: '1ms' } });
    const attempts = (run.trace ?? []).flatMap(({ input }) =>
      input.kind === 'request' && input.client === 'app.1' ? [input.attempt] : [],
    );
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('end with the operation: a refusal stays one when time runs out during the backoff', () => {
    const run = once(['refused'], { retry: { times: 99, backoff: '40ms' }, timeout: '100ms' });
    expect(ending(run)).toEqual(['fail', 100, 3, 'n1 said refused']);
  });

  it('do not follow silence, nor an answer that nobody knows', () => {
    const retry = { times: 5, backoff: '10ms' };
    const patience = '50ms';
    const silent = once(['silence'], { retry, patience, timeout: '200ms' });
    expect(ending(silent)).toEqual(['info', 200, 1, 'no answer in time']);
    expect(ending(once(['unknown'], { retry }))).toEqual(['info', 0, 1, 'n1 said unknown']);
  });

  it('do so when asked to, once patience has run out', () => {
    const retry = { times: 2, backoff: '10ms', unanswered: true };
    const patience = '50ms';
    const silent = once(['silence'], { retry, patience, timeout: '500ms' });
    expect(ending(silent)).toEqual(['info', 500, 3, 'no answer in time']);
    const answered = once(['silence', 'silence', 'ok 3ms'], { retry, patience, timeout: '500ms' });
    expect(ending(answered)).toEqual(['ok', 123, 3, null]);
    const unknown = once(['unknown', 'ok'], { retry });
    expect(ending(unknown)).toEqual(['ok', 10, 2, null]);
  });

  it('of what may have happened end info, even when the last one is refused', () => {
    const retry = { times: 1, backoff: '10ms', unanswered: true };
    const run = once(['silence', 'refused'], { retry, patience: '50ms' });
    expect(ending(run)).toEqual(['info', 60, 2, 'n1 said refused']);
  });

  it('are not disturbed by a late refusal of an attempt before', () => {
    const retry = { times: 1, backoff: '10ms', unanswered: true };
    const run = once(['refused 120ms', 'ok 80ms'], { retry, patience: '100ms' });
    expect(ending(run)).toEqual(['ok', 190, 2, null]);
    expect(heard(run)).toEqual([
      'app.1 hears nothing from n1',
      'app.1 hears refused from n1',
      'app.1 hears ok from n1',
    ]);
  });

  it('are put off by one refusal, not by each of several', () => {
    const retry = { times: 1, backoff: '50ms' };
    const run = probed({
      database: { nodes: 2, answers: ['refused', 'ok'] },
      hosts: { nodes: { n2: { service: '30ms' } } },
      clients: [{ name: 'app', reads: 0, operations: 1, ask: 'every', needs: 2, retry }],
    });
    // Refused at once and after 30 ms; asked again at 50 ms, and the slower node agrees at 80 ms.
    expect(ending(run)).toEqual(['ok', 80, 4, null]);
  });

  it('take the answer to an attempt before when it comes first', () => {
    const retry = { times: 1, backoff: '10ms', unanswered: true };
    const run = once(['ok 120ms', 'ok 80ms'], { retry, patience: '100ms' });
    expect(ending(run)).toEqual(['ok', 120, 2, null]);
  });
});

describe('patience', () => {
  it('lets the driver look elsewhere, once an attempt', () => {
    const retry = { times: 3, backoff: '10ms', unanswered: true };
    const run = probed({
      database: { nodes: 3 },
      clients: [{ name: 'app', reads: 0, operations: 2, ask: 'next', retry, patience: '50ms' }],
      faults: [{ at: '0s', crash: ['n1', 'n2'] }],
    });
    expect(heard(run)).toEqual([
      'app.1 hears nothing from n1',
      'app.1 hears nothing from n2',
      'app.1 hears ok from n3',
      'app.1 hears ok from n3',
    ]);
    const [first] = run.chronicle.operations;
    expect(first).toMatchObject({ outcome: 'ok', completedAt: 120_000, answeredBy: 'n3' });
  });

  it('is not asked for when every node has answered', () => {
    const run = once(['ok'], { needs: 2, patience: '50ms', timeout: '100ms' });
    expect(heard(run)).toEqual(['app.1 hears ok from n1']);
  });

  it('names the silent nodes only', () => {
    const run = probed({
      database: { nodes: 3 },
      clients: [{ name: 'app', reads: 0, operations: 1, ask: 'every', needs: 3, patience: '50ms' }],
      faults: [{ at: '0s', crash: ['n1', 'n3'] }],
    });
    expect(heard(run)[1]).toBe('app.1 hears nothing from n1 n3');
  });
});

describe('a duplicated request or reply', () => {
  const run = probed({
    database: { nodes: 1 },
    network: { zones: { here: ['n1'] } },
    clients: [{ name: 'app', zone: 'here', reads: 0, count: 3, rate: '100/s' }],
    faults: [{ at: '0s', duplicate: 1, on: { between: ['here', 'here'] } }],
  });

  it('does no harm: connections know copies', () => {
    const { operations, finalContents } = run.chronicle;
    expect(operations.every(({ outcome }) => outcome === 'ok')).toBe(true);
    const stored = [...(finalContents[0]?.versions?.values() ?? [])].flat();
    expect(stored).toHaveLength(operations.length);
    expect(seenBy(run, 'n1').filter((input) => input.startsWith('request'))).toHaveLength(
      operations.length + run.chronicle.finalReads.size,
    );
  });

  it('was really on the links', () => {
    const text = JSON.stringify(run.trace);
    expect(text).toContain('"disposition":"duplicated"');
  });
});

it('an operation that the end of the run cuts off has no outcome', () => {
  const { chronicle } = probed({
    database: { answers: ['silence'] },
    clients: [{ name: 'app', operations: 1, timeout: '1h' }],
    settle: '1s',
  });
  expect(chronicle.operations).toMatchObject([{ outcome: null, completedAt: null }]);
  expect(chronicle.settledAt).toBeNull();
});
