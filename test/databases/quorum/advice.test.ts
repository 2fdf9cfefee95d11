/** What is said about options that cannot work, or that surely nobody wants: every remark once. */
import { describe, expect, test } from 'vitest';
import { judge } from '../../../src/databases/quorum/advice/schema.js';
import { remarksAbout, remarksAboutClient } from '../../support/advice.js';
import type { Input } from '../../support/bench.js';
import { optionsOf } from '../../support/quorum.js';

const about = (database: Input, client: Input = {}): readonly string[] =>
  remarksAbout({ kind: 'quorum', ...database }, client);

const aboutClient = (client: Input, database: Input = {}): readonly string[] =>
  remarksAboutClient(client, { kind: 'quorum', ...database });

const noHints = { hints: 'none' };

describe('the database', () => {
  test.each([
    [{}],
    [{ nodes: 1, replicas: 1 }],
    [{ readLevel: 'one', writeLevel: 'any' }],
    [{ nodes: 4, members: { n4: { role: 'none' } } }],
    [{ ...noHints, readRepair: { mode: 'background' } }],
    [{ ...noHints, readRepair: { mode: 'none' }, antiEntropy: { every: '1s' } }],
    [{ sloppy: true, hints: { after: '100ms' } }],
    [{ speculate: '20ms' }],
    [{ bugs: ['count hints', 'repair with the oldest'] }],
  ])('nothing is wrong with %j', (database) => {
    expect(about(database)).toEqual([]);
  });

  test.each([
    [
      { nodes: 2, members: { n1: { role: 'coordinator' }, n2: { role: 'none' } } },
      ['E407 members: nobody holds data, so nothing can be written'],
    ],
    [
      { nodes: 2 },
      ['E206 replicas: 3 replicas of each key, and there are 2 nodes that hold data, not 3'],
    ],
    [
      { writeLevel: 'three', replicas: 2 },
      ['E206 writeLevel: of each key there are 2 replicas, not 3'],
    ],
    [{ readLevel: 4 }, ['E206 readLevel: of each key there are 3 replicas, not 4']],
    [
      { readLevel: 'any' },
      ['E407 readLevel: a hint answers writes, and no read: any is no level of reads'],
    ],
    [
      { sloppy: true, ...noHints },
      [
        'E407 sloppy: nodes that stand in for others keep what they get as hints, and there are none',
      ],
    ],
    [
      { hints: { after: '500ms' } },
      [
        'W401 hints.after: a hint is written when the coordinator gives up at the latest, after 500ms',
      ],
    ],
    [
      { ...noHints, readRepair: { mode: 'none' } },
      [
        'W401 hints: a replica that misses a write never gets it: no hints, no read repair, no anti-entropy',
      ],
    ],
    [
      { antiEntropy: { every: '1m' }, tombstones: { grace: '2m' } },
      [
        'W401 tombstones.grace: it takes 2min until each replica has been compared with all others: what was deleted may come back from one that missed it',
      ],
    ],
    [
      { readLevel: 'serial', versions: 'dotted' },
      [
        'E407 readLevel: serial reads see what conditional writes decide, and with vectors there are none',
      ],
    ],
    [{ speculate: '500ms' }, ['W401 speculate: the coordinator has given up by then, after 500ms']],
    [
      { speculate: '5ms', ask: 'all' },
      ['W401 speculate: all are asked anyway: there is no one more'],
    ],
    [
      { bugs: ['answer before W', 'count hints'], ...noHints },
      ['W401 bugs.1: without hints this bug does not show'],
    ],
    [
      { readRepair: { mode: 'none', chance: '10%' } },
      [
        'W401 readRepair.chance: with mode: none more replicas are asked, and none of them is repaired',
      ],
    ],
    [
      { bugs: ['repair with the oldest'], readRepair: { mode: 'none' } },
      ['W401 bugs.0: without read repair this bug does not show'],
    ],
  ])('about %j', (database, remarks) => {
    expect(about(database)).toEqual(remarks);
  });

  test.each([
    [
      { versions: 'dotted' },
      { workload: 'compare-and-set' },
      [
        'E407 versions: writes on a condition are decided one after the other, and siblings are not',
      ],
    ],
    [
      { backoff: '2s' },
      { workload: 'compare-and-set' },
      ['W401 backoff: who meets another write mostly gives up before it tries again: after 500ms'],
    ],
    [{ backoff: '2s' }, {}, []],
  ])('about %j where clients do %j', (database, client, remarks) => {
    expect(about(database, client)).toEqual(remarks);
  });
});

test('a zone with fewer nodes that hold data than N says', () => {
  const members = { n2: { role: 'coordinator' } };
  const options = optionsOf({ nodes: 5, members, replicas: { eu: 2, us: 1, asia: 1 } });
  const zones = { eu: ['n1', 'n2', 'app'], us: ['n3', 'n4'] };
  expect(judge(options, [], zones)).toEqual([
    {
      ...{ kind: 'range', path: ['replicas', 'eu'] },
      message: 'in eu there is 1 node that holds data, not 2',
    },
  ]);
});

describe('a client', () => {
  test.each([
    [{ readLevel: 'one', writeLevel: 'all' }],
    [{ context: 'reads', coordinator: 'nearest' }],
    [{ coordinator: 'n2' }],
  ])('nothing is wrong with %j', (client) => {
    expect(aboutClient(client)).toEqual([]);
  });

  test.each([
    [
      { readLevel: 'one', reads: 0 },
      {},
      ['W401 readLevel: readLevel means nothing here: the group does not read'],
    ],
    [
      { writeLevel: 'one', reads: '100%' },
      {},
      ['W401 writeLevel: writeLevel means nothing here: the group does not write'],
    ],
    [
      { context: 'reads', reads: 0 },
      {},
      ['W401 context: reads have a context only where there are reads'],
    ],
    [
      { coordinator: 'n2' },
      { nodes: 4, members: { n2: { role: 'none' } } },
      ['W401 coordinator: n2 is no member at the beginning and refuses until it has joined'],
    ],
    [{ writeLevel: 4 }, {}, ['E206 writeLevel: of each key there are 3 replicas, not 4']],
    [
      { readLevel: 'serial' },
      { versions: 'dotted' },
      [
        'E407 readLevel: serial reads see what conditional writes decide, and with vectors there are none',
      ],
    ],
  ])('about %j', (client, database, remarks) => {
    expect(aboutClient(client, database)).toEqual(remarks);
  });
});
