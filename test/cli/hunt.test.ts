/** `quorate hunt` as a user runs it: the same on any number of threads, and files that are not lost. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workplace, type Workplace } from '../support/program.js';

const scenario = `name: Three nodes
database: { kind: primary-replica, nodes: 3, heartbeat: 200ms, failover: { detect: 800ms, poll: 200ms } }
network: { latency: 1ms..5ms }
clients: [{ name: app, count: 3, rate: 50/s, workload: append }]
duration: 8s
expect: { lostWrites: 0 }
`;

describe('quorate hunt', () => {
  let place: Workplace;

  beforeEach(() => {
    place = workplace();
    place.write('three.yaml', scenario);
  });

  afterEach(() => {
    place.remove();
  });

  const fileOf = (name: string): string => join(place.folder, name);

  it('finds the same on one thread and on two, and writes the same file', () => {
    const hunts = [1, 2].map((jobs) => {
      mkdirSync(fileOf(`with-${String(jobs)}`));
      const { stdout, exitCode } = place.shell(
        `quorate hunt three.yaml --jobs ${String(jobs)} --out with-${String(jobs)} --json`,
      );
      expect(exitCode).toBe(1);
      const text = readFileSync(fileOf(`with-${String(jobs)}/hunt-three-8.yaml`), 'utf8');
      const [result, written] = [stdout, text].map((one) =>
        one.replaceAll(`with-${String(jobs)}/`, ''),
      );
      return { result, written };
    });
    expect(hunts[1]).toEqual(hunts[0]);
    const { runs, found } = JSON.parse(hunts[0]?.result ?? '') as {
      readonly runs: number;
      readonly found: readonly { readonly firstSeed: number }[];
    };
    expect([runs, found.map(({ firstSeed }) => firstSeed)]).toEqual([8, [8]]);
  });

  it('goes through all seeds on two threads as on one', () => {
    const results = [1, 2].map(
      (jobs) =>
        place.shell(
          `quorate hunt three.yaml --seeds 1..30 --all --no-shrink --jobs ${String(jobs)} --json`,
        ).stdout,
    );
    expect(results[0]).toContain('"firstSeed": 8');
    expect(results[1]).toBe(results[0]);
  });

  it('takes another name for another find, and replaces a file only when told to', () => {
    const hunt = 'quorate hunt three.yaml --seeds 8 --no-shrink';
    writeFileSync(fileOf('hunt-three-8.yaml'), 'something else');
    expect(place.shell(hunt).stdout).toContain('written to  hunt-three-8-2.yaml');
    expect(place.shell(hunt).stdout).toContain('written to  hunt-three-8-2.yaml');
    expect(readFileSync(fileOf('hunt-three-8.yaml'), 'utf8')).toBe('something else');
    expect(place.shell(`${hunt} --force`).stdout).toContain('written to  hunt-three-8.yaml');
    expect(readFileSync(fileOf('hunt-three-8.yaml'), 'utf8')).toContain('name: ');
    expect(place.shell(`${hunt} --out nowhere`)).toMatchObject({
      exitCode: 64,
      stderr: 'error: --out nowhere: there is no such folder\n',
    });
  });

  it('writes a scenario that runs as expected, with the finding in it', () => {
    const { stdout } = place.shell('quorate hunt three.yaml --seeds 8 --no-shrink');
    const command = stdout.trim().split('\n').at(-1) ?? '';
    expect(command).toBe('quorate run hunt-three-8.yaml');
    expect(place.shell(`${command} --quiet`).exitCode).toBe(0);
  });

  it('hunts through databases of one’s own', () => {
    const module = join(process.cwd(), 'examples/last-write-wins.js');
    const yaml = join(process.cwd(), 'examples/last-write-wins.yaml');
    const results = [1, 2].map((jobs) =>
      place.shell(
        `quorate hunt '${yaml}' --import '${module}' --seeds 1..4 --find lostWrites --jobs ${String(jobs)} --no-shrink --json`,
      ),
    );
    expect(results[0]?.stdout).toBe(results[1]?.stdout);
    expect(JSON.parse(results[0]?.stdout ?? '')).toMatchObject({ formatVersion: 1 });
  });
});
