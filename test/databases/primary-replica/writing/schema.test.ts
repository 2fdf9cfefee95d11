/** How people write what a write waits for, and what is not a way to write it. */
import { describe, expect, test } from 'vitest';
import {
  acknowledgeSchema,
  groupCommitSchema,
  lagGuardSchema,
  tooFewSchema,
} from '../../../../src/databases/primary-replica/writing/schema.js';

describe('acknowledge', () => {
  test.each([
    ['none', { kind: 'none' }],
    ['primary', { kind: 'primary' }],
    ['all', { kind: 'all' }],
    ['majority', { kind: 'majority' }],
    ['any 2', { kind: 'any', count: 2, of: null }],
    ['any 1 [n2, n3]', { kind: 'any', count: 1, of: ['n2', 'n3'] }],
    ['any 1[n2]', { kind: 'any', count: 1, of: ['n2'] }],
    ['first 2 [near, far]', { kind: 'first', count: 2, of: ['near', 'far'] }],
    [{ any: 2 }, { kind: 'any', count: 2, of: null }],
    [
      { any: 1, of: ['n2'] },
      { kind: 'any', count: 1, of: ['n2'] },
    ],
    [
      { first: 1, of: ['n3', 'n2'] },
      { kind: 'first', count: 1, of: ['n3', 'n2'] },
    ],
  ])('%j is understood', (written, meant) => {
    expect(acknowledgeSchema.parse(written)).toEqual(meant);
  });

  test.each([
    'any',
    'any 0',
    'any -1',
    'first 1',
    'any 1 []',
    'both',
    '',
    'all 2',
    { first: 1 },
    1,
  ])('%j is not', (written) => {
    expect(acknowledgeSchema.safeParse(written).success).toBe(false);
  });
});

describe('defaults', () => {
  test('a group waits 10 ms, and one replica must be close', () => {
    expect(groupCommitSchema.parse({ size: 5 })).toEqual({ size: 5, wait: 10_000 });
    expect(lagGuardSchema.parse({ limit: '1s' })).toEqual({ limit: 1_000_000, replicas: 1 });
  });

  test.each(['block', 'refuse', { degradeAfter: 10_000_000 }])('too few: %j', (meant) => {
    const written = typeof meant === 'string' ? meant : { degradeAfter: '10s' };
    expect(tooFewSchema.parse(written)).toEqual(meant);
  });
});
