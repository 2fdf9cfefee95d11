/**
 * Tests the tester: each known bug is switched on, found and shrunk, and not found without it; and the tables
 * in docs/bugs.md say what came of it. With --write they are written anew; commit that only if you can
 * explain what has changed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const inProject = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const page = inProject('docs/bugs.md');
const mark = '<!-- written by npm run test:bugs -- --write -->\n';

const { stdout, status } = spawnSync(
  process.execPath,
  [inProject('dist/bin/quorate.js'), 'bugs', '--markdown'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
);
const text = readFileSync(page, 'utf8');
const prose = text.slice(0, text.indexOf(mark) + mark.length);
const written = `${prose}\n${stdout}`;

process.stdout.write(stdout);
if (status !== 0) {
  console.error('\nNot all bugs were found as the catalogue in src/experiments/bugs/ says.');
  process.exitCode = status ?? 1;
} else if (process.argv.includes('--write')) {
  writeFileSync(page, written);
} else if (written !== text) {
  console.error('\ndocs/bugs.md says something else: npm run test:bugs -- --write');
  process.exitCode = 1;
}
