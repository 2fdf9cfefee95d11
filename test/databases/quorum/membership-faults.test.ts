/** Changes of the ring when messages are lost and nodes crash, what is refused, and two changes that meet. */
import { describe, expect, test } from 'vitest';
import type { Input } from '../../support/bench.js';
import { Bench, notesIn, Talk, type Letter } from '../../support/quorum.js';
import {
  all,
  at,
  changed,
  expectAllThere,
  filled,
  joining,
  names,
} from '../../support/quorum-rings.js';

describe('when messages are lost', () => {
  test.each(['ring', 'ring known', 'fetch', 'keys', 'fetched'] as const)(
    'the change goes on after every third %s is lost',
    (kind) => {
      const benches = all({ ...joining, streaming: { batch: 5 } });
      const keys = filled(benches, 100);
      let count = 0;
      const talk = changed(benches, 'n5', 'join', ({ message }) => {
        if (message.kind === kind) count += 1;
        return message.kind === kind && count % 3 === 0;
      });
      for (let round = 0; round < 40; round += 1) {
        for (const [id, bench] of benches) {
          if (bench.state.drive !== null) talk.follow(id, bench.expire('tell the ring'));
          if (bench.state.fetching !== null) talk.follow(id, bench.expire('fetch again'));
        }
      }
      expect(count).toBeGreaterThan(2);
      expect(notesIn(talk.effects, 'ring changed')).toHaveLength(1);
      expectAllThere(benches, keys);
    },
  );

  test('a batch that comes twice, or of another step, changes nothing', () => {
    const benches = all();
    filled(benches, 20);
    const talk = changed(benches, 'n5', 'join');
    const bench = at(benches, 'n5');
    const [batch] = talk.all('keys');
    if (batch === undefined) throw new Error('nothing was fetched');
    expect(bench.receive(batch, 'n1')).toEqual([]);
  });

  test('a node that was to fetch and crashed is told again, and begins anew', () => {
    const benches = new Map(all());
    const isKey = ({ message }: Letter): boolean => message.kind === 'keys';
    changed(benches, 'n2', 'leave', isKey);
    const before = at(benches, 'n3');
    expect(before.state.fetching).not.toBe(null);
    const { membership } = before.state;
    const ring = { kind: 'ring', ...membership } as const;
    const again = new Bench('n3', joining, { log: [], snapshots: [ring], wiped: false });
    expect(again.state.fetching).toBe(null);
    benches.set('n3', again);
    const talk = new Talk([...benches.values()]);
    talk.follow('n2', at(benches, 'n2').expire('tell the ring'));
    expect(
      talk.letters.some(({ from, message }) => from === 'n3' && message.kind === 'fetch'),
    ).toBe(true);
  });

  test('a driver that crashed goes on where it was', () => {
    const benches = new Map(all());
    const keys = filled(benches, 50);
    changed(benches, 'n5', 'join', ({ message }) => message.kind === 'ring known');
    const ring = { kind: 'ring', ...at(benches, 'n5').state.membership } as const;
    benches.set('n5', new Bench('n5', joining, { log: [], snapshots: [ring], wiped: false }));
    const talk = new Talk([...benches.values()]);
    talk.follow('n5', at(benches, 'n5').expire('tell the ring'));
    expect(notesIn(talk.effects, 'ring changed')).toHaveLength(1);
    expectAllThere(benches, keys);
  });
});

describe('what is refused', () => {
  const refusal = (bench: Bench, command: string, more: Input = {}): unknown =>
    notesIn(bench.command(command, more), 'cannot change the ring');

  test('a change that changes nothing', () => {
    expect(refusal(new Bench('n1', joining), 'join')).toEqual([{ why: 'nothing would change' }]);
    expect(refusal(new Bench('n5', joining), 'leave')).toEqual([{ why: 'nothing would change' }]);
  });

  test('a change after which replicas would be too few', () => {
    expect(refusal(new Bench('n1'), 'leave')).toEqual([{ why: 'too few would be left' }]);
  });

  test('to replace who is no member', () => {
    const bench = new Bench('n1', joining);
    expect(refusal(bench, 'replace', { gone: ['n5'] })).toEqual([
      { why: 'only a member can be replaced' },
    ]);
  });

  test('a second change during the first one', () => {
    const bench = new Bench('n5', joining);
    bench.command('join');
    expect(refusal(bench, 'leave')).toEqual([{ why: 'another change is under way' }]);
  });
});

describe('two changes', () => {
  const two: Input = { nodes: 5, members: { n4: { role: 'none' }, n5: { role: 'none' } } };

  test('one after the other: who has missed the first one learns of it, and begins anew', () => {
    const benches = all(two);
    const keys = filled(benches, 60);
    changed(benches, 'n4', 'join');
    expect(at(benches, 'n5').state.membership.version).toBe(1);
    const talk = changed(benches, 'n5', 'join');
    expect(notesIn(talk.effects, 'gives up a change')).toEqual([]);
    expect(at(benches, 'n1').state.membership.members).toEqual(names);
    expectAllThere(benches, keys);
  });

  test('at once: one is given up, and everybody goes by the other one', () => {
    const benches = all({ nodes: 5 });
    const talk = new Talk([...benches.values()]);
    const first = at(benches, 'n1').command('leave');
    const second = at(benches, 'n2').command('leave');
    talk.follow('n1', first);
    talk.follow('n2', second);
    expect(notesIn(talk.effects, 'gives up a change')).toHaveLength(1);
    expect(notesIn(talk.effects, 'ring changed')).toHaveLength(1);
    const rings = new Set(
      [...benches.values()].map(({ state }) => state.membership.members.join()),
    );
    expect(rings.size).toBe(1);
  });
});
