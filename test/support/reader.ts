/**
 * A reader of the README: a fresh clone in a temporary folder, and beside it a project that has the package
 * installed. Dependencies are those of this repository, so nothing comes from the network. Needs the build.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeBlock } from './markdown.js';

const repository = join(import.meta.dirname, '../..');
const dependencies = join(repository, 'node_modules');
const notCloned = new Set(['.git', 'node_modules', 'engines', 'coverage', 'test']);

export interface Reader {
  readonly clone: string;
  readonly project: string;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function createReader(): Reader {
  const folder = mkdtempSync(join(tmpdir(), 'quorate-readme-'));
  const clone = join(folder, 'quorate');
  const project = join(folder, 'project');
  for (const name of readdirSync(repository).filter((entry) => !notCloned.has(entry))) {
    cpSync(join(repository, name), join(clone, name), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
  symlinkSync(dependencies, join(clone, 'node_modules'));
  installInto(project, clone);
  return { clone, project };
}

export function removeReader({ clone }: Reader): void {
  rmSync(join(clone, '..'), { recursive: true });
}

function installInto(project: string, clone: string): void {
  const installed = join(project, 'node_modules');
  mkdirSync(installed, { recursive: true });
  for (const name of readdirSync(dependencies)) {
    symlinkSync(join(dependencies, name), join(installed, name));
  }
  symlinkSync(clone, join(installed, 'quorate'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
  const options = { module: 'nodenext', target: 'es2023', strict: true, types: ['node'] };
  const compilerOptions = { ...options, skipLibCheck: true, outDir: 'built' };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
}

/**
 * Runs commands in the clone. Installing is left out, for the dependencies are there; a document that wants
 * to install anything else cannot be tested offline.
 */
export function runCommands(reader: Reader, { text, line }: CodeBlock): Outcome {
  const commands = text.replace(/^npm ci(?: && |\n)/gmu, '');
  if (/\bnpm (?:ci|i|install|test)\b/u.test(commands)) {
    throw new Error(`line ${line}: this cannot be tested, take the marker away`);
  }
  return run(reader.clone, 'bash', ['-euo', 'pipefail', '-c', commands]);
}

/** Checks the types of a TypeScript example in the project and runs it; examples that import vitest are tests. */
export function runExample({ project }: Reader, { text, line }: CodeBlock): Outcome {
  const isTest = /from ["']vitest["']/u.test(text);
  const name = `line-${line}${isTest ? '.test' : ''}`;
  const settings = { extends: './tsconfig.json', files: [`${name}.ts`] };
  writeFileSync(join(project, `${name}.ts`), text);
  writeFileSync(join(project, `${name}.json`), JSON.stringify(settings));
  const compiled = run(project, 'node', ['node_modules/typescript/bin/tsc', '-p', `${name}.json`]);
  if (compiled.status !== 0) return compiled;
  const built = `built/${name}.js`;
  const words = isTest ? ['node_modules/vitest/vitest.mjs', 'run', built] : [built];
  return run(project, 'node', words);
}

/** Runs a scenario by the command line. */
export function runScenario({ project }: Reader, { text, line }: CodeBlock): Outcome {
  const file = `line-${line}.yaml`;
  writeFileSync(join(project, file), text);
  return run(project, 'node', ['node_modules/quorate/dist/bin/quorate.js', 'run', file]);
}

function run(folder: string, command: string, words: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: '1',
      npm_config_offline: 'true',
      npm_config_cache: join(folder, '.npm'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, stdout, stderr };
}
