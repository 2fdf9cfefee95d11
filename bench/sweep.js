/**
 * Sweeps: runs a second on one core, with and without judging; what a second worker is worth; whether memory
 * grows with the number of seeds.
 */
import { availableParallelism } from 'node:os';
import { runSweep } from '../dist/experiments/node/index.js';
import { measure } from '../dist/experiments/sweep/measurement.js';
import { beginSweep, onlyShard } from '../dist/experiments/sweep/sweep.js';
import { scenario, simulate } from '../dist/index.js';
import { median, printTable, printTarget, printTitle } from './measure.js';

/** Ten virtual seconds of five nodes with faults and a failover. */
const rough = scenario({
  name: 'Sweep',
  database: {
    kind: 'primary-replica',
    nodes: 5,
    acknowledge: 'majority',
    failover: { detect: '1s' },
  },
  network: { latency: '1ms..10ms' },
  clients: [{ name: 'app', count: 3, keys: 10, rate: '100/s' }],
  duration: '10s',
  faults: [
    { at: '2s', crash: 'primary', for: '2s' },
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

/** @param {{ short: boolean }} options */
export async function run({ short }) {
  printTitle('Sweeps: five nodes, ten virtual seconds with faults');
  const seeds = short ? 10 : 60;
  const simulated = perSecond(seeds, (seed) => simulate(rough, { seed }));
  const measured = perSecond(seeds, (seed) => measure(rough, seed, {}));
  printTable(
    ['', 'runs a second', 'milliseconds each'],
    [
      ['simulated', simulated.toFixed(1), (1000 / simulated).toFixed(1)],
      ['measured for a sweep', measured.toFixed(1), (1000 / measured).toFixed(1)],
    ],
  );
  console.log();
  await printWorkers(short);
  await printMemory(short);
}

function perSecond(seeds, work) {
  for (let seed = 1; seed <= 3; seed += 1) work(seed);
  const before = process.hrtime.bigint();
  for (let seed = 1; seed <= seeds; seed += 1) work(seed);
  return seeds / (Number(process.hrtime.bigint() - before) / 1e9);
}

function sweepOf(seeds) {
  const variants = [{ name: 'rough', scenario: rough }];
  const plan = { variants, seeds: [{ from: 1, to: seeds }], shard: onlyShard };
  return beginSweep({ ...plan, also: [], maxEvents: null });
}

async function seconds(seeds, jobs) {
  const before = process.hrtime.bigint();
  await runSweep(sweepOf(seeds), { jobs });
  return Number(process.hrtime.bigint() - before) / 1e9;
}

/** Both sweeps take some seconds, so that starting the workers does not count for much. */
async function printWorkers(short) {
  const seeds = short ? 40 : 300;
  const ratios = [];
  for (let round = 0; round < (short ? 1 : 3); round += 1) {
    const one = await seconds(seeds, 1);
    const two = await seconds(seeds, 2);
    ratios.push(one / two);
  }
  const cores = availableParallelism();
  console.log(`${seeds} runs; ${cores} cores, which others may be using, too`);
  printTarget('P10 two workers against one', median(ratios), { must: 1.6, aim: 1.75 });
}

/** What is kept after so many runs. */
async function printMemory(short) {
  const kept = [];
  for (const seeds of short ? [20, 60] : [100, 1000]) {
    globalThis.gc?.();
    const sweep = sweepOf(seeds);
    await runSweep(sweep, {});
    globalThis.gc?.();
    kept.push(`${seeds} runs: ${Math.round(process.memoryUsage().heapUsed / 1e6)} MB`);
  }
  console.log(
    `P10 memory kept after ${kept.join(', ')} (run node with --expose-gc for exact figures)`,
  );
}
