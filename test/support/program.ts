/**
 * Runs the built command line as a user does: another process, an empty folder, a bare environment.
 * Tests of the command line look only at what comes out of it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const builtProgram = fileURLToPath(new URL('../../dist/bin/quorate.js', import.meta.url));

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
}

/** An empty folder with a `quorate` on its path, in which shell commands can be run. */
export interface Workplace {
  readonly folder: string;
  write(file: string, content: string | Uint8Array): void;
  /** Runs a line of shell; the environment holds nothing but what is given and a UTF-8 locale. */
  shell(line: string, environment?: Readonly<Record<string, string>>): Outcome;
  remove(): void;
}

/** Makes a workplace; fails when the program has not been built. */
export function workplace(): Workplace {
  if (!existsSync(builtProgram)) {
    throw new Error('dist/bin/quorate.js is missing: build first (npm run build)');
  }
  const base = mkdtempSync(join(tmpdir(), 'quorate-test-'));
  const folder = join(base, 'here');
  const programs = join(base, 'bin');
  mkdirSync(folder);
  mkdirSync(programs);
  const launcher = join(programs, 'quorate');
  writeFileSync(launcher, `#!/bin/sh\nexec "${process.execPath}" "${builtProgram}" "$@"\n`);
  chmodSync(launcher, 0o755);
  const path = [programs, process.env['PATH'] ?? ''].join(delimiter);
  return {
    folder,
    write: (file, content) => writeFileSync(join(folder, file), content),
    shell(line, environment = {}) {
      const { stdout, stderr, status } = spawnSync('sh', ['-c', line], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: path, LC_ALL: 'C.UTF-8', ...environment },
        maxBuffer: 256 * 1024 * 1024,
      });
      return { stdout, stderr, exitCode: status };
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
