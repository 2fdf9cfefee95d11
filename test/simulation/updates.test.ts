/**
 * Updates: a read and, when it went well, a write computed from it; two operations that count as
 * one.
 */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/history/operation.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';
import { probed } from '../support/probe.js';

type GroupInput = Partial<ScenarioInput['clients'][number]>;

/**
 * A run of one group of clients, on one node whose writes take 1 ms and whose reads take no time.
 */
function operationsOf(group: GroupInput, duration = '1s'): readonly Operation[] {
  const described = scenario({
    name: 'updates',
    database: { kind: 'single-node' },
    hosts: { disk: { flush: '1ms' } },
    clients: [{ name: 'app', workload: 'update', reads: 0, keys: 1, ...group }],
    duration,
  });
  return simulate(described).chronicle.operations;
}

function told(operations: readonly Operation[]) {
  return operations.map(({ kind, key, basis, invokedAt }) => [kind, key, basis, invokedAt]);
}

describe('an update', () => {
  it('reads, and writes what it computed a microsecond later', () => {
    expect(told(operationsOf({ think: '5ms', operations: 2 }))).toEqual([
      ['read', 'k1', null, 0],
      ['write', 'k1', [], 1],
      ['read', 'k1', null, 6001],
      ['write', 'k1', [1], 6002],
    ]);
  });

  it('is a step of a script', () => {
    const script: GroupInput['script'] = [
      { do: 'append', key: 'a' },
      { wait: '3ms' },
      { do: 'update', key: '$last' },
      { do: 'read', key: 'b' },
    ];
    expect(told(operationsOf({ script, repeat: 1 }))).toEqual([
      ['append', 'a', null, 0],
      ['read', 'a', null, 4000],
      ['write', 'a', [1], 4001],
      ['read', 'b', null, 5002],
    ]);
  });

  it('is one arrival of an open loop', () => {
    const operations = operationsOf({ rate: '100/s' });
    const reads = operations.filter(({ kind }) => kind === 'read');
    expect(reads.map(({ invokedAt }) => invokedAt)).toEqual(
      Array.from({ length: 100 }, (_, index) => index * 10_000),
    );
    const writes = operations.filter(({ kind }) => kind === 'write');
    expect(writes.map(({ basis }) => basis)).toEqual(
      writes.map(({ write }) => (write === 1 ? [] : [write - 1])),
    );
    expect(new Set(operations.map(({ client }) => client)).size).toBe(1);
  });

  it('keeps its session busy to its end', () => {
    const operations = operationsOf({ rate: '2000/s', operations: 20 });
    for (const client of new Set(operations.map((one) => one.client))) {
      const own = operations.filter((one) => one.client === client).map(({ kind }) => kind);
      expect(own).toEqual(own.map((_, index) => (index % 2 === 0 ? 'read' : 'write')));
    }
    expect(operations).toHaveLength(40);
  });

  it('ends with its read when that fails, or when nobody knows', () => {
    const { chronicle } = probed({
      database: { answers: ['refused', 'silence', 'ok'] },
      clients: [{ name: 'app', workload: 'update', reads: 0, timeout: '50ms', operations: 4 }],
    });
    const steps = chronicle.operations.map(({ kind, outcome }) => `${kind} ${outcome}`);
    expect(steps).toEqual([
      'read fail',
      'read info',
      ...['read ok', 'write ok'],
      ...['read ok', 'write ok'],
    ]);
  });

  it('writes nothing any more once the group has stopped', () => {
    const { chronicle } = probed({
      database: { answers: ['ok 60ms'] },
      clients: [{ name: 'app', workload: 'update', reads: 0, until: '100ms' }],
    });
    expect(chronicle.operations.map(({ kind }) => kind)).toEqual(['read', 'write']);
    const late = probed({
      database: { answers: ['ok 100ms'] },
      clients: [{ name: 'app', workload: 'update', reads: 0, until: '100ms' }],
    });
    expect(late.chronicle.operations.map(({ kind }) => kind)).toEqual(['read']);
  });

  it('leaves its share to reads, which are followed by nothing', () => {
    const operations = operationsOf({ reads: '50%', think: '1ms' }, '10s');
    const writes = operations.filter(({ kind }) => kind === 'write').length;
    const plain = operations.length - 2 * writes;
    expect(Math.abs(plain / (plain + writes) - 0.5)).toBeLessThan(0.05);
  });
});
