/** What `quorate/node` offers: sweeps on all cores. */
export { runSweep, type RunSweepOptions } from './run-sweep.js';
export { RunFailure } from '../sweep/sweep.js';
