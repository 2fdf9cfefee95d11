/** The table in docs/families/raft.md: what settings keep, they keep under everything that a hunt draws. */
import { describe, expect, it } from 'vitest';
import { outcomeOfHunt } from '../../src/experiments/hunt/hunt.js';
import type { SpaceOptions } from '../../src/experiments/hunt/space.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { hunted } from '../support/hunting.js';

interface Row {
  readonly settings: string;
  readonly database?: object;
  readonly client?: object;
  readonly rest?: Partial<ScenarioInput>;
  readonly space?: SpaceOptions;
}

const election = { timeout: '300ms..600ms' };
const retry = { retry: { times: 3, unanswered: true }, patience: '200ms', workload: 'append' };

/** Two of three nodes are replaced, and then two of the new three, while faults are drawn. */
function changing(membership: string): Omit<Row, 'settings'> {
  const members = { n4: { role: 'none' }, n5: { role: 'none' } };
  const command = 'change';
  return {
    database: { nodes: 5, members, membership },
    rest: {
      faults: [
        { at: '2s', command, node: 'n3', add: ['n4', 'n5'], remove: ['n1', 'n2'] },
        { at: '4s', command, node: 'n4', add: ['n1', 'n2'], remove: ['n3', 'n4'] },
      ],
    },
    space: { keepOwn: true },
  };
}

/** Rows that say: kept. */
const kept: readonly (Row & { readonly draws: number })[] = [
  { settings: 'the defaults', draws: 100 },
  { settings: 'five nodes', database: { nodes: 5 }, draws: 50 },
  { settings: 'read: any', client: { read: 'any' }, draws: 50 },
  { settings: 'mode: log', client: { mode: 'log' }, draws: 50 },
  { settings: 'mode: lease', client: { mode: 'lease' }, draws: 100 },
  {
    settings: 'preVote: false, checkQuorum: false',
    database: { election: { ...election, preVote: false, checkQuorum: false } },
    draws: 50,
  },
  { settings: 'noOp: false', database: { noOp: false }, draws: 50 },
  { settings: 'snapshot', database: { snapshot: { every: 20, chunk: 2 } }, draws: 50 },
  { settings: 'membership: joint', ...changing('joint'), draws: 50 },
  { settings: 'membership: single', ...changing('single'), draws: 50 },
  { settings: 'retries with a key', client: { ...retry, idempotencyKey: true }, draws: 50 },
];

const slow = { timeout: '300ms..400ms' };
const impatient = { rate: '100/s', keys: 2, timeout: '50ms', mode: 'lease' };

/** And those that say otherwise: what is not met, within so many draws. */
const broken: readonly (Row & { readonly draws: number; readonly found: string })[] = [
  {
    settings: 'mode: stale',
    client: { read: 'any', mode: 'stale' },
    draws: 5,
    found: 'linearizable',
  },
  {
    settings: 'mode: lease, a clock beyond the bound',
    database: { election: slow },
    client: impatient,
    rest: { hosts: { nodes: { n1: { clock: { drift: '-60%' } } } } },
    space: { parts: ['faults', 'network', 'workload'] },
    draws: 500,
    found: 'linearizable',
  },
  {
    settings: 'mode: lease, checkQuorum: false',
    // Between two heartbeats a leader does not hear of another one, and who reads asks it for nothing else.
    database: {
      heartbeat: '150ms',
      election: { ...slow, preVote: false, checkQuorum: false },
    },
    rest: {
      clients: [
        { name: 'writers', count: 2, rate: '30/s', reads: 0, keys: 2, timeout: '100ms' },
        { name: 'readers', count: 2, rate: '50/s', reads: '100%', keys: 2, mode: 'lease' },
      ],
    },
    space: { parts: ['faults'], kinds: ['partition', 'isolate', 'lag', 'pause'] },
    draws: 500,
    found: 'linearizable',
  },
  { settings: 'retries without a key', client: retry, draws: 20, found: 'duplicateWrites' },
];

function cluster({ settings, database, client, rest }: Row): ScenarioInput {
  return {
    name: `Raft with ${settings}`,
    database: { kind: 'raft', nodes: 3, election, heartbeat: '50ms', ...database },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, rate: '50/s', ...client }],
    duration: '8s',
    expect: { lostWrites: 0, duplicateWrites: 0, linearizable: 'valid' },
    ...rest,
  } as ScenarioInput;
}

const roles = new Set(['leader', 'follower']);

describe('the table of what raft keeps', () => {
  it.each(kept)('$settings: kept in $draws draws', async (row) => {
    const hunt = await hunted(cluster(row), row.draws, { roles, ...row.space });
    expect([...hunt.found.keys()]).toEqual([]);
    expect(outcomeOfHunt(hunt)).toBe('nothing');
    expect([...hunt.exercised.values()].filter(({ struck }) => struck === 0)).toEqual([]);
  });

  it.each(broken)('$settings: not kept, as $draws draws show', async (row) => {
    const hunt = await hunted(cluster(row), row.draws, { roles, ...row.space });
    const names = [...hunt.found.values()].map(({ name }) => name);
    expect(names.filter((name) => name.includes(row.found))).toHaveLength(1);
    expect(names.filter((name) => name.includes('lostWrites'))).toEqual([]);
  });
});
