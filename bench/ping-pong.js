/** Messages that bounce between five nodes: what one message costs from rule to rule, through the network. And how that cost grows with the cluster. */
import { defineFamily, nodesSchema, scenario, simulate, z } from '../dist/index.js';
import { nanosecondsEach, printTable, printTarget, printTitle, takeTurns } from './measure.js';

const declaration = {
  kind: 'ping-pong',
  summary: 'Every node passes what it gets on to the next one.',
  database: z.strictObject({
    kind: z.literal('ping-pong'),
    nodes: nodesSchema,
    bugs: z.array(z.string()).default([]),
  }),
  operation: z.strictObject({}),
  messages: { ball: 'pass it on' },
  roles: ['player'],
  events: {},
  commands: {},
  bugs: {},
};

const pass = (state, node) => {
  state.passed += 1;
  node.send(node.others[state.passed % node.others.length], { kind: 'ball', count: state.passed });
};

const pingPong = defineFamily({
  declaration,
  strongestRead: {},
  messages: { ball: { fields: ['count'] } },
  replyFields: [],
  patience: () => 0,
  start(_recovered, node) {
    const state = { passed: 0 };
    pass(state, node);
    return state;
  },
  receive: (state, _message, _from, node) => pass(state, node),
  request: () => undefined,
  expire: () => undefined,
  flushed: () => undefined,
  command: () => undefined,
  view: () => ({ role: 'player', epoch: 0, positions: {}, members: [], text: '' }),
  contents: () => new Map(),
  invariants: {},
  driver: {
    open: () => null,
    invoke: () => undefined,
    receive: () => undefined,
    unanswered: () => undefined,
  },
});

/** @param {number} nodes @param {number} milliseconds of virtual time; one of them is one message a node */
function game(nodes, milliseconds) {
  return scenario(
    {
      name: 'ping-pong',
      database: { kind: 'ping-pong', nodes },
      clients: [{ name: 'nobody', from: `${milliseconds - 1}ms`, operations: 1 }],
      duration: `${milliseconds}ms`,
      settle: '0s',
    },
    { declarations: [declaration] },
  );
}

/** @param {{ short: boolean }} options */
export function run({ short }) {
  const messages = short ? 100_000 : 1_000_000;
  const play = (nodes) => {
    const described = game(nodes, Math.ceil(messages / nodes));
    const { events } = simulate(described, { databases: [pingPong] });
    return () => nanosecondsEach(events, () => simulate(described, { databases: [pingPong] }));
  };
  const sizes = [3, 5, 11, 31, 101];
  const contestants = Object.fromEntries(sizes.map((nodes) => [`${nodes} nodes`, play(nodes)]));
  const results = takeTurns(short ? 2 : 5, contestants);

  printTitle(`Ping-pong: ${messages} messages through the network`);
  const perSecond = (ns) => (1000 / ns).toFixed(2);
  printTable(
    ['cluster', 'million messages/s'],
    Object.entries(results).map(([cluster, ns]) => [cluster, perSecond(ns)]),
  );
  console.log();
  printTarget('P4 million messages/s, five nodes', 1000 / results['5 nodes'], { must: 2, aim: 5 });
  const growth = results['3 nodes'] / results['101 nodes'];
  printTarget('P14 events/s with 101 nodes against 3', growth, { must: 0.25, aim: 0.5 });
}
