/** What rules can learn of the world around them through their doors: where nodes are, and what time it is. */
import { describe, expect, it } from 'vitest';
import {
  defineFamily,
  type AnyFamily,
  type Client,
  type Node,
} from '../../src/databases/database.js';
import { randomSource } from '../../src/kernel/random.js';
import { ClientDoor } from '../../src/simulation/clients/door.js';
import type { Run } from '../../src/simulation/run.js';
import { probe, probed, type ProbeInput } from '../support/probe.js';

type Rule = (...input: readonly unknown[]) => unknown;

/** The probe, whose nodes and sessions also say what they see. */
const onlooker: AnyFamily = defineFamily({
  ...probe,
  start(recovered, node: Node<unknown, never, never>) {
    node.note(`${node.id} sees ${node.others.map(node.distanceTo).join(' ')}`);
    return (probe.start as Rule)(recovered, node);
  },
  driver: {
    ...probe.driver,
    invoke(session, request, client: Client<unknown, unknown>) {
      client.note(`${client.id} sees ${client.nearest.join(' ')} at ${client.now()}`);
      (probe.driver.invoke as Rule)(session, request, client);
    },
  },
});

/** Everything that somebody said to see. */
function seen(input: ProbeInput): readonly string[] {
  const run: Run = probed(input, { databases: [onlooker] });
  return [...run.notes.keys()].filter((text) => text.includes(' sees ') && !text.startsWith('$'));
}

const network = {
  zones: { eu: ['n1'], us: ['n2', 'n3'] },
  roundTrip: { eu: { us: '80ms' }, us: { us: '1ms' } },
};

describe('nodes', () => {
  it('know how far the others are', () => {
    const nodes = seen({
      database: { nodes: 3 },
      network,
      clients: [{ name: 'app', from: '900ms' }],
    });
    expect(nodes.slice(0, 3)).toEqual([
      'n1 sees 40000 40000',
      'n2 sees 40000 500',
      'n3 sees 40000 500',
    ]);
  });
});

describe('sessions', () => {
  const group = { reads: 0, operations: 2, think: '30ms' } as const;

  it('know who is near, and what time it is', () => {
    const all = seen({
      database: { nodes: 3 },
      network,
      clients: [
        { name: 'here', zone: 'us', from: '5ms', ...group },
        { name: 'there', zone: 'eu', from: '7ms', ...group },
        { name: 'anywhere', from: '9ms', ...group },
      ],
    });
    expect(all.slice(3)).toEqual([
      'here.1 sees n2 n3 n1 at 5000',
      'there.1 sees n1 n2 n3 at 7000',
      'anywhere.1 sees n1 n2 n3 at 9000',
      'here.1 sees n2 n3 n1 at 35000',
      'there.1 sees n1 n2 n3 at 37000',
      'anywhere.1 sees n1 n2 n3 at 39000',
    ]);
  });
});

describe('a door', () => {
  const options = { kind: 'probe', nodes: ['n1', 'n2'], bugs: [] };
  /** Counts how often somebody asks who is near. */
  const counting = () => {
    const rank = { asked: 0, of: () => ((rank.asked += 1), ['n2', 'n1']) };
    return rank;
  };

  it('of a client asks who is near when first needed, and once', () => {
    const rank = counting();
    const random = randomSource('1');
    const door = new ClientDoor('app.1', null, {
      ...{ database: options, zones: new Map(), random, now: () => 0, rank: rank.of },
    });
    expect(rank.asked).toBe(0);
    expect(door.nearest).toEqual(['n2', 'n1']);
    expect(door.nearest).toBe(door.nearest);
    expect(rank.asked).toBe(1);
  });
});
