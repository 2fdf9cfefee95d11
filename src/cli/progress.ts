/** How far long work has come: one line on stderr, on a terminal only, and only when it takes long. */
import process from 'node:process';

/** Work that nobody would call slow is done by then. */
const patienceMs = 1000;

export interface Progress {
  /** Shows the text in place of the one before. */
  readonly show: (text: string) => void;
  /** Takes it away. */
  readonly clear: () => void;
}

/** Begins to watch the clock. */
export function startProgress(): Progress {
  const begin = Date.now();
  let isShown = false;
  return {
    show: (text) => {
      if (!process.stderr.isTTY || Date.now() - begin < patienceMs) return;
      process.stderr.write(`\r${text}\u001b[K`);
      isShown = true;
    },
    clear: () => {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}
