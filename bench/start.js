/**
 * What a user waits for before anything is simulated: starting the command line, beside starting Node
 * alone, and running a small bundled scenario on top of that.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { printTable, printTitle, ratio, takeTurns } from './measure.js';

const program = fileURLToPath(new URL('../dist/bin/quorate.js', import.meta.url));

/** @param {{ short: boolean }} options */
export function run({ short }) {
  const results = takeTurns(short ? 3 : 11, {
    'node alone': millisecondsOf(['-e', '0']),
    '--help': millisecondsOf([program, '--help']),
    'run of a small scenario': millisecondsOf([program, 'run', '01-asynchronous-failover']),
  });
  const bare = results['node alone'];

  printTitle('Start of the command line: milliseconds, beside Node alone');
  printTable(
    ['', 'ms', 'on top', 'ratio'],
    Object.entries(results).map(([name, each]) => [
      name,
      each.toFixed(0),
      (each - bare).toFixed(0),
      ratio(each / bare),
    ]),
  );
}

/** @param {readonly string[]} words what Node is given */
function millisecondsOf(words) {
  return () => {
    const before = process.hrtime.bigint();
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return Number(process.hrtime.bigint() - before) / 1e6;
  };
}
