/**
 * What docs/sweep.md says about several machines, done on one: its own command lines run as the schedulers
 * would run them, and each way gives what one sweep gives.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workplace, type Workplace } from '../support/program.js';

const text = readFileSync(new URL('../../docs/sweep.md', import.meta.url), 'utf8');

/** Smaller than in the text, so that it takes no minutes. */
const smaller = (line: string): string => line.replaceAll('1..400', '1..24');

function blocks(language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gsu'))].map(
    ([, block = '']) => block,
  );
}

const scenario = `
name: Now and then
database: { kind: primary-replica, nodes: 2, failover: { detect: 1s } }
network: { latency: 1ms..40ms }
clients: [{ name: app, rate: 20/s, keys: 500, reads: 0 }]
duration: 5s
faults: [{ id: crash, at: 2.02s, crash: n1, inFlight: drop }]
expect: { lostWrites: 0 }
`;

let place: Workplace;
beforeEach(() => {
  place = workplace();
  place.write('failover.yaml', scenario);
});
afterEach(() => {
  place.remove();
});

const whole = 'quorate sweep failover.yaml --seeds 1..24';

/** What is merged here is the whole. */
function expectTheWhole(): void {
  const merged = place.shell('quorate merge shard-*.json');
  expect(merged.stderr).toBe('');
  const alone = place.shell(whole);
  expect(alone.stdout).toContain('failed');
  expect(merged).toEqual(alone);
}

const hasParallel = spawnSync('sh', ['-c', 'parallel --version']).status === 0;

describe('shards are started by', () => {
  it.skipIf(!hasParallel)('GNU parallel', () => {
    const [line = ''] = blocks('sh').filter((block) => block.startsWith('parallel'));
    place.shell(smaller(line.split('\n')[0] ?? ''));
    expectTheWhole();
  });

  it('xargs', () => {
    const [line = ''] = blocks('sh').filter((block) => block.startsWith('seq'));
    place.shell(smaller(line.split('\n')[0] ?? ''));
    expectTheWhole();
  });

  it('a matrix of GitHub Actions', () => {
    const workflow = parse(blocks('yaml').find((block) => block.includes('matrix:')) ?? '') as {
      jobs: Record<
        string,
        { strategy?: { matrix: { shard: number[] } }; steps: { run?: string }[] }
      >;
    };
    const { shard: job, merge } = workflow.jobs;
    const run = job?.steps.find((step) => step.run?.includes('sweep'))?.run ?? '';
    for (const shard of job?.strategy?.matrix.shard ?? []) {
      const line = run.replaceAll(/\$\{\{ matrix\.shard \}\}/gu, String(shard)).replace('npx ', '');
      expect([0, 1]).toContain(place.shell(smaller(line)).exitCode);
    }
    expect(merge?.steps.at(-1)?.run).toBe('npx quorate merge shard-*.json');
    expectTheWhole();
  });

  it('an indexed job of Kubernetes', () => {
    const manifest = parse(blocks('yaml').find((block) => block.includes('batch/v1')) ?? '') as {
      spec: {
        completions: number;
        template: { spec: { containers: { command: string[]; args: string[] }[] } };
      };
    };
    const { completions, template } = manifest.spec;
    const [container] = template.spec.containers;
    expect(container?.command).toEqual(['sh', '-c']);
    for (let index = 0; index < completions; index += 1) {
      const environment = { JOB_COMPLETION_INDEX: String(index) };
      const ended = place.shell(smaller(container?.args[0] ?? ''), environment);
      expect([ended.stderr, ended.exitCode]).toEqual(['', 0]);
    }
    expectTheWhole();
  });
});

describe('a sweep that was stopped', () => {
  it('goes on where its file ends', () => {
    place.shell(`${whole} --event-budget 3000 --out kept.json --quiet`);
    const file = JSON.parse(place.shell('cat kept.json').stdout) as { parts: { done: number }[] };
    expect(file.parts[0]?.done).toBeLessThan(24);
    const refused = place.shell(`${whole} --out kept.json --resume`);
    expect(refused.exitCode).toBe(64);
    expect(refused.stderr).toContain('kept.json is of another sweep: its eventBudget differs');
    // However far it comes until then.
    place.shell(`${whole} --time-budget 300ms --out half.json --quiet`);
    const resumed = place.shell(`${whole} --out half.json --resume`);
    expect(resumed).toEqual(place.shell(whole));
  });
});
