/** The built program as a process: streams, exit codes, colour, closed pipes, hostile files. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/report/schema.js';
import { builtProgram, workplace, type Workplace } from '../support/program.js';

const scenario = `\
name: One node
database: { kind: single-node }
clients:
  - { name: app, rate: 10/s }
duration: 5s
expect:
  lostWrites: 0
`;
const failing = scenario.replace('lostWrites: 0', "operations.ok: '< 10'");
const bad = scenario.replace('single-node', 'double-node');

let place: Workplace;

beforeAll(() => {
  place = workplace();
  place.write('good.yaml', scenario);
  place.write('failing.yaml', failing);
  place.write('bad.yaml', bad);
});

afterAll(() => {
  place.remove();
});

describe('streams', () => {
  it('carry results on stdout and nothing on stderr when all is well', () => {
    const { stdout, stderr, exitCode } = place.shell('quorate run good.yaml');
    expect(stdout).toMatch(/^One node · seed 1\n/u);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });

  it('carry problems on stderr and nothing on stdout', () => {
    const { stdout, stderr, exitCode } = place.shell('quorate run bad.yaml');
    expect(stdout).toBe('');
    expect(stderr).toContain('bad.yaml:2:19: error E301');
    expect(exitCode).toBe(65);
  });

  it('end a failing run with the command that reproduces it', () => {
    const text = place.shell('quorate run failing.yaml --seed 3');
    expect(text.stdout).toMatch(/\nquorate run failing.yaml --seed 3\n$/u);
    const json = place.shell('quorate run failing.yaml --seed 3 --json');
    expect(json.stderr).toBe('quorate run failing.yaml --seed 3\n');
    expect([text.exitCode, json.exitCode]).toEqual([1, 1]);
  });

  it('hold no colour unless it is asked for', () => {
    const escape = '\u001b[';
    expect(place.shell('quorate run good.yaml').stdout).not.toContain(escape);
    expect(place.shell('quorate run good.yaml --color').stdout).toContain(escape);
    const forced = { FORCE_COLOR: '1' };
    expect(place.shell('quorate run good.yaml', forced).stdout).toContain(escape);
    expect(place.shell('quorate run --no-color good.yaml', forced).stdout).not.toContain(escape);
    expect(
      place.shell('quorate run good.yaml', { NO_COLOR: '1', FORCE_COLOR: '1' }).stdout,
    ).not.toContain(escape);
  });

  it('hold nothing but ASCII where the locale knows nothing else', () => {
    const { stdout } = place.shell('quorate run good.yaml', { LC_ALL: 'C' });
    expect(stdout).toMatch(/^[\u0000-\u007f]+$/u);
  });

  it('tell nothing of the machine, and the same every time', () => {
    const lines = ['run good.yaml', 'run good.yaml --json', 'trace good.yaml', 'list'];
    for (const line of lines) {
      const { stdout } = place.shell(`quorate ${line}`);
      expect(stdout).not.toContain(place.folder);
      expect(place.shell(`quorate ${line}`, { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' }).stdout).toBe(
        stdout,
      );
    }
  });

  it('end quietly when their reader leaves', () => {
    const { stdout, stderr } = place.shell('quorate trace good.yaml --format ndjson | head -n 1');
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stderr).toBe('');
  });

  it('are complete before the program ends, however big', () => {
    const { stdout } = place.shell('quorate trace good.yaml --format ndjson | cat');
    const last = stdout.trimEnd().split('\n').at(-1) ?? '';
    const { events } = JSON.parse(place.shell('quorate run good.yaml --json').stdout) as {
      events: number;
    };
    expect(JSON.parse(last)).toMatchObject({ number: events });
  });
});

describe('--json', () => {
  it('prints one document that the schema of the report allows', () => {
    const { stdout } = place.shell('quorate run good.yaml --json');
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ scenario: { name: 'One node' }, outcome: 'as-expected' });
  });

  it('prints one object a line for several scenarios, bad ones included', () => {
    const { stdout, exitCode } = place.shell('quorate run good.yaml bad.yaml failing.yaml --json');
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(documents).toMatchObject([
      { outcome: 'as-expected' },
      { scenario: { file: 'bad.yaml' }, problems: [{ code: 'E301', place: { line: 2 } }] },
      { outcome: 'failed' },
    ]);
    expect(exitCode).toBe(65);
  });

  it.each(['explain good.yaml --json', 'validate good.yaml --json', 'list --json', 'schema'])(
    'is one document: quorate %s',
    (line) => {
      const { stdout, exitCode } = place.shell(`quorate ${line}`);
      expect(JSON.parse(stdout)).toBeTypeOf('object');
      expect(exitCode).toBe(0);
    },
  );

  it('lists of every bundled scenario what is needed to run it', () => {
    const { stdout } = place.shell('quorate list --json');
    const { scenarios } = JSON.parse(stdout) as { scenarios: { file: string }[] };
    for (const listed of scenarios) {
      expect(listed).toMatchObject({
        name: expect.any(String) as string,
        database: expect.any(String) as string,
      });
      expect(listed).toHaveProperty('textbook');
    }
    const files = scenarios.map(({ file }) => file);
    expect(place.shell(`quorate validate ${files.join(' ')}`).exitCode).toBe(0);
    const [first = ''] = files;
    const { stderr, exitCode } = place.shell(`quorate run ${first.slice(0, 6)}`);
    expect(stderr).toContain(`did you mean "${first.replace('.yaml', '')}"?`);
    expect(exitCode).toBe(66);
  });

  it('prints the schema that is shipped', () => {
    const shipped = new URL('../../schema/scenario.schema.json', import.meta.url);
    const { stdout } = place.shell('quorate schema');
    expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(shipped, 'utf8')));
  });
});

describe('a file that is no scenario', () => {
  const judged = (file: string): readonly [number | null, string] => {
    const { stdout, stderr, exitCode } = place.shell(`quorate run '${file}'`);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/node:|\bat .*\.js/u);
    return [exitCode, /error (E\d+)/u.exec(stderr)?.[1] ?? stderr];
  };

  it('may be missing', () => {
    expect(judged('missing.yaml')).toEqual([66, 'E001']);
    expect(judged('good.yaml/inside.yaml')).toEqual([66, 'E001']);
  });

  it('may be a directory', () => {
    mkdirSync(join(place.folder, 'directory.yaml'));
    expect(judged('directory.yaml')).toEqual([66, 'E002']);
  });

  it('may lead in circles', () => {
    symlinkSync('circle.yaml', join(place.folder, 'circle.yaml'));
    expect(judged('circle.yaml')).toEqual([66, 'E003']);
  });

  it('may be far too large, or never end', () => {
    place.write('large.yaml', new Uint8Array(50 * 1024 * 1024).fill(32));
    expect(judged('large.yaml')).toEqual([65, 'E004']);
    expect(judged('/dev/zero')).toEqual([65, 'E004']);
  });

  it('may be binary or empty', () => {
    place.write(
      'binary.yaml',
      Uint8Array.from({ length: 4096 }, (_, index) => index % 256),
    );
    expect(judged('binary.yaml')).toEqual([65, 'E005']);
    place.write('empty.yaml', '');
    expect(judged('empty.yaml')).toEqual([65, 'E103']);
  });

  it('may have a name that no shell and no terminal should obey', () => {
    const [exitCode] = judged('$(touch owned)\u001b[2J');
    expect(exitCode).toBe(66);
    expect(place.shell('ls owned').exitCode).not.toBe(0);
  });
});

describe('the program', () => {
  it('prints its version', () => {
    const manifest = new URL('../../package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    expect(place.shell('quorate --version').stdout).toBe(`${version}\n`);
  });

  it('loads neither YAML nor schemas nor the simulator to show its help', () => {
    expect([...packagesIn(filesAtStart(builtProgram))].sort()).toEqual(['commander']);
  });

  it('dies of an interrupt at once, which shells report as 130', async () => {
    place.shell('mkfifo waiting.yaml');
    const child = spawn(process.execPath, [builtProgram, 'run', 'waiting.yaml'], {
      cwd: place.folder,
      stdio: 'ignore',
    });
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  });
});

/** The built files that are loaded together with this one; not those that are loaded later. */
function filesAtStart(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^import [^;]*?"(\.[^"]+)";$/gmu);
  for (const [, name = ''] of imports) filesAtStart(join(file, '..', name), seen);
  return seen;
}

/** The libraries whose code these files hold, by the marks that the bundler leaves. */
function packagesIn(files: ReadonlySet<string>): ReadonlySet<string> {
  const texts = [...files].map((file) => readFileSync(file, 'utf8'));
  const marks = texts.flatMap((text) => [
    ...text.matchAll(/^\/\/ node_modules\/(?<name>[^/]+)/gmu),
  ]);
  return new Set(marks.map((mark) => mark.groups?.['name'] ?? ''));
}
