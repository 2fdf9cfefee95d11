/** What is said about how a failed primary is replaced. */
import { describe, expect, test } from 'vitest';
import { remarksAbout } from '../../../support/advice.js';

const voiceless = { n1: { votes: 0 }, n2: { votes: 0 }, n3: { votes: 0 } };

describe('failover', () => {
  test.each([
    [{ failover: { watchers: 3 } }, 'E206 failover.watchers: there are 2 replicas, not 3'],
    [
      { members: { n3: { arbiter: true } }, failover: { watchers: 3 } },
      'E206 failover.watchers: there are 2 other nodes, not 3',
    ],
    [
      { failover: { lease: '1s' } },
      'E405 failover.lease: there is a lease only with fencing: lease',
    ],
    [
      { members: voiceless, failover: { fencing: 'epoch' } },
      'E407 failover.fencing: nobody has a vote, so nobody can be promoted',
    ],
    [
      { heartbeat: '2s', failover: { detect: '2s' } },
      'W401 failover.detect: replicas suspect a healthy primary: detect is not longer than the heartbeat (2s)',
    ],
    [
      { failover: { fencing: 'lease', detect: '2s', lease: '3s' } },
      'W401 failover.lease: an old primary may serve when a new one is promoted: the lease is longer than detect (2s)',
    ],
    [
      { failover: { fencing: 'lease', lease: '500ms' } },
      'W401 failover.lease: a healthy primary loses its lease between two heartbeats (500ms)',
    ],
    [
      { nodes: 4 },
      'W401 failover.watchers: half of the nodes can promote one of their own: write 3 instead of majority, which is 2 replicas',
    ],
    [
      { nodes: 4, failover: { fencing: 'epoch' } },
      'W401 failover.fencing: 4 votes tolerate no more failures than 3: a majority is 3',
    ],
    [
      { nodes: 2, failover: { fencing: 'epoch' } },
      'W401 failover.fencing: with 2 votes a majority is both: when either node fails, nobody can be promoted',
    ],
    [
      { members: { n2: { priority: 2 } } },
      'W401 failover.promote: priorities above 0 count only with promote: priority',
    ],
    [
      { failover: { promote: 'priority' } },
      'W401 failover.promote: all have the same priority, so the most of the log decides',
    ],
    [
      { failover: { promote: 'by-hand', lagLimit: 5 } },
      'W401 failover.lagLimit: an operator promotes whomever they name, so a limit means nothing',
    ],
    [
      { bugs: ['count arbiters'] },
      'W401 bugs.0: this bug shows only with an arbiter among the members',
    ],
    [{ bugs: ['ignore the epoch'] }, 'W401 bugs.0: this bug shows only with fencing'],
    [{ bugs: ['take office without votes'] }, 'W401 bugs.0: this bug shows only with fencing'],
    [
      { failover: 'none', bugs: ['forget the promise'] },
      'W401 bugs.0: this bug shows only with fencing',
    ],
    [
      { failover: { promote: 'by-hand' }, bugs: ['promote any replica'] },
      'W401 bugs.0: this bug shows only where replicas choose the next primary themselves',
    ],
  ])('%j', (database, remark) => {
    expect(remarksAbout(database)).toEqual([remark]);
  });

  test.each([
    { nodes: 2 },
    { nodes: 4, failover: { watchers: 3 } },
    { nodes: 4, members: { n4: { votes: 0 } }, failover: { fencing: 'epoch' } },
    { heartbeat: '2s', failover: 'none' },
    { failover: { fencing: 'lease', lease: '2s' } },
    { members: { n2: { priority: 2 } }, failover: { promote: 'priority' } },
    { members: { n3: { priority: 0 } } },
    { members: { n3: { arbiter: true } }, bugs: ['count arbiters'] },
    { failover: { fencing: 'epoch' }, bugs: ['ignore the epoch', 'take office without votes'] },
    { bugs: ['promote any replica', 'keep the private suffix', 'acknowledge before the flush'] },
  ])('nothing about %j', (database) => {
    expect(remarksAbout(database)).toEqual([]);
  });
});
