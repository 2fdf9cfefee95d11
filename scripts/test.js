/**
 * Runs all tests, in two halves that take about as long: the command line's, which mostly wait for programs that they
 * start, with those of protocols, beside all others. Each half runs in one worker, so that its files share what they
 * load. The last line counts both.
 */
import process from 'node:process';
import { startVitest } from 'vitest/node';
import { closingLine, tally } from './closing-line.js';

const halves = [
  ['unit', 'properties'],
  ['cli', 'protocols'],
];

const runs = await Promise.all(
  halves.map((project) => startVitest('test', [], { project, watch: false, maxWorkers: 1 })),
);
const modules = runs.flatMap(({ state }) => state.getTestModules());
const errors = runs.flatMap(({ state }) => state.getUnhandledErrors());
await Promise.all(runs.map((run) => run.close()));
const total = tally(modules, errors);
console.log(closingLine(total));
if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
