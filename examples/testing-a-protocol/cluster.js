// @ts-check
/** Three nodes that run the protocol, what their clients do, and what they were promised. */
import { scenario } from 'quorate';
import { scenarios } from 'quorate/testing';
import { databases, writeAll } from './write-all.js';

/** @param {readonly string[]} bugs */
export function cluster(bugs = []) {
  return scenario(
    {
      name: 'Reads from every copy',
      database: { kind: 'write-all', nodes: 3, bugs },
      network: { latency: '1ms..5ms' },
      clients: [{ name: 'app', count: 3, keys: 3, rate: '50/s', reads: '50%' }],
      duration: '4s',
      expect: { staleReads: 0, lostWrites: 0, divergence: 0 },
    },
    { declarations: [writeAll.declaration] },
  );
}

/** The same with drawn faults, disks and clocks. @param {readonly string[]} bugs */
export function drawn(bugs = []) {
  return scenarios(cluster(bugs), { databases, vary: ['faults', 'hosts'] });
}

/** What the assertions need to know of the protocol, and the command line, too. */
export const own = { databases, modules: ['./write-all.js'] };
