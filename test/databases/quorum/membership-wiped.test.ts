/** A node whose disk was wiped: it coordinates nothing until it knows which ring counts. */
import { describe, expect, test } from 'vitest';
import type { Recovered } from '../../../src/databases/database.js';
import type { DiskRecord, MessageOf } from '../../../src/databases/quorum/message.js';
import { emptyContext } from '../../../src/databases/versions/context.js';
import { answers } from '../../support/effects.js';
import { armedIn, Bench, client, notesIn, requestOf, sentIn, Talk } from '../../support/quorum.js';
import { all, at, changed, names } from '../../support/quorum-rings.js';

const wiped: Recovered<DiskRecord> = { log: [], snapshots: [], wiped: true };
const unknown = 'this node does not know the ring yet';

function ring(version: number, members: readonly string[]): MessageOf<'ring'> {
  return { kind: 'ring', version, by: '', phase: 'steady', members, next: [], gone: [] };
}

describe('a node with a wiped disk', () => {
  test('asks all others for the ring, again and again, and refuses clients meanwhile', () => {
    const bench = new Bench('n1', {}, wiped);
    const asked = ['n2', 'n3'].map((id) => [id, ring(0, ['n1', 'n2', 'n3'])]);
    expect(sentIn(bench.booted)).toEqual(asked);
    expect(armedIn(bench.booted)).toEqual([['ask for the ring', '', 1_000_000]]);
    expect(sentIn(bench.expire('ask for the ring'))).toEqual(asked);
    for (const kind of ['read', 'write'] as const) {
      expect(answers(bench.request(requestOf(kind, 5), client))).toEqual([
        [client, 'refused', unknown],
      ]);
    }
    expect(notesIn(bench.command('leave'), 'cannot change the ring')).toEqual([{ why: unknown }]);
  });

  test('coordinates for no other node', () => {
    const bench = new Bench('n1', { versions: 'dotted' }, wiped);
    const seen = emptyContext;
    const wanted = { action: 'write', key: 'k', write: 9, level: 'one', seen, shown: [] } as const;
    const effects = bench.receive({ kind: 'forward', ask: 3, ...wanted }, 'n2');
    expect(sentIn(effects)).toContainEqual([
      'n2',
      expect.objectContaining({ kind: 'forwarded', answer: 'refused' }),
    ]);
    expect(bench.cells).toEqual([]);
  });

  test('is told by a member, also where nothing has changed, and serves again', () => {
    const benches = [new Bench('n1', {}, wiped), new Bench('n2'), new Bench('n3')] as const;
    const [bench] = benches;
    new Talk(benches).follow('n1', bench.booted);
    expect(bench.state.membership.version).toBe(1);
    expect(bench.expire('ask for the ring')).toEqual([]);
    expect(answers(bench.request(requestOf('write', 5), client))).toEqual([]);
    expect(bench.state.asks.size).toBe(1);
  });

  test('that had left learns that it is no member', () => {
    const benches = new Map(all({ nodes: 5 }));
    changed(benches, 'n1', 'leave');
    const again = new Bench('n1', { nodes: 5 }, wiped);
    benches.set('n1', again);
    new Talk([...benches.values()]).follow('n1', again.booted);
    expect(again.state.membership.members).toEqual(names.slice(1));
    const answer = again.request(requestOf('read'), client);
    expect(answers(answer)).toEqual([[client, 'refused', 'this node is no member']]);
  });

  test('in the middle of a change that it drove drives it on', () => {
    const benches = new Map(all());
    changed(benches, 'n5', 'join', ({ message }) => message.kind === 'ring known');
    const again = new Bench('n5', { nodes: 5, members: { n5: { role: 'none' } } }, wiped);
    benches.set('n5', again);
    const talk = new Talk([...benches.values()]).follow('n5', again.booted);
    expect(notesIn(talk.effects, 'ring changed')).toHaveLength(1);
    expect(at(benches, 'n1').state.membership.members).toEqual(names);
  });

  test('does not believe a node that is no member: it has missed changes, perhaps', () => {
    const bench = new Bench('n1', { nodes: 3, members: { n3: { role: 'none' } } }, wiped);
    bench.receive(ring(1, ['n1', 'n2']), 'n3');
    expect(bench.state.membership.version).toBe(0);
    bench.receive(ring(1, ['n1', 'n2']), 'n2');
    expect(bench.state.membership.version).toBe(1);
  });

  test('goes by the ring of the scenario when nobody knows another one', () => {
    const benches = ['n1', 'n2', 'n3'].map((id) => new Bench(id, {}, wiped));
    const talk = new Talk(benches);
    for (const bench of benches) talk.follow(bench.node.id, bench.booted);
    expect(benches.map(({ state }) => state.membership.version)).toEqual([1, 1, 1]);
  });

  test('knows the ring after a crash if its disk does', () => {
    const kept = { ...ring(6, ['n1', 'n2']), by: 'n3' };
    const bench = new Bench('n1', {}, { log: [], snapshots: [kept], wiped: true });
    expect(bench.state.membership.version).toBe(6);
    expect(sentIn(bench.booted)).toEqual([]);
  });

  test('and no others has nobody to ask', () => {
    const bench = new Bench('n1', { nodes: 1, replicas: 1 }, wiped);
    expect(bench.state.membership.version).toBe(1);
  });
});
