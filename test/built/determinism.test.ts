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
const module = new URL('../../dist/index.js', import.meta.url).href;

/** Two ways to run again take all scenarios. Each of the others takes a third, so that each scenario runs in several. */
const third = (number: number): string[] => files.filter((_, place) => place % 3 === number % 3);

function digestsHere(options: SimulateOptions = {}, some: readonly string[] = files): string[] {
  return some.flatMap((file) =>
    seeds.map((seed) => {
      const { scenario } = readScenario(readFileSync(file, 'utf8'), { file });
      if (scenario === null) throw new Error(`${file} is not a scenario`);
      return `${file} ${seed} ${simulate(scenario, { ...options, seed }).digest}`;
    }),
  );
}

const here = digestsHere();

function of(some: readonly string[]): string[] {
  return here.filter((line) => some.includes(line.split(' ')[0] ?? ''));
}

/** Runs scenarios in another process; on a difference, fails with the first event that differs. */
async function agrees(engine: Engine, some: readonly string[]): Promise<void> {
  const [difference] = differingRuns(
    of(some),
    digestsUnder(engine, { module, seeds, files: some }),
  );
  if (difference === undefined) return;
  const events = await firstDifference([host, engine], module, difference);
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
  await agrees(host, files);
});

test.each([
  ['Turkish, Kathmandu', 0, ['LC_ALL=tr_TR.UTF-8', 'LANG=tr_TR.UTF-8', 'TZ=Asia/Kathmandu']],
  ['no locale, Honolulu', 1, ['LC_ALL=C', 'TZ=Pacific/Honolulu']],
])('in another process with another locale and time zone: %s', async (name, part, settings) => {
  const options = [...settings, process.execPath];
  await agrees({ name, command: 'env', options }, third(part));
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
      { eval: true, workerData: { module, seeds, files: third(2) } },
    );
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  expect(lines).toEqual(of(third(2)));
});

test.each([
  ['traced', 0, { trace: { from: 500_000, to: 2_000_000 } }],
  ['recorded in a window', 1, { record: { from: 1_000_000, to: 1_200_000 } }],
  ['with frozen effects', 2, { freeze: true }],
])('%s', (_how, part, options) => {
  expect(digestsHere(options, third(part))).toEqual(of(third(part)));
});
