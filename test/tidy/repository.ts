/** Reads the repository for the rules: every file that is tracked, or would be, as path and text. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceFile } from './rule.js';

export const root = join(import.meta.dirname, '../..');

/** Files under git's eyes, ignored ones left out; deleted ones that the index still has, too. */
export function repositoryFiles(): readonly SourceFile[] {
  const trusted = ['-c', 'safe.directory=*'];
  const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', [...trusted, ...listing], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
