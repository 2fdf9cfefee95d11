/** Planted faults: which of them a finding needs is known beforehand. */
import { describe, expect, it } from 'vitest';
import type { Counterfactuals } from '../../src/experiments/counterfactual.js';
import { counterfactualsOf, deadlyCrash, runOfInput } from '../support/planted-faults.js';

const noise = { id: 'noise', at: '1s', pause: 'n3', for: '500ms' } as const;

function necessity({ faults }: Counterfactuals) {
  return faults.map(({ fault, necessary }) => [fault, necessary]);
}

describe('which faults a finding needed', () => {
  it('is the one that matters, among those that do not and one that never strikes', () => {
    const run = runOfInput({
      faults: [
        noise,
        { id: 'crash', ...deadlyCrash },
        { id: 'lag', at: '6s', lag: '5ms', for: '1s' },
        { id: 'never', when: 'rolled back', crash: 'n2' },
      ],
    });
    const found = counterfactualsOf(run, 'lostWrites');
    expect(necessity(found)).toEqual([
      ['noise', false],
      ['crash', true],
      ['lag', false],
      ['never', false],
    ]);
    expect(found.faults.map(({ struck }) => struck)).toEqual([1, 1, 1, 0]);
    expect(found.faults.map(({ withoutIt }) => withoutIt?.count)).toEqual([10, 0, 10, 10]);
    expect(found.faults[1]?.withoutIt).toEqual({
      found: false,
      obstacle: null,
      count: 0,
      basis: 'itself',
      outcome: 'ok',
    });
    expect(found.withoutAny).toBeNull();
    expect(found.together).toBeNull();
  });

  it('is none of two that stand in for each other, but both together', () => {
    const run = runOfInput({
      faults: [
        noise,
        { id: 'crash', ...deadlyCrash },
        { id: 'isolate', at: '5.05s', isolate: 'n1', inFlight: 'drop' },
      ],
    });
    const found = counterfactualsOf(run, 'lostWrites');
    expect(necessity(found)).toEqual([
      ['noise', false],
      ['crash', false],
      ['isolate', false],
    ]);
    expect(found.withoutAny?.found).toBe(false);
    expect(found.together).toEqual(['crash', 'isolate']);
  });

  it('is none at all when it happens without any', () => {
    const run = runOfInput({
      clients: [{ name: 'app', keys: 2, reads: '50%', rate: '10/s', read: 'any' }],
      faults: [noise],
    });
    const found = counterfactualsOf(run, 'staleReads');
    expect(necessity(found)).toEqual([['noise', false]]);
    expect(found.withoutAny?.found).toBe(true);
    expect(found.together).toBeNull();
  });

  it('costs no run where no fault struck', () => {
    const run = runOfInput({
      clients: [{ name: 'app', keys: 2, reads: '50%', rate: '10/s', read: 'any' }],
      faults: [{ id: 'never', when: 'rolled back', crash: 'n2' }],
    });
    const found = counterfactualsOf(run, 'staleReads');
    expect(found.runs).toBe(found.prevention.length);
    expect(found.withoutAny).toEqual(found.faults[0]?.withoutIt);
    expect(found.withoutAny?.count).toBe(found.count);
  });

  it('is found among twenty within the default number of re-runs', () => {
    const many = Array.from({ length: 18 }, (_, index) => {
      return { id: `lag-${index}`, at: `${1 + index / 2}s`, lag: '1ms', for: '100ms' };
    });
    const faults = [...many, { id: 'one', ...deadlyCrash }, { id: 'other', ...deadlyCrash }];
    const found = counterfactualsOf(runOfInput({ faults }), 'lostWrites');
    expect(found.together).toEqual(['one', 'other']);
    expect(found.runs).toBeLessThanOrEqual(40);
    expect(found.untried).toEqual({ faults: [], together: false, settings: [] });
  });
});

describe('the limit of re-runs', () => {
  it('is kept, and what was not tried is named', () => {
    const faults = [{ id: 'one', ...deadlyCrash }, noise, { id: 'other', ...deadlyCrash }];
    const found = counterfactualsOf(runOfInput({ faults }), 'lostWrites', { reruns: 4 });
    expect(found.runs).toBe(4);
    expect(necessity(found)).toEqual([
      ['one', false],
      ['noise', false],
      ['other', 'unknown'],
    ]);
    expect(found.untried).toEqual({
      faults: ['other'],
      together: true,
      settings: [
        'database.acknowledge: all',
        'database.failover.lagLimit: 0',
        'database.failover.fencing: epoch',
        'database.failover.fencing: lease',
        'database.failover: none',
      ],
    });
  });

  it('does not count what is known already', () => {
    const run = runOfInput({ faults: [{ id: 'crash', ...deadlyCrash }] });
    const found = counterfactualsOf(run, 'lostWrites');
    expect(found.runs).toBe(1 + found.prevention.length);
  });
});

describe('what would have prevented a finding', () => {
  it('is undecided, not prevented, where no node can serve the final read', () => {
    const run = runOfInput({ faults: [{ id: 'crash', ...deadlyCrash }] });
    const { prevention } = counterfactualsOf(run, 'lostWrites');
    const waiting = prevention.find(
      ({ path, to }) => path === 'database.failover' && to === 'none',
    );
    expect(waiting?.prevents).toBe('unknown');
    expect(waiting?.withIt.count).toBe(0);
  });

  it('is the bug that was switched on, whatever the family declares', () => {
    const run = runOfInput({
      database: {
        kind: 'primary-replica',
        nodes: ['n1', 'n2'],
        acknowledge: 'primary',
        bugs: ['acknowledge before the flush'],
      },
      hosts: { disk: { flush: '100ms' } },
      faults: [{ at: '5.05s', crash: ['n1', 'n2'], for: '100ms' }],
    });
    const [first] = counterfactualsOf(run, 'lostWrites').prevention;
    expect(first).toMatchObject({
      path: 'database.bugs',
      from: '[acknowledge before the flush]',
      to: '[]',
      says: 'without the bug “acknowledge before the flush”',
      prevents: true,
    });
  });

  it('is the same at every time of asking', () => {
    const run = runOfInput({ faults: [{ id: 'crash', ...deadlyCrash }, noise] });
    expect(counterfactualsOf(run, 'lostWrites')).toEqual(counterfactualsOf(run, 'lostWrites'));
  });
});
