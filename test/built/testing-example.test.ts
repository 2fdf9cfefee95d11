/**
 * The example project that tests a protocol, as a user has it: the packed package installed in a folder of
 * its own, beside dependencies that are those of this repository. Nothing comes from the network.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { AnyFamily } from '../../src/databases/database.js';
import { scenario } from '../../src/scenario/build.js';
import type { CustomScenarioInput } from '../../src/scenario/build.js';
import { conforms } from '../support/conformance.js';

const repository = join(import.meta.dirname, '../..');
const project = mkdtempSync(join(tmpdir(), 'quorate-testing-'));
const quorate = join(project, 'node_modules/quorate');
const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

install();

afterAll(() => {
  rmSync(project, { recursive: true });
});

function install(): void {
  cpSync(join(repository, 'examples/testing-a-protocol'), project, { recursive: true });
  const installed = join(project, 'node_modules');
  mkdirSync(installed);
  const dependencies = join(repository, 'node_modules');
  for (const name of readdirSync(dependencies)) {
    symlinkSync(join(dependencies, name), join(installed, name));
  }
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const packed = run(repository, 'npm', pack);
  const [tarball] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(packed.stderr);
  run(project, 'tar', ['-xzf', tarball, '-C', 'node_modules']);
  renameSync(join(installed, 'package'), quorate);
}

function run(folder: string, command: string, words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...{ PATH: process.env['PATH'], HOME: project, NO_COLOR: '1' },
      ...{ npm_config_offline: 'true', npm_config_cache: join(project, '.npm') },
    },
  });
  return { status, stdout, stderr };
}

const node = (...words: readonly string[]) => run(project, process.execPath, words);
const vitest = (...words: readonly string[]) => node('node_modules/vitest/vitest.mjs', ...words);
const cli = (...words: readonly string[]) => node(join(quorate, 'dist/bin/quorate.js'), ...words);

const scripts = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<'test:vitest' | 'test:node', string>>;
};
const [, ...vitestWords] = scripts.scripts['test:vitest'].split(' ');
const [, ...nodeWords] = scripts.scripts['test:node'].split(' ');

describe('the example project', () => {
  it('passes with vitest, which finds the bug in the second run and leaves one fault', () => {
    const { status, stdout } = vitest(...vitestWords);
    expect(stdout).toMatch(/Tests {2}3 passed \(3\)/u);
    expect(status).toBe(0);
    const yaml = readFileSync(join(project, 'failing.yaml'), 'utf8');
    expect(yaml).toContain('# It shows staleReads.\n');
    expect(yaml).toContain('shrunk from 4 faults to 1, by\n');
    expect(yaml).toContain('faults:\n  - { at: 0s, isolate: n2, for: 200ms }\n');
  });

  it('has a scenario of it that runs and explains itself by the commands that it gives', () => {
    const yaml = readFileSync(join(project, 'failing.yaml'), 'utf8');
    const commands = [...yaml.matchAll(/^# {3}quorate (.*)$/gmu)].map(([, words = '']) => words);
    expect(commands).toEqual([
      'run failing.yaml --import ./write-all.js',
      'explain failing.yaml --import ./write-all.js --finding 1',
    ]);
    const [ran, explained] = commands.map((words) => cli(...words.split(' ')));
    expect(ran).toMatchObject({ status: 0 });
    expect(explained?.stdout).toContain('dropped by isolate-n2-at-0s');
  });

  it('passes with the test runner of Node', () => {
    const { status, stdout } = node(...nodeWords);
    expect(stdout).toMatch(/^# pass 2$/mu);
    expect(status).toBe(0);
  });

  it('has right types', () => {
    const options = { module: 'nodenext', target: 'es2023', strict: true, types: ['node'] };
    const compilerOptions = { ...options, skipLibCheck: true, checkJs: true, noEmit: true };
    const include = ['*.js', 'node', 'vitest'];
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
    const { status, stdout } = node('node_modules/typescript/bin/tsc', '-p', '.');
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

describe('a test that fails', () => {
  const body = `import { assertHolds, noStaleReads } from 'quorate/testing';
import { drawn, own } from './cluster.js';
it('is right', () => assertHolds(drawn(['count answers']), noStaleReads, { ...own, seed: 8 }));
`;
  it.each([
    ['vitest', 'fails.test.js', () => vitest('run', 'fails.test.js', '--testTimeout=60000')],
    ['node:test', 'fails.mjs', () => node('--test', 'fails.mjs')],
  ])('shows with %s what is wrong, and no more', (runner, file, start) => {
    writeFileSync(join(project, file), `import { it } from '${runner}';\n${body}`);
    const { status, stdout, stderr } = start();
    const text = stdout + stderr;
    expect(status).toBe(1);
    expect(text).toContain(
      'The property failed in run 2: staleReads. It was shrunk from 4 faults to 1',
    );
    expect(text).toContain('- { at: 0s, isolate: n2, for: 200ms }');
    expect(text).toContain('quorate run failing.yaml --import ./write-all.js');
    expect(text).not.toContain('chronicle');
    expect(text.length).toBeLessThan(8_000);
  });
});

describe('the protocol of the example', async () => {
  const address = pathToFileURL(join(project, 'write-all.js')).href;
  const { writeAll: family } = (await import(address)) as { readonly writeAll: AnyFamily };
  const described = (change: Partial<CustomScenarioInput>) =>
    scenario(
      {
        name: 'write all',
        database: { kind: 'write-all', nodes: 3 },
        network: { latency: '1ms..5ms' },
        clients: [{ name: 'app', keys: 5, rate: '50/s', read: 'primary' }],
        duration: '6s',
        ...change,
      },
      { declarations: [family.declaration] },
    );
  conforms({
    family,
    calm: described({}),
    rough: described({
      clients: [{ name: 'app', keys: 5, rate: '50/s', read: 'primary', timeout: '10s' }],
      faults: [{ at: '2s', crash: 'all', for: '200ms', every: '1s', times: 2 }],
    }),
  });
});

describe('the package', () => {
  it('takes fast-check as an optional peer, and nothing else that it does not depend on', () => {
    const built = readdirSync(join(quorate, 'dist/testing')).filter((name) => name.endsWith('.js'));
    const named = built.flatMap((name) => {
      const text = readFileSync(join(quorate, 'dist/testing', name), 'utf8');
      return [...text.matchAll(/from '([^'.][^']*)'/gu)].map(([, specifier = '']) => specifier);
    });
    expect(new Set(named)).toEqual(new Set(['fast-check']));
    expect('fast-check' in manifest.dependencies).toBe(false);
  });
});
