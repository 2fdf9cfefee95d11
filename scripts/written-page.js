/**
 * Pages of documentation that end in what a command prints: runs the command with --markdown and holds the page against what
 * comes out. With --write the page is written anew; commit that only if you can explain what has changed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const inProject = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** @param complaint what is said when the command itself is not content */
export function holdPage({ command, page, script, complaint }) {
  const mark = `<!-- written by npm run ${script} -- --write -->\n`;
  const { stdout, status } = spawnSync(
    process.execPath,
    [inProject('dist/bin/quorate.js'), command, '--markdown'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 },
  );
  const text = readFileSync(inProject(page), 'utf8');
  const prose = text.slice(0, text.indexOf(mark) + mark.length);
  const written = `${prose}\n${stdout}`;

  process.stdout.write(stdout);
  if (status !== 0) {
    console.error(`\n${complaint}`);
    process.exitCode = status ?? 1;
  }
  if (process.argv.includes('--write')) writeFileSync(inProject(page), written);
  else if (status === 0 && written !== text) {
    console.error(`\n${page} says something else: npm run ${script} -- --write`);
    process.exitCode = 1;
  }
}
