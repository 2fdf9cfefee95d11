/**
 * Ctrl-C during long work: the first one asks for what is known so far, the second one ends at once. A
 * program that was interrupted ends by the signal itself, as shells expect.
 */
import { once } from 'node:events';
import process from 'node:process';

export interface Interruption {
  /** Aborted with the reason `interrupted`. */
  readonly signal: AbortSignal;
  /** To be awaited when everything is written. Ends the process if it was interrupted. */
  readonly end: () => Promise<void>;
}

/** Begins to listen. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const listen = (): void => {
    controller.abort('interrupted');
  };
  process.once('SIGINT', listen);
  return {
    signal: controller.signal,
    end: async () => {
      process.off('SIGINT', listen);
      if (!controller.signal.aborted) return;
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
      process.kill(process.pid, 'SIGINT');
    },
  };
}

/** Aborted with the reason `time budget` after so long; never when nothing is said. */
export function timeBudget(milliseconds: number | undefined): AbortSignal {
  const controller = new AbortController();
  if (milliseconds !== undefined) {
    setTimeout(() => {
      controller.abort('time budget');
    }, milliseconds).unref();
  }
  return controller.signal;
}
