/**
 * Same scenario, same seed, same run: in one process, in another, in a worker, with another locale and time
 * zone, in both modes. On a difference the first event that differs is named. Other engines: test/engines.
 */
import { readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { readScenario } from '../../src/scenario/read.js';
import type { SimulateOptions } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';
import { differingRuns, digestsUnder, firstDifference } from '../engines/compare.js';
import { host, type Engine } from '../engines/engines.js';

const seeds = ['1'];
const files = readdirSync('scenarios')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => `scenarios/${file}`);
const plan = { module: new URL('../../dist/index.js', import.meta.url).href, seeds, files };

function digestsHere(options: SimulateOptions = {}): string[] {
  return files.flatMap((file) =>
    seeds.map((seed) => {
      const { scenario } = readScenario(readFileSync(file, 'utf8'), { file });
      if (scenario === null) throw new Error(`${file} is not a scenario`);
      return `${file} ${seed} ${simulate(scenario, { ...options, seed }).digest}`;
    }),
  );
}

const here = digestsHere();

/** Runs the plan in another process; on a difference, fails with the first event that differs. */
async function agrees(engine: Engine): Promise<void> {
  const [difference] = differingRuns(here, digestsUnder(engine, plan));
  if (difference === undefined) return;
  const events = await firstDifference([host, engine], plan.module, difference);
  throw new Error(
    `${engine.name}: ${difference.file} with seed ${difference.seed} differs, first in\n` +
      `${String(events?.[0])}\n${String(events?.[1])}`,
  );
}

test('a second time in the same process', () => {
  expect(digestsHere()).toEqual(here);
});

test('other seeds are other runs', () => {
  const file = 'scenarios/15-split-brain.yaml';
  const { scenario } = readScenario(readFileSync(file, 'utf8'), { file });
  const other = scenario === null ? '' : simulate(scenario, { seed: 'another' }).digest;
  expect(here.find((line) => line.startsWith(file))).toMatch(/[\da-f]{16}$/u);
  expect(here.find((line) => line.startsWith(file))?.endsWith(other)).toBe(false);
});

test('in another process', async () => {
  await agrees(host);
});

test.each([
  ['Turkish, Kathmandu', ['LC_ALL=tr_TR.UTF-8', 'LANG=tr_TR.UTF-8', 'TZ=Asia/Kathmandu']],
  ['no locale, Honolulu', ['LC_ALL=C', 'TZ=Pacific/Honolulu']],
])('in another process with another locale and time zone: %s', async (name, environment) => {
  await agrees({ name, command: 'env', options: [...environment, process.execPath] });
});

test('in a worker', async () => {
  const lines = await new Promise<string[]>((resolve, reject) => {
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       const { readFileSync } = require('node:fs');
       import(workerData.module).then(({ readScenario, simulate }) => {
         parentPort.postMessage(workerData.files.flatMap((file) => workerData.seeds.map((seed) => {
           const { scenario } = readScenario(readFileSync(file, 'utf8'), { file });
           return file + ' ' + seed + ' ' + simulate(scenario, { seed }).digest;
         })));
       });`,
      { eval: true, workerData: plan },
    );
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  expect(lines).toEqual(here);
});

test.each([
  ['traced', { trace: { from: 500_000, to: 2_000_000 } }],
  ['recorded in a window', { record: { from: 1_000_000, to: 1_200_000 } }],
  ['with frozen effects', { freeze: true }],
])('%s', (_how, options) => {
  expect(digestsHere(options)).toEqual(here);
});
