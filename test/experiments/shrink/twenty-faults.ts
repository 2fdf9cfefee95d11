/** Scenarios with twenty random faults on an asynchronous primary/replica database. */
import { scenario } from '../../../src/scenario/build.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Another scenario for every number: crashes, partitions, lags and pauses, some of which overlap. */
export function twentyFaults(number: number): Scenario {
  const draw = draws(number);
  const faults = Array.from({ length: 20 }, () => {
    const when = { at: `${1000 + draw(25_000)}ms`, for: `${100 + draw(3000)}ms` };
    const node = nodes[draw(nodes.length)] ?? 'n1';
    switch (draw(4)) {
      case 0:
        return { ...when, crash: draw(2) === 0 ? 'primary' : node, inFlight: 'drop' as const };
      case 1:
        return { ...when, partition: [[node], nodes.filter((other) => other !== node)] };
      case 2:
        return { ...when, lag: `${10 + draw(500)}ms` };
      default:
        return { ...when, pause: draw(2) === 0 ? 'random' : node };
    }
  });
  const input: ScenarioInput = {
    name: 'Twenty faults',
    database: { kind: 'primary-replica', nodes: nodes.length, failover: { detect: '1s' } },
    network: { latency: '1ms..20ms' },
    clients: [
      { name: 'app', count: 5, rate: '40/s', keys: 20 },
      { name: 'readers', count: 3, rate: '10/s', reads: 1, read: 'any' },
      { name: 'batch', think: '200ms' },
    ],
    duration: '30s',
    faults,
    expect: { lostWrites: 0 },
  };
  return scenario(input);
}

/** Whole numbers below a bound, by the generator of Lehmer. */
function draws(number: number): (bound: number) => number {
  let state = number * 7919 + 17;
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
}
