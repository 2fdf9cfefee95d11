/** How a database family's judgement of options comes to people: with places, hints, and all of it at once. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scenario } from '../../src/scenario/build.js';
import { ScenarioError } from '../../src/scenario/problem.js';
import { completed, located, problemsOf, unmarked } from './marked.js';

const database = (keys: string): string =>
  `database: { kind: primary-replica, nodes: [n1, n2, n3], ${keys} }`;
const client = (keys: string): string => `clients:\n  - { name: app, ${keys} }`;
const script = (step: string): string => `clients:\n  - name: app\n    script:\n      - ${step}`;

describe('what a family says', () => {
  it.each([
    ['E407', database('members: { n1: { arbiter: ¦true } }')],
    ['E407', database('members: { n2: { follows: ¦n3 }, n3: { follows: n2 } }')],
    ['E405', database('failover: { ¦lease: 1s }')],
    ['E206', database('acknowledge: ¦any 3')],
    ['E206', database('lagGuard: { limit: 1s, replicas: ¦3 }')],
    ['W401', database('bugs: [promote any replica, ¦count arbiters]')],
    ['E206', client('acknowledge: ¦any 3')],
    ['W401 E407', client('level: ¦linearizable, read: ¦any')],
    ['W401', client('idempotencyKey: ¦true')],
    ['W401', client('read: any, token: { timeout: ¦2s }')],
    ['E206', script('{ do: write, key: a, acknowledge: ¦any 3 }')],
    ['W401', script('{ do: read, key: a, sticky: ¦1s }')],
  ])('points at the option: %s %s', (code, marked) => {
    const { text, places } = unmarked(completed(marked));
    const codes = code.split(' ');
    const wanted = places.map((place, index) => `${codes[index] ?? ''} ${place}`);
    expect(located(problemsOf(text))).toEqual(wanted);
  });

  it('points at the group when the key is not there', () => {
    const text = `${database('groupCommit: { size: 9, wait: 2s }')}\nclients:\n  - name: app`;
    expect(located(problemsOf(completed(text)))).toEqual(['W401 3:5']);
  });

  it.each([
    ['E302', 'did you mean "n2"?', database("acknowledge: ¦'any 1 [n2x, n3]'")],
    ['E302', 'did you mean "n3"?', database('acknowledge: { any: 1, of: [n2, ¦nn3] }')],
    ['E302', 'did you mean "n3"?', database('members: { ¦N3: { priority: 2 } }')],
    ['E302', 'did you mean "n2"?', client("acknowledge: ¦'any 1 [n2x]'")],
    ['E302', 'did you mean "n2"?', script("{ do: write, key: a, acknowledge: ¦'first 1 [n2x]' }")],
    ['E207', 'did you mean "majority"?', database('acknowledge: ¦majorty')],
    ['E203', 'write for example any 1', database('acknowledge: ¦1')],
    ['E207', 'did you mean "round-robin"?', client('read: ¦round robin')],
    ['E201', 'did you mean "arbiter"?', database('members: { n3: { ¦arbitre: true } }')],
    ['E407', 'put another node first', database('members: { n1: { arbiter: ¦true } }')],
    [
      'E101',
      "within { } a text with a list in it needs quotation marks: 'any 1 [n2, n3]'",
      client('acknowledge: any 1 ¦['),
    ],
  ])('%s, and what to do: %s', (code, hint, marked) => {
    const { text, places } = unmarked(completed(marked));
    const [problem] = problemsOf(text);
    expect(problem === undefined ? [] : located([problem])).toEqual([`${code} ${places[0] ?? ''}`]);
    expect(problem?.hint).toBe(hint);
  });
});

describe('one mistake', () => {
  it('does not hide what is wrong with the other options', () => {
    const { text, places } = unmarked(
      completed(
        `${database('commit: ¦aplied, lagGuard: { limit: 1s, replicas: ¦9 }, failover: { ¦detct: 1s, lease: 1s }')}
${client('read: ¦n9, acknowledge: ¦any 3')}`,
      ),
    );
    const codes = ['E207', 'E206', 'E201', 'E302', 'E206'];
    expect(located(problemsOf(text))).toEqual(
      places.map((place, index) => `${codes[index] ?? ''} ${place}`),
    );
  });

  it('keeps advice back, which may be wrong then', () => {
    const text = database('heartbeat: 5s, bugs: [count arbiters], failover: { dtect: 9s }');
    expect(problemsOf(completed(text)).map(({ code }) => code)).toEqual(['E201']);
  });

  it('leaves nothing to judge when it is in the nodes', () => {
    const text = 'database: { kind: primary-replica, nodes: many, acknowledge: any 3 }';
    expect(problemsOf(completed(text)).map(({ code }) => code)).toEqual(['E203']);
  });
});

describe('the builder', () => {
  const base = { name: 'Test', duration: '30s' };
  const problemsIn = (build: () => unknown): readonly string[] => {
    try {
      build();
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      return error.message.split('\n').filter((line) => line !== '');
    }
    return [];
  };

  it('throws the same judgement, with paths for places', () => {
    const fenced = { failover: { fencing: 'epoch' } } as const;
    const database = {
      kind: 'primary-replica',
      nodes: 3,
      acknowledge: 'any 3',
      ...fenced,
    } as const;
    const step = { do: 'read', key: 'a', read: 'any', level: 'linearizable' } as const;
    const clients = [{ name: 'app', script: [{ wait: '1s' }, step] }];
    expect(problemsIn(() => scenario({ ...base, database, clients }))).toEqual([
      'database.acknowledge: error E206: there are 2 replicas, not 3',
      'clients.0.script.1.read: error E407: linearizable reads are served by the primary alone',
      '  hint: leave read out, or choose level: majority or local',
    ]);
  });

  it('lets a family of your own judge its options', () => {
    const mine = {
      ...{ kind: 'mine', summary: 'Mine.', messages: {}, roles: [] },
      ...{ events: {}, commands: {}, bugs: {} },
      database: z.strictObject({
        kind: z.literal('mine'),
        nodes: z.array(z.string()),
        copies: z.int(),
      }),
      judge: ({ nodes, copies }: { nodes: string[]; copies: number }) =>
        copies > nodes.length
          ? [{ kind: 'range', path: ['copies'], message: 'so many nodes are not there' } as const]
          : [],
      operation: z.strictObject({ ask: z.int().default(1) }),
      judgeOperation: ({ ask }: { ask: number }, { copies }: { copies: number }) =>
        ask > copies
          ? [{ kind: 'contradiction', path: ['ask'], message: 'so many have nothing' } as const]
          : [],
    };
    const build = (copies: number): unknown =>
      scenario(
        {
          ...base,
          database: { kind: 'mine', nodes: ['n1'], copies },
          clients: [{ name: 'app', ask: 2 }],
        },
        { declarations: [mine] },
      );
    expect(problemsIn(() => build(2))).toEqual([
      'database.copies: error E206: so many nodes are not there',
    ]);
    expect(problemsIn(() => build(1))).toEqual(['clients.0.ask: error E407: so many have nothing']);
  });

  it('refuses conditions on writes where the family does not declare them', () => {
    const mine = (conditions?: boolean) => ({
      ...{ kind: 'mine', summary: 'Mine.', messages: {}, roles: [] },
      ...{ events: {}, commands: {}, bugs: {} },
      database: z.strictObject({ kind: z.literal('mine'), nodes: z.array(z.string()) }),
      operation: z.strictObject({}),
      ...(conditions === undefined ? {} : { conditions }),
    });
    const script = [
      { do: 'write', key: 'a' },
      { do: 'insert', key: 'a' },
      { do: 'compare-and-set', key: 'a' },
    ];
    const clients = [
      { name: 'app', workload: 'compare-and-set' },
      { name: 'steps', script },
    ];
    const build = (conditions?: boolean) => (): unknown =>
      scenario(
        { ...base, database: { kind: 'mine', nodes: ['n1'] }, clients },
        {
          declarations: [mine(conditions)],
        },
      );
    expect(build(true)).not.toThrow();
    const hint = '  hint: write, delete and update have no condition';
    expect(problemsIn(build())).toEqual([
      'clients.0.workload: error E408: databases of kind mine know no compare-and-set',
      hint,
      'clients.1.script.1.do: error E408: databases of kind mine know no insert',
      hint,
      'clients.1.script.2.do: error E408: databases of kind mine know no compare-and-set',
      hint,
    ]);
  });
});
