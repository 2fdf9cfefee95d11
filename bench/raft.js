/**
 * Raft with five nodes: busy, in batches, quiet, and electing one leader after the other. Committed operations are
 * those that clients were told of. What etcd's library does in memory is the bar, not a contestant: it runs in Go.
 */
import { measure } from '../dist/experiments/sweep/measurement.js';
import { scenario, simulate } from '../dist/index.js';
import {
  nanosecondsEach,
  printCost,
  printTable,
  printTarget,
  printTitle,
  ratio,
  takeTurns,
} from './measure.js';

const writers = { name: 'app', count: 3, keys: 10, reads: 0, think: '0s' };

/** Five nodes a millisecond apart, with disks that take a tenth of one. */
function cluster(duration, { clients = [writers], faults = [], ...database } = {}) {
  return scenario({
    name: 'five nodes',
    database: { kind: 'raft', nodes: 5, ...database },
    network: { latency: '1ms' },
    hosts: { disk: { flush: '0.1ms' } },
    clients,
    duration,
    faults,
  });
}

/** @param {{ short: boolean }} options */
export function run({ short }) {
  printTitle('Raft: five nodes');
  const seconds = short ? 10 : 60;
  const commits = printClusters(short, seconds);
  printTarget('P7 thousand committed operations a second', commits / 1000, { must: 65, aim: 200 });
  printSeeds(short);
  printRecording(short);
}

/** Answers the committed operations a second of the busy one. */
function printClusters(short, seconds) {
  const crowd = { name: 'crowd', count: 100, keys: 100, reads: 0, think: '5ms' };
  const clusters = {
    busy: cluster(`${seconds}s`),
    'in batches': cluster(`${seconds / 10}s`, { clients: [crowd], batch: { wait: '1ms' } }),
    quiet: cluster(`${10 * seconds}s`, { clients: [{ name: 'app', rate: '0.1/s' }] }),
    electing: cluster(`${10 * seconds}s`, {
      clients: [{ name: 'app', rate: '10/s' }],
      faults: [{ at: '1s', crash: 'leader', for: '500ms', every: '1s' }],
    }),
  };
  const runs = Object.entries(clusters).map(([name, described]) => [name, simulate(described)]);
  const times = takeTurns(
    short ? 3 : 7,
    Object.fromEntries(
      Object.entries(clusters).map(([name, described]) => [
        name,
        () => nanosecondsEach(1e9, () => simulate(described)),
      ]),
    ),
  );
  const rows = runs.map(([name, run]) => {
    const a = (count) => Math.round(count / times[name]).toLocaleString('en');
    const { events, messages, chronicle, endedAt } = run;
    return [
      name,
      a(events),
      a(messages.betweenNodes + messages.requests + messages.replies),
      a(committed(chronicle)),
      a(run.notes.get('elected') ?? 0),
      Math.round(endedAt / 1e6 / times[name]).toLocaleString('en'),
    ];
  });
  const each = ['events', 'messages', 'committed', 'elections'].map((what) => `${what}/s`);
  printTable(['', ...each, 'x real time'], rows);
  console.log();
  const [[, busy]] = runs;
  return committed(busy.chronicle) / times.busy;
}

function committed({ operations }) {
  return operations.filter(({ outcome }) => outcome === 'ok').length;
}

/** Seeds a second, one core: ten virtual seconds with faults, simulated and measured as sweeps do. */
function printSeeds(short) {
  const rough = cluster('10s', {
    clients: [{ name: 'app', count: 3, keys: 10, rate: '100/s' }],
    faults: [
      { at: '2s', crash: 'leader', for: '2s' },
      {
        at: '6s',
        partition: [
          ['n1', 'n2'],
          ['n3', 'n4', 'n5'],
        ],
        for: '2s',
      },
    ],
  });
  const seeds = short ? 5 : 20;
  const each = (work) => () =>
    nanosecondsEach(seeds, () => {
      for (let seed = 1; seed <= seeds; seed += 1) work(seed);
    });
  const { simulated, measured } = takeTurns(short ? 1 : 5, {
    simulated: each((seed) => simulate(rough, { seed })),
    measured: each((seed) => measure(rough, seed, {})),
  });
  const without = { must: 20, aim: 80 };
  printTarget('P9 seeds a second with faults, without checkers', 1e9 / simulated, without);
  printTarget('P9 with all findings', 1e9 / measured, { must: 10, aim: 50 });
}

/** What one event costs in recorded mode, with 10,000 entries in the log, against plain mode. */
function printRecording(short) {
  const described = cluster('8s', { snapshot: { every: 100_000 } });
  const window = { from: short ? 7_800_000 : 7_500_000, to: 8_000_000 };
  const { events, trace } = simulate(described, { record: window });
  const { plain, recorded } = takeTurns(short ? 1 : 3, {
    plain: () => nanosecondsEach(events, () => simulate(described)),
    recorded: () => nanosecondsEach(events, () => simulate(described, { record: window })),
  });
  const within = plain + ((recorded - plain) * events) / trace.length;
  printCost('P11 recorded against plain, 10,000 entries', within / plain, { must: 60, aim: 25 });
  console.log(`(${trace.length} of ${events} events recorded, ${ratio(recorded / plain)} in all)`);
}
