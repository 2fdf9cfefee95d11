/** How messages travel: what they weigh, what they carry, and in which order they keep. */
import { describe, expect, test } from 'vitest';
import type { MessageDeclaration } from '../../../src/databases/database.js';
import { messages } from '../../../src/databases/primary-replica/messages.js';
import { primaryReplicaDeclaration } from '../../../src/databases/primary-replica/schema.js';
import { append, entry } from '../../support/primary-replica.js';

const begin = { epoch: 2, action: 'begin', key: '', write: 0, at: 0 } as const;

function sizeOf({ size }: MessageDeclaration, message: object): number | undefined {
  return size?.(message as never);
}

describe('a message of entries', () => {
  const message = append(0, [], { entries: [begin, entry(2, 7), entry(2, 8)] });
  const seed = { ...message, kind: 'seed', keys: 40 };

  test('weighs an envelope and each entry', () => {
    expect(sizeOf(messages.append, message)).toBe(60 + 3 * 100);
    expect(sizeOf(messages.append, append(0, []))).toBe(60);
  });

  test('with a copy of all data weighs as much as there are keys, however few entries are missing', () => {
    expect(sizeOf(messages.seed, seed)).toBe(60 + 40 * 100);
  });

  test('carries writes, but what begins an epoch is none', () => {
    expect(messages.append.writes?.(message as never)).toEqual([7, 8]);
    expect(messages.seed.writes?.(seed as never)).toEqual([7, 8]);
  });
});

test('whatever depends on the order of entries shares their channel', () => {
  const ordered = Object.entries(messages).filter(([, { channel }]) => channel === 'stream');
  expect(ordered.map(([kind]) => kind)).toEqual(['rewind', 'append', 'seed', 'keepalive']);
});

test('every message has a sentence', () => {
  expect(Object.keys(messages)).toEqual(Object.keys(primaryReplicaDeclaration.messages));
});
