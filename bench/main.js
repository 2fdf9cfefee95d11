/**
 * Runs all benchmarks, one section after the other: `npm run bench`, or `npm run bench -- --short` for fewer
 * rounds and smaller sizes. A section is a module that exports `run({ short })` and prints its tables.
 */
import * as checkers from './checkers.js';
import * as digest from './digest.js';
import * as pingPong from './ping-pong.js';
import * as queue from './queue.js';
import * as quorum from './quorum.js';
import * as raft from './raft.js';
import * as scenario from './scenario.js';
import * as start from './start.js';
import * as sweep from './sweep.js';

const sections = [queue, digest, pingPong, scenario, raft, quorum, checkers, sweep, start];

const short = process.argv.includes('--short');
console.log(
  `Node ${process.version}; medians of rounds that take turns. Compare ratios, not figures.`,
);
for (const section of sections) await section.run({ short });
