/**
 * Leaderless quorums: five nodes, three replicas of each key, quorums of two; with each way of telling versions apart, and with
 * what a read may do besides. Operations are those that clients were told of.
 */
import { scenario, simulate } from '../dist/index.js';
import { nanosecondsEach, printTable, printTitle, takeTurns } from './measure.js';

/** A millisecond between nodes, disks that take a tenth of one, clients that do not think. */
function cluster(duration, database = {}, client = {}) {
  return scenario({
    name: 'five nodes',
    database: { kind: 'quorum', nodes: 5, ...database },
    network: { latency: '1ms' },
    hosts: { disk: { flush: '0.1ms' } },
    clients: [{ name: 'app', count: 10, keys: 1000, think: '0s', ...client }],
    duration,
  });
}

/** @param {{ short: boolean }} options */
export function run({ short }) {
  printTitle('Leaderless quorums: five nodes, N = 3, R = W = 2');
  const duration = short ? '2s' : '20s';
  const clusters = {
    'wall clock': cluster(duration),
    'hybrid clock': cluster(duration, { versions: 'hybrid-clock' }),
    'version vectors': cluster(duration, { versions: 'version-vectors' }),
    dotted: cluster(duration, { versions: 'dotted' }),
    'digest reads': cluster(duration, { digests: true }),
    'reads from all': cluster(duration, { ask: 'all' }),
    'one and one': cluster(duration, { readLevel: 'one', writeLevel: 'one' }),
    'writes only': cluster(duration, {}, { reads: 0 }),
  };
  const runs = Object.entries(clusters).map(([name, described]) => [name, simulate(described)]);
  const contestants = Object.entries(clusters).map(([name, described]) => [
    name,
    () => nanosecondsEach(1e9, () => simulate(described)),
  ]);
  const times = takeTurns(short ? 2 : 5, Object.fromEntries(contestants));
  const rows = runs.map(([name, { events, messages, chronicle }]) => {
    const a = (count) => Math.round(count / times[name]).toLocaleString('en');
    const { betweenNodes, requests, replies } = messages;
    const done = chronicle.operations.filter(({ outcome }) => outcome === 'ok').length;
    const each = (events / done).toFixed(1);
    return [name, a(events), a(betweenNodes + requests + replies), a(done), each];
  });
  printTable(['', 'events/s', 'messages/s', 'operations/s', 'events each'], rows);
}
