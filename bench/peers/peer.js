/** The C++ peers: compiled where g++ is on the path, run as child processes for every round. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The queue; null where there is no compiler.
 *
 * @param {{ delays: Float64Array, initial: Float64Array }} workload
 */
export function compilePeer({ delays, initial }) {
  const compiled = compile('hold');
  if (compiled === null) return null;
  const { program, folder, remove } = compiled;
  const times = join(folder, 'times');
  writeFileSync(times, Buffer.concat([Buffer.from(delays.buffer), Buffer.from(initial.buffer)]));
  const round = (payload, pending, operations) => () =>
    Number(execFileSync(program, [payload, times, String(pending), String(operations)]));
  return {
    contestants: (pending, operations) => ({
      events: round('events', pending, operations),
      handles: round('handles', pending, operations),
    }),
    remove,
  };
}

/**
 * The search for a linearization; null where there is no compiler. `judge` answers the verdict on one
 * history, in milliseconds of its own clock, without reading the file; it gives up after some seconds.
 */
export function compileSearch() {
  const compiled = compile('linearize');
  if (compiled === null) return null;
  const { program, folder, remove } = compiled;
  const file = join(folder, 'history');
  /** @param {readonly string[]} lines @param {number} seconds */
  const judge = (lines, seconds) => {
    writeFileSync(file, lines.join(''));
    const words = execFileSync(program, [file, String(seconds)], { encoding: 'utf8' }).split(' ');
    return { verdict: words[0], milliseconds: Number(words[1]) / 1e6 };
  };
  return { judge, remove };
}

/** @param {string} name of a source file beside this one */
function compile(name) {
  const source = fileURLToPath(new URL(`${name}.cpp`, import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'bench-peer-'));
  const program = join(folder, name);
  const remove = () => rmSync(folder, { recursive: true });
  try {
    execFileSync('g++', ['-O3', '-march=native', '-std=c++17', '-o', program, source]);
  } catch {
    remove();
    return null;
  }
  return { program, folder, remove };
}
