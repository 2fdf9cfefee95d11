/** Scenarios around which the tests of quorate/testing draw, and a database that is none of the built-in ones. */
import { z } from 'zod';
import type { AnyFamily } from '../../src/databases/database.js';
import { families } from '../../src/databases/registry.js';
import { scenario } from '../../src/scenario/build.js';
import type { Scenario } from '../../src/scenario/scenario.js';

const shared = {
  network: { latency: '1ms..5ms' },
  clients: [{ name: 'app', count: 2, rate: '20/s' }],
  duration: '3s',
  expect: { lostWrites: 0 },
};

const failover = { detect: '500ms', poll: '100ms' };

/** A small cluster that answers before any replica has a write, and loses writes at failovers. */
export const lossy: Scenario = scenario({
  ...shared,
  name: 'A small cluster',
  database: { kind: 'primary-replica', nodes: 3, heartbeat: '100ms', failover },
});

/** Nothing goes wrong here that a crash could not mend. */
export const calm: Scenario = scenario({
  name: 'One node',
  database: { kind: 'single-node' },
  clients: [{ name: 'app', rate: '10/s' }],
  duration: '1s',
  expect: { staleReads: 0 },
});

/** Primary and replicas under another name, as a family of one's own. */
export const databases: readonly AnyFamily[] = families
  .filter(({ declaration }) => declaration.kind === 'primary-replica')
  .map((family) => {
    const { declaration } = family;
    const database = declaration.database.extend({ kind: z.literal('mine') });
    return { ...family, declaration: { ...declaration, kind: 'mine', database } };
  });

/** A cluster of it that keeps what a majority has, unless a bug is switched on. */
export function mine(bugs: readonly string[] = []): Scenario {
  const database = { kind: 'mine', nodes: 3, bugs, heartbeat: '100ms', acknowledge: 'majority' };
  return scenario(
    {
      ...shared,
      name: 'Of my own',
      database: { ...database, failover: { ...failover, fencing: 'epoch' } },
    },
    { declarations: databases.map(({ declaration }) => declaration) },
  );
}
