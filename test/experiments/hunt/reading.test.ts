/** Which options of a family are about reads is found out by asking its judge. */
import { describe, expect, it } from 'vitest';
import { primaryReplicaDeclaration } from '../../../src/databases/primary-replica/schema.js';
import { singleNodeDeclaration } from '../../../src/databases/single-node/schema.js';
import { readingSpace } from '../../../src/experiments/hunt/reading.js';
import { scenario } from '../../../src/scenario/build.js';
import type { ScenarioInput } from '../../../src/scenario/schema.js';

type Clients = ScenarioInput['clients'];
type Failover = Exclude<
  Extract<ScenarioInput['database'], { kind: 'primary-replica' }>['failover'],
  undefined
>;

function threeNodes(clients: Clients, failover: Failover = { fencing: 'epoch' }) {
  return scenario({
    name: 'Three nodes',
    database: { kind: 'primary-replica', nodes: 3, failover },
    clients,
    duration: '10s',
  });
}

const places = ['primary', 'any', 'replica', 'nearest', 'round-robin'];

describe('read options', () => {
  it('are the places and levels of primary-replica, where they go together', () => {
    const [app, ...others] = readingSpace(threeNodes([{ name: 'app' }]), primaryReplicaDeclaration);
    expect(others).toEqual([]);
    expect(app?.group).toBe('app');
    expect(app?.options).toEqual([
      { read: 'primary', level: 'local' },
      { read: 'primary', level: 'majority' },
      { read: 'primary', level: 'linearizable' },
      ...places.slice(1).flatMap((read) => [
        { read, level: 'local' },
        { read, level: 'majority' },
      ]),
    ]);
  });

  it('leave out what the family warns of', () => {
    const without = threeNodes([{ name: 'app' }], { fencing: 'none' });
    const [app] = readingSpace(without, primaryReplicaDeclaration);
    expect(app?.options.filter(({ level }) => level === 'linearizable')).toEqual([]);
    const sticky = threeNodes([{ name: 'app', read: 'any', sticky: '1s' }]);
    const [own] = readingSpace(sticky, primaryReplicaDeclaration);
    expect([...new Set(own?.options.map(({ read }) => read))]).toEqual(places.slice(1));
  });

  it('are none for groups that never read, and for scripts', () => {
    const given = threeNodes([
      { name: 'writers', reads: 0 },
      { name: 'steps', script: [{ do: 'read', key: 'a' }] },
    ]);
    expect(readingSpace(given, primaryReplicaDeclaration)).toEqual([]);
  });

  it('are none where a family has none', () => {
    const single = scenario({
      name: 'One node',
      database: { kind: 'single-node' },
      clients: [{ name: 'app' }],
      duration: '10s',
    });
    expect(readingSpace(single, singleNodeDeclaration)).toEqual([]);
  });
});
