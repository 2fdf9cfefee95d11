/** Leadership transfer: §3.10 of the dissertation. */
import { describe, expect, test } from 'vitest';
import { acceptCommand } from '../../../src/databases/raft/machine/propose.js';
import { answers, armed, notes, sent } from '../../support/effects.js';
import {
  appended,
  client,
  follower,
  requestOf,
  restarted,
  settledLeader,
} from '../../support/raft.js';
import { acknowledged, beat, cluster, leaders, log } from '../../support/raft-table.js';

const handOver = { kind: 'hand over', term: 2 } as const;
const timeoutNow = { kind: 'timeout now', term: 2 } as const;

describe('handing over', () => {
  test('who has everything is told to stand at once', () => {
    const bench = settledLeader('n1', 2, [1]);
    const effects = bench.receive(handOver, 'n3');
    expect(sent(effects)).toEqual([['n3', timeoutNow]]);
    expect(armed(effects)).toEqual({ transfer: 1_000_000 });
    expect(notes(effects)).toEqual([['hands over', { to: 'n3' }]]);
  });

  test('who lacks something gets it first; meanwhile the leader takes no commands', () => {
    const bench = settledLeader('n1', 2, [1], { inFlight: 1 });
    for (const id of [7, 8]) bench.act(acceptCommand, requestOf('append', id), client);
    expect(sent(bench.receive(handOver, 'n3'))).toEqual([]);
    const refused = answers(bench.act(acceptCommand, requestOf('append', 9), client));
    expect(refused).toEqual([[client, 'refused', 'handing over']]);
    bench.receive(appended(bench, { match: 3 }), 'n3');
    expect(sent(bench.receive(appended(bench), 'n3'))).toEqual([['n3', timeoutNow]]);
  });

  test('when nobody has taken over in time, the leader goes on', () => {
    const bench = settledLeader('n1', 2, [1]);
    bench.receive(handOver, 'n3');
    expect(notes(bench.expire('transfer'))).toEqual([['goes on', { term: 2 }]]);
    expect(answers(bench.act(acceptCommand, requestOf('append', 9), client))).toEqual([]);
    expect(bench.state).toMatchObject({ role: 'leader', transferTo: null });
  });

  test('not to two at a time, not to itself, not to a learner, not to a blank node', () => {
    const bench = settledLeader('n1', 2, [1], { nodes: 4, members: { n4: { role: 'learner' } } });
    bench.receive(appended(bench, { isBlank: true }), 'n2');
    for (const id of ['n1', 'n2', 'n4']) expect(bench.receive(handOver, id)).toEqual([]);
    bench.receive(handOver, 'n3');
    expect(bench.receive(handOver, 'n2')).toEqual([]);
  });

  test('who does not lead hands nothing over', () => {
    expect(follower('n2', 'n1', 2, [1]).receive(handOver, 'n3')).toEqual([]);
  });
});

describe('standing at once', () => {
  test('needs no pre-vote, and voters that hear the leader take part', () => {
    const bench = follower('n2', 'n1', 2, [1]);
    const effects = bench.receive(timeoutNow, 'n1');
    expect(bench.state).toMatchObject({ role: 'candidate', currentTerm: 3, isTransfer: true });
    expect(sent(effects)).toMatchObject([
      ['n1', { kind: 'request vote', isTransfer: true }],
      ['n3', { kind: 'request vote', isTransfer: true }],
    ]);
  });

  test('the next election is an ordinary one again', () => {
    const bench = follower('n2', 'n1', 2, [1], { election: { preVote: false } });
    bench.receive(timeoutNow, 'n1');
    expect(sent(bench.expire('election'))[0]?.[1]).toMatchObject({ term: 4, isTransfer: false });
  });

  test('is not for another term, nor for who has no vote', () => {
    expect(follower('n2', 'n1', 3, [1]).receive(timeoutNow, 'n1')).toEqual([]);
    const learner = follower('n2', 'n1', 2, [1], { members: { n2: { role: 'learner' } } });
    expect(learner.receive(timeoutNow, 'n1')).toEqual([]);
    const blank = restarted('n2', 2, [1], {}, { isBlank: true });
    expect(blank.receive(timeoutNow, 'n1')).toEqual([]);
  });
});

describe('an operator', () => {
  test('asks the node that shall lead, and it asks the leader', () => {
    const bench = follower('n2', 'n1', 2, [1]);
    expect(sent(bench.command('transfer'))).toEqual([['n1', handOver]]);
  });

  test('gets nothing where no leader is known, or the node has no vote', () => {
    const alone = restarted('n2', 2, [1]);
    const learner = follower('n2', 'n1', 2, [1], { members: { n2: { role: 'learner' } } });
    for (const bench of [alone, learner]) {
      expect(notes(bench.command('transfer'))).toEqual([['cannot take over', { term: 2 }]]);
    }
    expect(settledLeader('n1', 2, []).command('transfer')).toEqual([]);
  });
});

describe('by priority', () => {
  const members = { n2: { priority: 1 }, n3: { priority: 2 } };

  test('the leader hands over to the best voter that has what is committed and answers', () => {
    const bench = settledLeader('n1', 2, [1], { members });
    expect(notes(bench.expire('heartbeat'))).toEqual([['hands over', { to: 'n3' }]]);
  });

  test('not to one that is behind, or silent, or blank', () => {
    const behind = settledLeader('n1', 2, [1], { members });
    behind.act(acceptCommand, requestOf('append', 9), client);
    behind.flush();
    behind.receive(appended(behind), 'n2');
    const silent = settledLeader('n1', 2, [1], { members });
    silent.expire('heartbeat');
    silent.expire('transfer');
    silent.receive(appended(silent), 'n2');
    const blank = settledLeader('n1', 2, [1], { members });
    blank.receive(appended(blank, { isBlank: true }), 'n3');
    for (const bench of [behind, silent, blank]) {
      expect(notes(bench.expire('heartbeat'))).toEqual([['hands over', { to: 'n2' }]]);
    }
  });

  test('and the best one keeps its office', () => {
    const bench = settledLeader('n3', 2, [1], { members });
    expect(notes(bench.expire('heartbeat'))).toEqual([]);
  });
});

test('a cluster hands over without losing anything', () => {
  const table = cluster();
  const write = table.request('n1');
  table.command('n3', 'transfer');
  table.settle();
  expect(leaders(table)).toEqual(['n3']);
  expect(acknowledged(table)).toEqual([write]);
  beat(table, 'n3');
  expect(log(table, 'n1')).toEqual(['t1', write, 't2']);
});
