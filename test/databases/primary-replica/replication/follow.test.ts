/** The rules of following: a state, a message, and the effects that follow. */
import { describe, expect, test } from 'vitest';
import {
  admitFollower,
  askToFollow,
  hearPrimary,
  rewind,
} from '../../../../src/databases/primary-replica/replication/follow.js';
import { lastPosition } from '../../../../src/databases/primary-replica/state.js';
import { acceptWrite } from '../../../../src/databases/primary-replica/writing/accept.js';
import { armed, kinds, sent } from '../../../support/effects.js';
import {
  append,
  client,
  entry,
  follower,
  followerOf,
  heartbeat,
  officeRecord,
  primary,
  progress,
  requestOf,
} from '../../../support/primary-replica.js';

const heard = (epoch: number, round = 1) => ({ kind: 'heard', epoch, round });

describe('a heartbeat', () => {
  test('of a new primary: its epoch is written down, and it is asked where the logs part', () => {
    const bench = follower('n3', 'n1', 1, [1, 1]);
    const effects = bench.act(hearPrimary, heartbeat(2, { known: false }), 'n2');
    const { epoch, primary: leading, following, source } = bench.state;
    expect([epoch, leading, following, source]).toEqual([2, 'n2', false, 'n2']);
    const follow = { kind: 'follow', epoch: 2, history: [{ epoch: 1, last: 2 }] };
    expect(effects).toEqual([
      { kind: 'snapshot', record: officeRecord(2) },
      { kind: 'flush', mark: bench.state.nextMark - 1 },
      { kind: 'send', to: 'n2', message: follow },
      { kind: 'arm', duration: 2_000_000, timer: 'follow', about: '' },
      { kind: 'send', to: 'n2', message: heard(2) },
      { kind: 'arm', duration: 2_000_000, timer: 'detect', about: '' },
    ]);
  });

  test('of the primary that is known already: it is answered, and waited for anew', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const effects = bench.act(hearPrimary, heartbeat(1, { round: 7, position: 9 }), 'n1');
    expect(effects).toEqual([
      { kind: 'send', to: 'n1', message: heard(1, 7) },
      { kind: 'arm', duration: 2_000_000, timer: 'detect', about: '' },
    ]);
    expect(bench.state.heardOf).toBe(9);
  });

  test('of an older epoch speaks for nobody; with fencing its sender is told so', () => {
    const plain = follower('n3', 'n2', 2, [1]);
    expect(plain.act(hearPrimary, heartbeat(1), 'n1')).toEqual([]);
    expect(plain.state.primary).toBe('n2');
    const fenced = follower('n3', 'n2', 2, [1], { failover: { fencing: 'epoch' } });
    const effects = fenced.act(hearPrimary, heartbeat(1), 'n1');
    expect(effects).toEqual([{ kind: 'send', to: 'n1', message: { kind: 'fenced', epoch: 2 } }]);
  });

  test('of the current epoch counts as old for who has promised a newer one, only with fencing', () => {
    const answersTo = (fencing: string) => {
      const bench = follower('n3', 'n1', 1, [1], { failover: { fencing } });
      bench.state.promised = 2;
      return sent(bench.act(hearPrimary, heartbeat(1), 'n1')).map(([, message]) => message);
    };
    expect(answersTo('epoch')).toEqual([{ kind: 'fenced', epoch: 2 }]);
    expect(answersTo('none')).toEqual([heard(1)]);
  });

  test('makes an old primary step down; those who wait hear that nobody knows, and who is primary now', () => {
    const bench = primary('n1', 1, [1]);
    bench.act(acceptWrite, requestOf('append', 9), client);
    const effects = bench.act(hearPrimary, heartbeat(2), 'n2');
    expect(bench.state.role).toBe('replica');
    const reply = { kind: 'unknown', versions: [], reason: 'no longer primary', position: 0 };
    const told = { kind: 'reply', client, reply: { ...reply, epoch: 2, primary: 'n2' } };
    expect(effects[0]).toEqual(told);
  });

  test('carries the newest voters, which are written down; older ones change nothing', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const voters = ['n1', 'n2'];
    const effects = bench.act(hearPrimary, heartbeat(1, { version: 2, voters }), 'n1');
    expect(bench.state.voters).toEqual({ version: 2, nodes: voters });
    const record = { ...officeRecord(1), version: 2, voters };
    expect(effects.slice(0, 2)).toEqual([
      { kind: 'snapshot', record },
      { kind: 'flush', mark: bench.state.nextMark - 1 },
    ]);
    const late = bench.act(hearPrimary, heartbeat(1, { version: 1, voters: ['n3'] }), 'n1');
    expect([kinds(late), bench.state.voters.version]).toEqual([['send', 'arm'], 2]);
  });

  test('of a primary that does not stream to its follower: it is asked again', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    const effects = bench.act(hearPrimary, heartbeat(1, { known: false }), 'n1');
    expect(bench.state.following).toBe(false);
    expect(sent(effects).map(([to, message]) => [to, (message as { kind: string }).kind])).toEqual([
      ['n1', 'follow'],
      ['n1', 'heard'],
    ]);
  });

  test('makes an arbiter answer and nothing more: it has no log', () => {
    const bench = follower('n3', 'n1', 1, [], { members: { n3: { arbiter: true } } });
    const effects = bench.act(hearPrimary, heartbeat(2, { known: false }), 'n2');
    expect(sent(effects)).toEqual([['n2', heard(2)]]);
    expect([bench.state.epoch, bench.state.primary]).toEqual([2, 'n2']);
  });
});

describe('asking to follow', () => {
  test('is repeated until there is an answer', () => {
    const bench = follower('n2', 'n1', 1, [1]);
    expect(armed(bench.act(askToFollow))).toEqual({ follow: 2_000_000 });
    expect(armed(bench.expire('follow'))).toEqual({ follow: 2_000_000 });
    expect(bench.state.unanswered).toBe(2);
  });

  test.each([
    ['knows of no primary', { primary: null }],
    ['is primary', { primary: 'n2' }],
    ['is an arbiter', { role: 'arbiter' }],
    ['stays out', { staysOut: true }],
  ])('is not done by who %s', (_who, change) => {
    const bench = follower('n2', 'n1', 1, [1]);
    Object.assign(bench.state, change);
    expect(bench.act(askToFollow)).toEqual([]);
    expect(bench.state.following).toBe(true);
  });
});

describe('admitting', () => {
  const follow = (epoch: number, last: number) => {
    const history = last === 0 ? [] : [{ epoch: 1, last }];
    return { kind: 'follow', epoch, history } as const;
  };

  test('the primary answers with its history and streams from where the logs part', () => {
    const bench = primary('n2', 2, [1, 1, 2]);
    const effects = bench.act(admitFollower, follow(2, 5), 'n1');
    const history = [
      { epoch: 1, last: 2 },
      { epoch: 2, last: 3 },
    ];
    const entries = { epoch: 2, entries: [entry(2, 3)] };
    expect(sent(effects)).toEqual([
      ['n1', { kind: 'rewind', epoch: 2, history }],
      ['n1', append(2, [], entries)],
    ]);
    expect(bench.state.followers.get('n1')).toEqual(followerOf({ sent: 3 }));
  });

  test.each([
    [
      'who is not primary and follows nobody',
      () => {
        const bench = follower('n2', 'n1', 1, [1]);
        bench.state.following = false;
        return bench;
      },
    ],
    ['a primary of another epoch', () => primary('n1', 4, [1])],
    [
      'an arbiter',
      () => {
        const bench = follower('n2', 'n1', 1, [], { members: { n2: { arbiter: true } } });
        bench.state.following = true;
        return bench;
      },
    ],
  ])('is not done by %s', (_who, make) => {
    const bench = make();
    expect(bench.act(admitFollower, follow(1, 1), 'n3')).toEqual([]);
    expect(bench.state.followers.size).toBe(0);
  });
});

describe('rewinding', () => {
  const rewindTo = (epoch: number, ...history: readonly (readonly [number, number])[]) => {
    const stretches = history.map(([written, last]) => ({ epoch: written, last }));
    return { kind: 'rewind', epoch, history: stretches } as const;
  };

  test('the replica cuts its private suffix, then follows and reports', () => {
    const bench = follower('n1', 'n2', 2, [1, 1, 1]);
    bench.state.following = false;
    expect(bench.act(rewind, rewindTo(2, [1, 2]), 'n2')).toEqual([
      { kind: 'cancel', timer: 'follow', about: '' },
      { kind: 'truncate', length: 2 },
      { kind: 'rolled-back', write: 3 },
      { kind: 'note', text: 'rolled back', fields: { entries: 1, to: 2 } },
      { kind: 'flush', mark: bench.state.nextMark - 1 },
      { kind: 'note', text: 'rejoined', fields: { epoch: 2, position: 2 } },
      { kind: 'send', to: 'n2', message: progress('n1', 2, { epoch: 2 }) },
    ]);
    expect([bench.state.following, bench.state.unanswered]).toEqual([true, 0]);
  });

  test('a late answer with an older history does not cut entries of the epoch itself', () => {
    const bench = follower('n1', 'n2', 2, [1, 1, 2, 2]);
    bench.state.following = false;
    bench.act(rewind, rewindTo(2, [1, 2], [2, 3]), 'n2');
    expect([lastPosition(bench.state), bench.state.following]).toEqual([4, true]);
  });

  test('the bug "keep the private suffix": nothing is cut', () => {
    const bench = follower('n1', 'n2', 2, [1, 1, 1], { bugs: ['keep the private suffix'] });
    bench.state.following = false;
    bench.act(rewind, rewindTo(2, [1, 2]), 'n2');
    expect([lastPosition(bench.state), bench.state.following]).toEqual([3, true]);
  });

  test.each([
    ['of an older epoch', 1, 'n1', false],
    ['from somebody whom it has not asked', 2, 'n1', false],
    ['to a replica that follows already', 2, 'n2', true],
  ])('an answer %s does nothing', (_which, epoch, from, following) => {
    const bench = follower('n3', 'n2', 2, [1, 1]);
    bench.state.following = following;
    expect(bench.act(rewind, rewindTo(epoch), from)).toEqual([]);
    expect(lastPosition(bench.state)).toBe(2);
  });
});
