/** Shrinks with a progress line. An interruption ends it with the smallest scenario so far. */
import { setImmediate } from 'node:timers/promises';
import type { Pausing } from '../experiments/shrink/search.js';
import type { Shrunk } from '../experiments/shrink/shrink.js';
import { counted } from '../report/text/layout.js';
import { startProgress } from './progress.js';

/** @param about begins the progress line */
export async function shrunkHere(
  work: Pausing<Shrunk>,
  signal: AbortSignal,
  about = '',
): Promise<Shrunk> {
  const line = startProgress();
  try {
    let step = work.next(true);
    while (step.done !== true) {
      const { run, size } = step.value;
      line.show(`${about}run ${String(run)}, ${counted(size.faults, 'fault')} left`);
      // Signals are heard between runs.
      await setImmediate();
      step = work.next(!signal.aborted);
    }
    return step.value;
  } finally {
    line.clear();
  }
}
