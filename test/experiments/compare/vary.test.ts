/** Variants: every file with every combination of values, each with a name and a command of its own. */
import { describe, expect, it } from 'vitest';
import { parseAxis, type Axis } from '../../../src/experiments/compare/axis.js';
import { variantCount, varied, type Source } from '../../../src/experiments/compare/vary.js';
import { readScenario } from '../../../src/scenario/read.js';

const text = `name: a
database: { kind: primary-replica, nodes: 3 }
clients: [{ name: app, rate: 10/s }]
duration: 1s
`;

function source(name: string): Source {
  return { name, argument: `${name}.yaml`, file: `${name}.yaml`, text };
}

function axis(written: string): Axis {
  const read = parseAxis(written);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

const plain = { set: [], declarations: [] };
const acknowledge = axis('database.acknowledge=primary, any 1');
const detect = axis('database.failover.detect=1s, 2s');

describe('variants', () => {
  it('are named by the value of a single axis', () => {
    const all = varied([source('x')], [acknowledge], plain);
    expect(all.map(({ name }) => name)).toEqual(['primary', 'any 1']);
  });

  it('are all combinations, the last axis changing fastest', () => {
    const all = varied([source('x')], [acknowledge, detect], plain);
    expect(all.map(({ name }) => name)).toEqual([
      'acknowledge=primary, detect=1s',
      'acknowledge=primary, detect=2s',
      'acknowledge=any 1, detect=1s',
      'acknowledge=any 1, detect=2s',
    ]);
    expect(variantCount(1, [acknowledge, detect])).toBe(4);
  });

  it('are named by their files, and by files and values where both differ', () => {
    const files = [source('x'), source('y')];
    expect(varied(files, [], plain).map(({ name }) => name)).toEqual(['x', 'y']);
    const all = varied(files, [acknowledge], plain);
    expect(all.map(({ name }) => name)).toEqual([
      'x, primary',
      'x, any 1',
      'y, primary',
      'y, any 1',
    ]);
    expect(variantCount(2, [acknowledge])).toBe(4);
  });

  it('are told apart by more of the path where its ends are the same', () => {
    const two = [axis('clients.0.count=1, 2'), axis('clients.app.count=3')];
    expect(varied([source('x')], two, plain)[0]?.name).toBe('0.count=1, app.count=3');
  });

  it('are the scenarios that --set would make, and say how', () => {
    const set = [{ path: 'duration', value: '2s' }];
    const [, second] = varied([source('x')], [acknowledge], { set, declarations: [] });
    const settings = [...set, { path: 'database.acknowledge', value: 'any 1' }];
    const same = readScenario(text, { file: 'x.yaml', set: settings });
    if (second?.kind !== 'variant') throw new Error('no variant');
    expect(second.scenario.digest).toBe(same.scenario?.digest);
    expect(second.words).toEqual([
      'x.yaml',
      ...['--set', 'duration=2s', '--set', 'database.acknowledge=any 1'],
    ]);
  });

  it('that cannot be come with their problems, the others without', () => {
    const all = varied([source('x')], [axis('database.acknowledge=any 1, any 7')], plain);
    expect(all.map(({ kind }) => kind)).toEqual(['variant', 'problems']);
    const [, wrong] = all;
    if (wrong?.kind !== 'problems') throw new Error('no problems');
    expect(wrong.name).toBe('any 7');
    expect(wrong.problems).toMatchObject([{ code: 'E206', override: 'database.acknowledge' }]);
  });
});
