/** The C++ peer: compiled where g++ is on the path, run as a child process for every round. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('hold.cpp', import.meta.url));

/**
 * Null where there is no compiler.
 *
 * @param {{ delays: Float64Array, initial: Float64Array }} workload
 */
export function compilePeer({ delays, initial }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-peer-'));
  const program = join(folder, 'hold');
  const remove = () => rmSync(folder, { recursive: true });
  try {
    execFileSync('g++', ['-O3', '-march=native', '-std=c++17', '-o', program, source]);
  } catch {
    remove();
    return null;
  }
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
