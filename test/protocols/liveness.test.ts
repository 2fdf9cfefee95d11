/** Whatever faults are drawn, once they are over writes succeed as the family promises; a database that hangs is found. */
import { describe, expect, it } from 'vitest';
import type { AnyFamily } from '../../src/databases/database.js';
import { raft } from '../../src/databases/raft/family.js';
import type { State } from '../../src/databases/raft/state.js';
import { outcomeOfHunt } from '../../src/experiments/hunt/hunt.js';
import { report } from '../../src/report/report.js';
import { scenario } from '../../src/scenario/build.js';
import type { ScenarioInput } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulation/simulate.js';
import { hunted } from '../support/hunting.js';

const election = { timeout: '150ms..300ms' };
const failover = { detect: '300ms', poll: '100ms', fencing: 'epoch' };
const bare = { ...election, preVote: false, checkQuorum: false };
const replicated = { kind: 'primary-replica', heartbeat: '100ms', failover };

const rows: readonly (readonly [string, object])[] = [
  ['raft', { nodes: 3, election }],
  ['raft with five nodes', { nodes: 5, election }],
  ['raft as in the paper', { nodes: 3, election: bare }],
  ['raft with snapshots', { nodes: 3, election, snapshot: { every: 20, chunk: 2 } }],
  ['primary-replica', { nodes: 3, ...replicated, acknowledge: 'majority' }],
  ['primary-replica with all', { nodes: 3, ...replicated, acknowledge: 'all' }],
];

function cluster(database: object): ScenarioInput {
  return {
    name: 'drawn',
    database: { kind: 'raft', heartbeat: '50ms', ...database },
    network: { latency: '1ms..5ms' },
    clients: [{ name: 'app', count: 3, rate: '50/s', timeout: '200ms', reads: 0 }],
    duration: '10s',
    expect: { live: 'valid' },
  } as unknown as ScenarioInput;
}

describe('liveness', () => {
  it.each(rows)('%s: writes succeed again', async (_name, database) => {
    const hunt = await hunted(cluster(database), 40, {
      ...{ parts: ['faults'], keepFaults: true },
    });
    expect([...hunt.found.keys()]).toEqual([]);
    expect(outcomeOfHunt(hunt)).toBe('nothing');
    expect(hunt.undecided).toBeLessThan(20);
  });
});

/** Raft whose second leader never takes a write: it waits for something that it holds itself. */
const hanging: AnyFamily = {
  ...raft,
  request(state: State, request, client, node) {
    if (state.currentTerm === 1) raft.request(state, request, client, node);
  },
};

function outcomeOf(family: AnyFamily, faults: NonNullable<ScenarioInput['faults']>) {
  const described = scenario({ ...cluster({ nodes: 3, election }), faults });
  return report(simulate(described, { databases: [family], seed: 1 }));
}

describe('a database that hangs after its first failover', () => {
  const crash = { at: '2s', crash: 'n1', for: '1s' } as const;

  it('is found', () => {
    const { verdicts, findings, outcome } = outcomeOf(hanging, [crash]);
    expect(verdicts['live']).toBe('invalid');
    expect(findings.stalls.items).toEqual([
      expect.objectContaining({ fromMs: 3000, toMs: 10_000 }),
    ]);
    expect(outcome).toBe('failed');
  });

  it('is not when it is mended; without a fault nobody knows', () => {
    expect(outcomeOf(raft, [crash]).verdicts['live']).toBe('valid');
    expect(outcomeOf(hanging, []).verdicts['live']).toBe('unknown');
  });
});
