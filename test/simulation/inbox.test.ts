/** What comes to a node that is busy or paused: it waits, in order, and timers that were cancelled meanwhile stay silent. */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/simulation/run.js';
import { ignored, probed, seenBy, timesOf } from '../support/probe.js';

describe('a pause', () => {
  const requests = { name: 'app', reads: 0, rate: '100/s', until: '600ms', timeout: '2s' };

  function inOrder(run: Run): void {
    const { operations, finalReads } = run.chronicle;
    const seen = seenBy(run, 'n1').filter((input) => input.startsWith('request'));
    expect(seen).toHaveLength(operations.length + finalReads.size);
    expect(seen.slice(0, operations.length)).toEqual(operations.map(({ id }) => `request ${id}`));
  }

  it.each(['0ms', '5ms', '25ms'])(
    'lets inputs in by the order in which they came, each taking %s',
    (service) => {
      inOrder(
        probed({
          hosts: { service },
          clients: [requests],
          faults: [{ at: '204ms', pause: 'n1', for: '96ms', every: '137ms', times: 2 }],
        }),
      );
    },
  );

  it('lets nothing overtake what had its turn, not even at one instant', () => {
    const run = probed({
      database: { tick: '10ms' },
      hosts: { service: '10ms' },
      clients: [{ name: 'app', operations: 1 }],
    });
    expect(seenBy(run, 'n1').slice(0, 2)).toEqual(['request 1', 'tick']);
  });

  it('leaves the work that came meanwhile to be done afterwards', () => {
    const { chronicle } = probed({
      hosts: { service: '5ms' },
      clients: [requests],
      faults: [{ at: '200ms', pause: 'n1', for: '100ms' }],
    });
    const done = chronicle.operations.map(({ completedAt }) => (completedAt ?? 0) / 1000);
    // Those of 200 to 290 ms wait; the one of 300 ms stands behind them.
    expect(done.slice(19, 33)).toEqual([
      195, 305, 310, 315, 320, 325, 330, 335, 340, 345, 350, 355, 360, 365,
    ]);
  });

  it('loses what waited when the node crashes in it', () => {
    const run = probed({
      clients: [{ ...requests, until: '100ms', timeout: '500ms' }],
      faults: [
        { at: '45ms', pause: 'n1', for: '20ms' },
        { at: '61ms', crash: 'n1', for: '14ms' },
        { at: '76ms', pause: 'n1', for: '1ms' },
      ],
    });
    const outcomes = run.chronicle.operations.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([
      ...Array.from({ length: 5 }, () => 'ok'),
      ...Array.from({ length: 3 }, () => 'info'),
      ...Array.from({ length: 2 }, () => 'ok'),
    ]);
  });
});

describe('timers', () => {
  it('that fired during a pause expire after it, once', () => {
    const run = probed({
      database: { alarm: '150ms' },
      clients: [{ name: 'app', operations: 1 }],
      faults: [{ at: '100ms', pause: 'n1', for: '200ms' }],
    });
    expect(timesOf(run, 'alarmed')[0]).toBe(300);
  });

  it('do not expire when what came before them sets them anew', () => {
    const run = probed({
      database: { alarm: '150ms' },
      clients: [{ name: 'app', rate: '10/s' }],
      faults: [{ at: '220ms', pause: 'n1', for: '260ms' }],
    });
    // Set at 200 ms, it fires at 350 ms, behind the request of 300 ms, which both find at 480 ms.
    expect(timesOf(run, 'alarmed').filter((at) => at < 1000)).toEqual([]);
    expect(ignored(run)).toContain('timer alarm: it was cancelled in the meantime');
  });

  it('do not expire either when they wait behind such an input on a busy node', () => {
    const run = probed({
      database: { alarm: '95ms' },
      hosts: { service: '90ms' },
      clients: [{ name: 'app', rate: '10/s', until: '500ms' }],
    });
    // Each request is through 90 ms after it came and sets the alarm, which fires during the next one.
    expect(timesOf(run, 'alarmed').filter((at) => at < 500)).toEqual([]);
    expect(ignored(run)).toContain('timer alarm: it was cancelled in the meantime');
  });

  it('die with the node', () => {
    const run = probed({
      database: { alarm: '150ms' },
      clients: [{ name: 'app', operations: 1 }],
      faults: [{ at: '100ms', crash: 'n1', for: '10ms' }],
    });
    expect(timesOf(run, 'alarmed').filter((at) => at < 1000)).toEqual([]);
  });
});
