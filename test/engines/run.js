/**
 * `npm run test:engines`: every bundled scenario, and one that draws from every distribution, must have the
 * same digest, each third one with two seeds, under every engine that installs on this machine. An engine that cannot be had
 * is named and left out; a digest that differs is a failure.
 */
import { readdirSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { digestsUnder, differingRuns, firstDifference } from './compare.js';
import { availableEngines, host, installEngines } from './engines.js';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const bundled = readdirSync('scenarios')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => `scenarios/${name}`)
  .sort();

const module = new URL('../../dist/index.js', import.meta.url).href;
const drawing = 'test/engines/every-chance.yaml';
const plans = [
  { module, seeds: ['1'], files: [...bundled, drawing] },
  { module, seeds: ['another'], files: [...bundled.filter((_, at) => at % 3 === 0), drawing] },
];

/** @param {import('./engines.js').Engine} engine */
function allDigestsUnder(engine) {
  return plans.flatMap((plan) => digestsUnder(engine, plan));
}

const complaint = installEngines();
if (complaint !== null) console.log(`The engines could not be installed:\n${complaint}`);
const { available, missing } = availableEngines();
for (const { name, why } of missing) console.log(`${name}: left out, ${why}`);

const expected = allDigestsUnder(host);
console.log(`${host.name}: ${expected.length} runs, compared with`);
for (const engine of available) await compareWithHost(engine);

async function compareWithHost(engine) {
  const runs = differingRuns(expected, allDigestsUnder(engine));
  console.log(`  ${engine.name}: ${runs.length === 0 ? 'the same' : `${runs.length} runs differ`}`);
  const [first] = runs;
  if (first === undefined) return;
  process.exitCode = 1;
  const events = await firstDifference([host, engine], module, first);
  console.log(`    first in ${first.file} with seed ${first.seed}`);
  if (events === null) console.log('    the traces are the same: the digest itself differs');
  else [host, engine].forEach(({ name }, side) => console.log(`    ${name}: ${events[side]}`));
}
