/** The comparison of engines, on stand-ins: this Node, and this Node started so that one event differs. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { differingRuns, digestsUnder, firstDifference } from './compare.js';
import { availableEngines } from './engines.js';

const usual = { name: 'usual', command: process.execPath, options: [] };
const odd = { ...usual, name: 'odd', options: ['--conditions=odd'] };
const module = pathToFileURL(join(import.meta.dirname, 'stand-in.js')).href;
const file = join(import.meta.dirname, '../../.gitignore');
const plan = { module, seeds: ['1', 'two'], files: [file] };

describe('the comparison of engines', () => {
  it('has one line for each scenario and seed', () => {
    const runs = digestsUnder(usual, plan).map((line) => line.split(' ').slice(0, 2));
    expect(runs).toEqual([
      [file, '1'],
      [file, 'two'],
    ]);
  });

  it('finds nothing between an engine and itself', async () => {
    expect(differingRuns(digestsUnder(usual, plan), digestsUnder(usual, plan))).toEqual([]);
    expect(await firstDifference([usual, usual], module, { file, seed: '1' })).toBeNull();
  });

  it('names the runs that differ, and the first event that does', async () => {
    const runs = differingRuns(digestsUnder(usual, plan), digestsUnder(odd, plan));
    expect(runs).toEqual([
      { file, seed: '1' },
      { file, seed: 'two' },
    ]);
    const events = await firstDifference([usual, odd], module, { file, seed: '1' });
    expect(
      events?.map((event: string | null) => JSON.parse(event ?? 'null') as unknown),
    ).toMatchObject([
      { number: 2, depends: 'usual' },
      { number: 2, depends: 'odd' },
    ]);
  });

  it('fails when an engine fails, and when one has fewer runs', () => {
    const broken = { ...usual, options: ['--eval', 'process.exit(3)'] };
    expect(() => digestsUnder(broken, plan)).toThrow('usual failed');
    expect(() => differingRuns(['a 1 x', 'a 2 x'], ['a 1 x'])).toThrow('2 runs on one side');
  });

  it('says of every engine whether it can be had', () => {
    const { available, missing } = availableEngines();
    const names = [...available, ...missing].map(({ name }) => name).sort();
    expect(names).toEqual(['Bun', 'Deno', 'Node 22', 'Node 24', 'Node 26']);
  });
});
