/**
 * What one engine does, run by compare.js under each of them.
 *
 *     digest.js <module> <seeds, with commas> <scenario…>     a line a run: scenario, seed, digest
 *     digest.js <module> <seed> <scenario> --trace            a line an event, as JSON
 *
 * The module is the built library, or a stand-in with the same two functions.
 */
import { readFileSync, writeSync } from 'node:fs';
import process from 'node:process';

const standardOutput = 1;
const isTraced = process.argv.includes('--trace');
const [module, seeds, ...files] = process.argv.slice(2).filter((word) => word !== '--trace');
const { readScenario, simulate } = await import(module);

for (const file of files) {
  const { scenario } = readScenario(readFileSync(file, 'utf8'), { file });
  for (const seed of seeds.split(',')) {
    const run = simulate(scenario, { seed, trace: isTraced });
    if (!isTraced) print(`${file} ${seed} ${run.digest}`);
    else run.trace.forEach((event) => print(JSON.stringify(event)));
  }
}

/** Writes at once: engines differ in what becomes of buffered output when a script ends. */
function print(line) {
  writeSync(standardOutput, `${line}\n`);
}
