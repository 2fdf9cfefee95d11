/**
 * Sweeps: runs a second on one core, with and without judging; what a second worker is worth; whether memory
 * grows with the number of seeds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
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

async function seconds(work) {
  const before = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - before) / 1e9;
}

/**
 * Two workers against one, on sweeps that take long enough for threads to start and code to be compiled. What
 * the machine allows at all is what two processes gain that share nothing, and run half of the seeds each.
 */
async function printWorkers(short) {
  const seeds = short ? 60 : 1000;
  const [workers, processes] = [[], []];
  for (let round = 0; round < (short ? 1 : 3); round += 1) {
    const one = await seconds(() => runSweep(sweepOf(seeds), { jobs: 1 }));
    workers.push(one / (await seconds(() => runSweep(sweepOf(seeds), { jobs: 2 }))));
    const alone = await seconds(() => inProcess(1, seeds));
    const half = seeds / 2;
    const both = () => Promise.all([inProcess(1, half), inProcess(half + 1, seeds)]);
    processes.push(alone / (await seconds(both)));
  }
  const gained = median(processes).toFixed(2);
  console.log(`${seeds} runs; ${availableParallelism()} cores, which others may be using, too`);
  console.log(`two processes that share nothing against one: ${gained} x`);
  if (short) {
    console.log(
      `P10 two workers against one: ${median(workers).toFixed(2)} x (too short to judge)`,
    );
  } else {
    printTarget('P10 two workers against one', median(workers), { must: 1.6, aim: 1.75 });
  }
}

/** Runs these seeds in a process of its own. */
async function inProcess(from, to) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), `${from}`, `${to}`]);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the process ended with ${code}`);
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

const [, script, from, to] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  for (let seed = Number(from); seed <= Number(to); seed += 1) measure(rough, seed, {});
}
