/** Hybrid clocks: whatever stamp has reached a node, what it stamps next is later. */
import { describe, expect, it } from 'vitest';
import type { DiskRecord, Message } from '../../../src/databases/quorum/message.js';
import { digestOf } from '../../../src/databases/versions/cell.js';
import { contextOf } from '../../../src/databases/versions/context.js';
import { Bench, client, requestOf, sentIn, value } from '../../support/quorum.js';

const hybrid = {
  nodes: ['c', 'n1', 'n2', 'n3', 'n4'],
  members: { c: { role: 'coordinator' } },
  versions: 'hybrid-clock',
};
const ahead = 100_000_000;
const theirs = value(1, ahead);

/** What the node stamps its next write with. */
function stampOf(bench: Bench, told = {}): number | undefined {
  const [[, message] = []] = sentIn(bench.request(requestOf('write', 9, {}, told), client));
  return message?.kind === 'write' ? message.cell.versions[0]?.time : undefined;
}

describe('a stamp that is far ahead', () => {
  const copy = { ring: 1, ask: 4, key: 'k', cell: theirs, write: 1 } as const;
  const comings: readonly (readonly [string, string, Message])[] = [
    ['a write', 'n1', { kind: 'write', ...copy, hintFor: '' }],
    ['a write to be kept as a hint', 'n1', { kind: 'write', ...copy, hintFor: 'n3' }],
    ['a hint', 'n1', { kind: 'hand over', hint: 1, key: 'k', cell: theirs, write: 1 }],
    ['an answer to a read', 'c', { kind: 'value', ask: 4, cell: theirs, digest: digestOf(theirs) }],
    ['a comparison', 'n1', { kind: 'take', ask: 4, cells: [{ key: 'k', cell: theirs }] }],
  ];

  it.each(comings)('is heard with %s', (_, id, message) => {
    const bench = new Bench(id, hybrid);
    bench.receive(message, 'n2');
    expect(stampOf(bench)).toBe(ahead);
  });

  it('is heard of a client whose session has seen it', () => {
    const seen = contextOf('hybrid-clock', theirs);
    expect(stampOf(new Bench('c', hybrid), { seen })).toBe(ahead);
    const reader = new Bench('c', hybrid);
    reader.request(requestOf('read', 0, {}, { seen }), client);
    expect(stampOf(reader)).toBe(ahead);
  });

  it.each<DiskRecord>([
    { kind: 'cell', key: 'k', cell: theirs },
    { kind: 'hint', hint: 1, to: 'n3', key: 'k', cell: theirs, write: 1, keptAt: 0 },
    { kind: 'promised', key: 'k', ballot: { time: ahead, counter: 0, node: 'n2' } },
  ])('is there again after a crash: $kind', (record) => {
    const bench = new Bench('n1', hybrid, { log: [record], snapshots: [], wiped: false });
    expect(stampOf(bench)).toBe(ahead);
  });

  it('means nothing to a wall clock', () => {
    const bench = new Bench('c', { ...hybrid, versions: 'wall-clock' });
    bench.receive({ kind: 'value', ask: 4, cell: theirs, digest: digestOf(theirs) }, 'n2');
    expect(stampOf(bench, { seen: contextOf('wall-clock', theirs) })).toBe(0);
  });
});
