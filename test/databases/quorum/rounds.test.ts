/** Whom a node compares itself with and when, the trees that it keeps for that, and how long a run waits for it. */
import { describe, expect, it } from 'vitest';
import { treesOf } from '../../../src/databases/quorum/anti-entropy/trees.js';
import { quorum } from '../../../src/databases/quorum/family.js';
import { ringFor } from '../../../src/databases/quorum/membership/ring.js';
import { armedIn, Bench, optionsOf, sentIn, tombstone, value } from '../../support/quorum.js';

const second = 1_000_000;
const comparing = { antiEntropy: { every: '1s' } };

function stateAndNode({ state, node }: Bench) {
  return [state, node] as unknown as Parameters<typeof treesOf>;
}

describe('rounds', () => {
  const boot = (id: string) => armedIn(new Bench(id, comparing).booted);

  it('begin at some time within the first interval, which chance decides', () => {
    const firsts = ['n1', 'n2', 'n3'].map((id) => {
      const [timer, ...more] = boot(id);
      expect(more).toEqual([]);
      expect(timer?.slice(0, 2)).toEqual(['compare', '']);
      return timer?.[2] ?? 0;
    });
    for (const first of firsts) {
      expect(first).toBeGreaterThan(0);
      expect(first).toBeLessThanOrEqual(second);
    }
    expect(new Set(firsts).size).toBe(3);
  });

  it('are not there unless the options say so', () => {
    expect(armedIn(new Bench('n1').booted)).toEqual([]);
  });

  it('take partners in turn, each node another one first', () => {
    const visited = (id: string) => {
      const bench = new Bench(id, { nodes: 4, ...comparing });
      return Array.from({ length: 4 }, () => {
        const effects = bench.expire('compare');
        expect(armedIn(effects)).toContainEqual(['compare', '', second]);
        bench.state.comparisons.clear();
        return sentIn(effects).map(([to]) => to);
      }).flat();
    };
    expect(visited('n1')).toEqual(['n2', 'n3', 'n4', 'n2']);
    expect(visited('n3')).toEqual(['n4', 'n1', 'n2', 'n4']);
  });

  it('leave out who is down and who is being compared', () => {
    const bench = new Bench('n1', { nodes: 4, ...comparing });
    bench.state.down.set('n2', 0);
    expect(sentIn(bench.expire('compare')).map(([to]) => to)).toEqual(['n3']);
    expect(sentIn(bench.expire('compare')).map(([to]) => to)).toEqual(['n4']);
    expect(sentIn(bench.expire('compare'))).toEqual([]);
  });

  it('leave out who shares no key, and nodes without data have none', () => {
    const zones = { nodes: 4, replicas: 1, virtualNodes: 1 };
    expect(sentIn(new Bench('n1', { ...zones, ...comparing }).expire('compare'))).toEqual([]);
    const members = { n4: { role: 'coordinator' } };
    const input = { nodes: 4, members, ...comparing };
    expect(sentIn(new Bench('n4', input).expire('compare'))).toEqual([]);
    expect([...treesOf(...stateAndNode(new Bench('n3', input))).keys()]).toEqual(['n1', 'n2']);
  });
});

describe('the command repair', () => {
  it('compares with all at once, also where nothing is compared otherwise', () => {
    const bench = new Bench('n2', { nodes: 5, replicas: 5 });
    bench.state.down.set('n4', 0);
    const sent = sentIn(bench.command('repair'));
    expect(sent.map(([to, { kind }]) => [to, kind])).toEqual(
      ['n3', 'n4', 'n5', 'n1'].map((to) => [to, 'compare']),
    );
    expect(sentIn(bench.command('repair'))).toEqual([]);
  });
});

describe('the trees', () => {
  it('follow the store, and are built anew for another ring', () => {
    const input = { nodes: 5, ...comparing };
    const bench = new Bench('n1', input);
    const trees = treesOf(...stateAndNode(bench));
    bench
      .holds({ k1: value(1), k2: value(2), k3: value(3), k4: value(4) })
      .holds({ k3: value(900), k4: tombstone(901) });
    expect(treesOf(...stateAndNode(bench))).toBe(trees);
    const anew = new Bench('n1', input).holds(Object.fromEntries(bench.cells));
    expect(treesOf(...stateAndNode(anew))).toEqual(trees);
    const { state, node } = bench;
    const members = ['n1', 'n2', 'n3'];
    state.membership = { ...state.membership, version: 2, members };
    state.ring = ringFor(members, node);
    bench.holds({ k5: value(902) });
    expect(state.trees).toBeNull();
    expect([...treesOf(...stateAndNode(bench)).keys()]).toEqual(['n2', 'n3']);
    state.membership = { ...state.membership, version: 3, members: ['n1', 'n3'] };
    state.ring = ringFor(['n1', 'n3'], node);
    expect([...treesOf(...stateAndNode(bench)).keys()]).toEqual(['n3']);
  });
});

describe('patience', () => {
  it('lasts until each node has been compared with all others', () => {
    const bare = { hints: 'none', timeout: '500ms', suspect: '1s', nodes: 4 };
    const without = quorum.patience(optionsOf(bare));
    expect(without).toBe(2 * second);
    const every = optionsOf({ ...bare, antiEntropy: { every: '10s', depth: 8 } });
    // Three partners, and at worst ten messages that take as long as they may.
    expect(quorum.patience(every)).toBe(without + 30 * second + 5 * second);
  });
});
