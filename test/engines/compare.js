/**
 * Compares what engines make of the same scenarios and seeds: first only digests; where they differ, both
 * run again with the trace on, and the first event that differs is named.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('digest.js', import.meta.url));

/**
 * @typedef {object} Plan
 * @property {string} module the URL of the built library
 * @property {readonly string[]} seeds
 * @property {readonly string[]} files scenarios, from the working directory
 */

/**
 * One line for each run: scenario, seed, digest.
 * @param {import('./engines.js').Engine} engine
 * @param {Plan} plan
 */
export function digestsUnder(engine, { module, seeds, files }) {
  const words = [...engine.options, script, module, seeds.join(','), ...files];
  const { status, stdout, stderr, error } = spawnSync(engine.command, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (status !== 0) throw new Error(`${engine.name} failed:\n${error?.message ?? stderr}`);
  return stdout.trimEnd().split('\n');
}

/**
 * The runs on which two engines disagree.
 * @param {readonly string[]} expected lines of one engine
 * @param {readonly string[]} actual lines of the other
 */
export function differingRuns(expected, actual) {
  if (expected.length !== actual.length) {
    throw new Error(`${expected.length} runs on one side, ${actual.length} on the other`);
  }
  return expected
    .filter((line, index) => line !== actual[index])
    .map((line) => {
      const [file, seed] = line.split(' ');
      return { file, seed };
    });
}

/**
 * The first event on which two engines disagree, as each of them tells it; `null` where its trace has
 * already ended. Traces go through files because they can be long.
 */
export async function firstDifference(engines, module, { file, seed }) {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-engines-'));
  try {
    const [left, right] = engines.map((engine, index) => {
      const path = join(folder, `${index}.ndjson`);
      const output = openSync(path, 'w');
      spawnSync(engine.command, [...engine.options, script, module, seed, file, '--trace'], {
        stdio: ['ignore', output, 'inherit'],
      });
      closeSync(output);
      return createInterface({ input: createReadStream(path) })[Symbol.asyncIterator]();
    });
    for (;;) {
      const events = await Promise.all([left.next(), right.next()]);
      const [one, other] = events.map(({ done, value }) => (done ? null : value));
      if (one === null && other === null) return null;
      if (one !== other) return [one, other];
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
