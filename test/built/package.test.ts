/** The built library runs wherever JavaScript does: nothing that it loads belongs to Node or to the CLI. */
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf } from '../tidy/architecture.js';

const root = new URL('../../', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** Every built file that loading this one loads, and the packages that they name. */
function loadedBy(entry: string): { files: readonly string[]; packages: ReadonlySet<string> } {
  const files = [entry];
  const packages = new Set<string>();
  for (const path of files) {
    for (const { specifier } of importsOf({ path, text: read(path) })) {
      const file = posix.join(posix.dirname(path), specifier);
      if (!specifier.startsWith('.')) packages.add(specifier);
      else if (!files.includes(file)) files.push(file);
    }
  }
  return { files, packages };
}

it('loads no module of Node, no command line, and only declared dependencies', () => {
  const { files, packages } = loadedBy('dist/index.js');
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: object };
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((path) => path.startsWith('dist/cli/'))).toEqual([]);
  expect([...packages].filter((name) => !(name in dependencies))).toEqual([]);
});

it('has what its package.json promises', () => {
  const manifest = JSON.parse(read('package.json')) as {
    bin: Record<string, string>;
    files: string[];
  };
  const included = manifest.files.filter((path) => !path.startsWith('!'));
  const promised = [...Object.values(manifest.bin), ...included];
  expect(promised.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
