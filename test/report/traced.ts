/** Runs in which much happens, with their traces: for the pictures that are drawn of them. */
import { scenario } from '../../src/scenario/build.js';
import type { Run, SimulateOptions } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { probed } from '../support/probe.js';

/** Busy nodes, copies, losses, held messages of nodes and clients, crashes, pauses, clocks, commands. */
export function eventful(options: SimulateOptions = {}): Run {
  return probed(
    {
      database: { nodes: 3, tick: '40ms', alarm: '30ms', answers: ['ok', 'refused', 'ok 15ms'] },
      network: { latency: '1ms..9ms', loss: '2%', duplicate: '5%', order: 'none' },
      hosts: { service: '1ms', disk: { flush: '2ms..20ms' } },
      clients: [
        { name: 'app', count: 2, keys: 4, rate: '60/s', ask: 'next', timeout: '60ms' },
        { name: 'quorum', keys: 4, ask: 'every', needs: 2, patience: '20ms', timeout: '50ms' },
      ],
      duration: '500ms',
      faults: [
        { at: '60ms', crash: ['n1', 'n2'], for: '50ms', inFlight: 'drop' },
        { at: '130ms', pause: ['n1', 'n3'], for: '40ms' },
        {
          at: '200ms',
          partition: [
            ['n1', 'clients'],
            ['n2', 'n3'],
          ],
          inFlight: 'hold',
          messages: 'hold',
          for: '30ms',
        },
        { at: '380ms', partition: ['clients', 'all'], messages: 'hold', for: '20ms' },
        { at: '260ms', partition: ['n1', ['n2', 'n3', 'app']], for: '20ms' },
        { at: '310ms', clock: 'n2', jump: '5ms', drift: '1000ppm', for: '50ms' },
        { at: '320ms', command: 'say', node: ['n1', 'n2', 'n3'], every: '100ms' },
        { when: { event: 'restarted', on: 'n1' }, crash: 'n3', for: '30ms' },
      ],
      settle: '1s',
    },
    options,
  );
}

/** A primary that crashes in front of its clients, and another one that is promoted. */
export function failover(options: SimulateOptions = { trace: true }): Run {
  const described = scenario({
    name: 'a failover',
    database: { kind: 'primary-replica', nodes: 3, failover: { detect: '1s' } },
    clients: [{ name: 'app', count: 2, keys: 2, rate: '10/s', timeout: '300ms' }],
    duration: '4s',
    faults: [{ at: '1s', crash: 'n1', for: '2s' }],
  });
  return simulate(described, options);
}
