/** Nanoseconds an event, in a process of its own: `with` the digest, or `without`, where it does nothing. */
import { scenario, simulate } from '../dist/index.js';
import { Digest } from '../dist/kernel/digest.js';
import { median, nanosecondsEach } from './measure.js';

if (process.argv[2] === 'without') {
  for (const part of ['number', 'text', 'value', 'record'])
    Digest.prototype[part] = () => undefined;
}

const described = scenario({
  name: 'five nodes, three clients',
  database: { kind: 'primary-replica', nodes: 5, acknowledge: 'any 2' },
  network: { latency: '1ms..5ms' },
  clients: [{ name: 'app', count: 3, keys: 10, think: '0ms', latency: '100us' }],
  duration: '10s',
});
const { events } = simulate(described);
const rounds = Array.from({ length: 8 }, () => nanosecondsEach(events, () => simulate(described)));
console.log(median(rounds.slice(2)));
