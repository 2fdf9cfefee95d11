/** How messages travel: they declare what they hold, what they weigh, and what they carry. */
import { describe, expect, test } from 'vitest';
import type { MessageDeclaration } from '../../../src/databases/database.js';
import { raft } from '../../../src/databases/raft/family.js';
import { entryFields, messages } from '../../../src/databases/raft/messages.js';
import { raftDeclaration } from '../../../src/databases/raft/schema.js';
import { scenario } from '../../../src/scenario/build.js';
import { simulate } from '../../../src/simulation/simulate.js';
import { append, change, entry } from '../../support/raft.js';

const rough = scenario({
  name: 'all messages',
  database: {
    kind: 'raft',
    nodes: 5,
    members: { n4: { role: 'none' }, n5: { role: 'learner' } },
    snapshot: { every: 5, chunk: 1 },
  },
  network: { latency: '1ms..5ms' },
  clients: [
    { name: 'app', count: 2, rate: '50/s', keys: 5 },
    { name: 'near', rate: '20/s', read: 'any', idempotencyKey: true },
  ],
  duration: '20s',
  faults: [
    { at: '1s', crash: 'n3', for: '2s', disk: 'wiped' },
    { at: '5s', partition: [['leader'], ['follower']], for: '4s' },
    { at: '11s', command: 'transfer', node: 'n2' },
    { at: '12s', command: 'transfer', node: 'n3' },
    { at: '13s', command: 'change', node: 'n2', add: ['n4'], remove: ['n1'] },
  ],
});

/** Everything that was sent in the run, by kind. */
const sent = new Map<string, readonly object[]>();
for (const { effects } of simulate(rough, { trace: true }).trace ?? []) {
  for (const effect of effects) {
    if (effect.kind !== 'send') continue;
    const body = effect.body as { readonly kind: string };
    sent.set(body.kind, [...(sent.get(body.kind) ?? []), body]);
  }
}

/** The keys of all these records, in their order. */
function keysOf(records: readonly object[]): readonly string[] {
  return [...new Set(records.map((one) => Object.keys(one).join()))];
}

test('every message has a sentence, and is sent in some scenario', () => {
  expect(Object.keys(messages)).toEqual(Object.keys(raftDeclaration.messages));
  expect([...sent.keys()].toSorted()).toEqual(Object.keys(raft.messages).toSorted());
});

test.each(Object.entries<MessageDeclaration>(messages))(
  '%s declares all its fields, in their order',
  (kind, { fields, lists = {} }) => {
    const bodies = sent.get(kind) ?? [];
    expect(keysOf(bodies)).toEqual([['kind', ...fields].join()]);
    const listed = bodies
      .flatMap((one) => Object.entries(one))
      .filter(([, one]) => Array.isArray(one));
    for (const [name, records] of listed as [string, readonly object[]][]) {
      const declared = lists[name] ?? [];
      // The kind says nothing: it is the same for all entries.
      const all = name === 'entries' ? ['kind', ...declared] : declared;
      if (records.length > 0) expect(keysOf(records)).toEqual([all.join()]);
    }
    expect(Object.keys(lists).every((name) => fields.includes(name))).toBe(true);
  },
);

test('entries have the same fields on disks, and a kind', () => {
  expect(Object.keys(entry(1, 2))).toEqual(['kind', ...entryFields]);
});

describe('a message of entries', () => {
  const message = append(3, [0, 0], [entry(3, 0), entry(3, 7), change(3, 'n1 n2'), entry(3, 8)]);

  test('weighs an envelope and each entry', () => {
    expect(messages['append entries'].size?.(message as never)).toBe(60 + 4 * 100);
  });

  test('carries writes, but no-ops and members are none', () => {
    expect(messages['append entries'].writes?.(message as never)).toEqual([7, 8]);
  });
});

test('a chunk of a snapshot weighs its keys, and carries their writes', () => {
  const held = [
    { key: 'a', versions: [1, 2] },
    { key: 'b', versions: [3] },
  ];
  const chunk = { kind: 'install snapshot', held };
  expect(messages['install snapshot'].size?.(chunk as never)).toBe(60 + 2 * 100);
  expect(messages['install snapshot'].writes?.(chunk as never)).toEqual([1, 2, 3]);
});

test('what depends on the order of the log shares a channel', () => {
  const ordered = Object.entries<MessageDeclaration>(messages).filter(
    ([, { channel }]) => channel === 'log',
  );
  expect(ordered.map(([kind]) => kind)).toEqual(['append entries', 'install snapshot']);
});
