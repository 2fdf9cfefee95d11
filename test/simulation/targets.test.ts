/** Whom a fault concerns: names, lists, zones, roles and selectors, as they are when it begins. */
import { describe, expect, it } from 'vitest';
import type { FaultOccurrence } from '../../src/history/chronicle.js';
import type { SimulateOptions } from '../../src/simulation/run.js';
import { probed, type ProbeInput } from '../support/probe.js';

type Faults = NonNullable<ProbeInput['faults']>;

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Five nodes in two zones and two groups of clients, one of them in a zone. */
function occurrences(faults: Faults, options?: SimulateOptions): readonly FaultOccurrence[] {
  const run = probed(
    {
      database: { nodes: five },
      network: { zones: { east: ['n1', 'n2', 'n3'], west: ['n4', 'n5'] } },
      clients: [
        { name: 'app', zone: 'west', operations: 1 },
        { name: 'batch', operations: 1 },
      ],
      faults,
    },
    options,
  );
  expect(run.warnings).toEqual([]);
  return run.chronicle.faults;
}

function paused(target: string | string[], options?: SimulateOptions): readonly string[] {
  return occurrences([{ at: '5ms', pause: target, for: '1ms' }], options)[0]?.nodes ?? [];
}

it.each<[string, string | string[], string[]]>([
  ['a name', 'n3', ['n3']],
  ['a list, in the order of the scenario, each once', ['n5', 'n2', 'n5'], ['n2', 'n5']],
  ['a zone: its nodes', 'west', ['n4', 'n5']],
  ['a zone and a node of it', ['n5', 'west'], ['n4', 'n5']],
  ['a role that one node has', 'primary', ['n1']],
  ['a role that many have', 'replica', ['n2', 'n3', 'n4', 'n5']],
  ['a name and a role', ['n4', 'primary'], ['n1', 'n4']],
  ['all', 'all', five],
])('%s', (_what, target, expected) => {
  expect(paused(target)).toEqual(expected);
});

describe('random', () => {
  it('is one node, another one with another seed', () => {
    const drawn = Array.from({ length: 40 }, (_, seed) => paused('random', { seed }));
    expect(drawn.every((nodes) => nodes.length === 1)).toBe(true);
    expect(new Set(drawn.flat())).toEqual(new Set(five));
  });

  it('is drawn anew each time', () => {
    const many = occurrences([{ at: '5ms', pause: 'random', for: '1ms', every: '5ms', times: 40 }]);
    expect(new Set(many.flatMap(({ nodes }) => nodes))).toEqual(new Set(five));
  });

  it('is a node that is up', () => {
    const [, ...others] = occurrences([
      { at: '1ms', crash: ['n1', 'n2', 'n4', 'n5'] },
      { at: '5ms', pause: 'random', for: '1ms', every: '5ms', times: 10 },
    ]);
    expect(others.map(({ nodes }) => nodes)).toEqual(Array.from({ length: 10 }, () => ['n3']));
  });

  it('stays the same when other faults come and go', () => {
    const one = { id: 'mine', at: '5ms', pause: 'random', for: '1ms', every: '5ms', times: 20 };
    const other = { id: 'other', at: '7ms', pause: 'random', for: '1ms', every: '5ms', times: 20 };
    const mine = (faults: Faults): unknown =>
      occurrences(faults).flatMap(({ fault, nodes }) => (fault === 'mine' ? [nodes] : []));
    expect(mine([other, one])).toEqual(mine([one]));
  });
});

describe('minority and majority', () => {
  it('are two and three of five', () => {
    expect(paused('minority')).toHaveLength(2);
    expect(paused('majority')).toHaveLength(3);
  });

  it('of one fault complement each other', () => {
    const cuts = occurrences([
      { at: '5ms', partition: [['minority'], ['majority']], for: '1ms', every: '5ms', times: 200 },
    ]);
    const sides = cuts.map(({ summary }) => summary.replace('partition ', '').split(' | '));
    for (const [minority = '', majority = ''] of sides) {
      expect(minority.split(' ')).toHaveLength(2);
      expect([...minority.split(' '), ...majority.split(' ')].sort()).toEqual(five);
    }
    expect(new Set(sides.map(([minority]) => minority)).size).toBe(10);
  });

  it.each([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 1],
  ])('of %i nodes leaves %i for the minority', (nodes, size) => {
    const { chronicle } = probed({
      database: { nodes },
      faults: [{ at: '5ms', pause: 'minority', for: '1ms' }],
    });
    expect(chronicle.faults[0]?.nodes).toHaveLength(size);
  });
});

describe('the sides of a partition', () => {
  function sidesOf(...sides: string[][]): string | undefined {
    return occurrences([{ at: '5ms', partition: sides, for: '1ms' }])[0]?.summary;
  }

  it.each<[string, string[][], string]>([
    ['all clients', [['clients'], ['n1']], 'partition app batch | n1'],
    ['a group of them', [['batch', 'n2'], ['n3']], 'partition n2 batch | n3'],
    ['a zone, with the clients in it', [['west'], ['n1']], 'partition n4 n5 app | n1'],
    ['a role against everybody else', [['primary'], ['all']], 'partition n1 | n2 n3 n4 n5'],
    ['three of them', [['n1'], ['n2'], ['n3']], 'partition n1 | n2 | n3'],
  ])('may hold %s', (_what, sides, summary) => {
    expect(sidesOf(...sides)).toBe(summary);
  });

  it('are told as an arrow when only one direction is cut', () => {
    const [cut] = occurrences([{ at: '5ms', partition: { from: 'primary', to: 'all' } }]);
    expect(cut?.summary).toBe('partition n1 -/-> n2 n3 n4 n5');
  });

  it('leave only nodes in the chronicle', () => {
    const [cut] = occurrences([{ at: '5ms', partition: [['clients', 'n2'], ['n1']] }]);
    expect(cut?.nodes).toEqual(['n1', 'n2']);
  });
});

describe('a role', () => {
  it('is resolved when the fault begins, not before', () => {
    const faults = occurrences([
      { at: '1ms', pause: 'primary', for: '1ms', every: '4ms', times: 2 },
      { at: '3ms', command: 'depose', node: 'n1' },
      { at: '4ms', command: 'crown', node: 'n4' },
    ]);
    const pauses = faults.filter(({ kind }) => kind === 'pause');
    expect(pauses.map(({ nodes }) => nodes)).toEqual([['n1'], ['n4']]);
  });

  it('is nobody’s while its node is down', () => {
    const { warnings, chronicle } = probed({
      database: { nodes: 2 },
      faults: [
        { at: '1ms', crash: 'n1', for: '10ms' },
        { id: 'late', at: '5ms', crash: 'primary', for: '10ms' },
      ],
    });
    expect(chronicle.faults[1]?.nodes).toEqual([]);
    expect(warnings).toEqual([
      {
        code: 'W201',
        message: 'fault late: primary matched nothing when it began',
        path: ['faults', 1],
      },
    ]);
  });
});

describe('a target that matches nothing', () => {
  function warningsOf(...faults: Faults): readonly string[] {
    const { warnings } = probed({ database: { nodes: 2 }, faults });
    return warnings.map(({ message, path }) => `${path.join('/')} ${message}`);
  }

  it('is warned of once, however often it matches nothing', () => {
    const often = { id: 'often', at: '1ms', pause: 'minority', for: '1ms', every: '5ms' };
    expect(warningsOf(often)).toEqual([
      'faults/0 fault often: minority matched nothing when it began',
    ]);
  });

  it('is warned of although the rest of the list matches', () => {
    const warnings = warningsOf({ id: 'mixed', at: '1ms', pause: ['n1', 'minority'], for: '1ms' });
    expect(warnings).toEqual(['faults/0 fault mixed: minority matched nothing when it began']);
  });

  it('is warned of on either side of a link', () => {
    const warnings = warningsOf(
      { id: 'lag', at: '1ms', lag: '5ms', on: { from: 'minority', to: 'n1' } },
      { id: 'cut', at: '1ms', partition: [['n1'], ['minority']] },
    );
    expect(warnings).toEqual([
      'faults/0 fault lag: minority matched nothing when it began',
      'faults/1 fault cut: minority matched nothing when it began',
    ]);
  });

  it('leaves a fault that is over at once', () => {
    const { chronicle } = probed({ faults: [{ at: '1ms', crash: 'minority', for: '10ms' }] });
    expect(chronicle.faults).toMatchObject([{ summary: 'crash nothing', endedAt: 1000 }]);
  });
});
