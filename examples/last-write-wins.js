// @ts-check
/**
 * A database family of one's own: every node takes writes, stamps them with its own clock, and tells the
 * others until they confirm. The newest stamp wins. Run it with
 *
 *     quorate run --import ./examples/last-write-wins.js examples/last-write-wins.yaml
 *
 * A family is a declaration (what a scenario may say), rules (state and input in, effects out through the
 * node door) and a driver (the client side). docs/your-own-database.md goes through this file.
 *
 * @import { Client, ClientHandle, Node, Recovered, Request, Reply } from 'quorate'
 */
import { defineFamily, nodesSchema, z } from 'quorate';

/**
 * @typedef {{ kind: string, nodes: readonly string[], bugs: readonly string[] }} Options
 * @typedef {{ kind: 'put', key: string, write: number, stamp: number, origin: string }} Put
 * @typedef {{ kind: 'got', write: number }} Got
 * @typedef {object} State
 * @property {Map<string, Put>} store by key, the version with the newest stamp
 * @property {Map<string, Map<number, Put>>} unconfirmed by node, by write: puts it has not confirmed
 * @property {Map<number, ClientHandle>} waiting by write: clients that wait for the flush
 * @typedef {Node<Options, Put | Got, Put>} Door
 */

const resendEvery = 200_000;

const declaration = {
  kind: 'last-write-wins',
  summary: 'Every node takes writes; the newest wall-clock stamp wins.',
  database: z.strictObject({
    kind: z.literal('last-write-wins'),
    nodes: nodesSchema,
    bugs: z.array(z.string()).default([]),
  }),
  operation: z.strictObject({}),
  messages: { put: 'this version exists', got: 'I have it' },
  roles: ['leader'],
  events: { conflict: 'a version was dropped although its writer did not know the other' },
  commands: {},
  bugs: {},
};

/** The newer stamp wins; between equal stamps the later node in the alphabet. @param {Put} one @param {Put} other */
function beats(one, other) {
  return one.stamp !== other.stamp ? one.stamp > other.stamp : one.origin > other.origin;
}

/** Boot: the store is what the disk kept. Who had confirmed what is forgotten, so everything is told again. */
/** @param {Recovered<Put>} recovered @param {Door} node @returns {State} */
function start(recovered, node) {
  const state = /** @type {State} */ ({
    store: new Map(),
    unconfirmed: new Map(node.others.map((other) => [other, new Map()])),
    waiting: new Map(),
  });
  for (const put of recovered.log) {
    const current = state.store.get(put.key);
    if (current === undefined || beats(put, current)) state.store.set(put.key, { ...put });
  }
  for (const put of state.store.values()) tellOthers(state, put, node);
  node.after(resendEvery, 'resend');
  return state;
}

/** A client's write: stamped here, acknowledged when the disk has it. */
/** @param {State} state @param {Request<unknown>} request @param {ClientHandle} client @param {Door} node */
function acceptWrite(state, { key, write }, client, node) {
  const put = /** @type {Put} */ ({
    kind: 'put',
    key,
    write,
    stamp: node.clock.wall(),
    origin: node.id,
  });
  const known = state.store.get(key);
  node.stored(write, known === undefined ? [] : [known.write]);
  keepNewer(state, put, node);
  state.waiting.set(write, client);
  node.disk.append({ ...put }, write);
  node.disk.flush(write);
  tellOthers(state, put, node);
}

/** Another node's write arrives: kept if it is newer than what is here. */
/** @param {State} state @param {Put} put @param {string} from @param {Door} node */
function receivePut(state, put, from, node) {
  if (state.store.get(put.key)?.write !== put.write) {
    // This node took no part in accepting the write, so the write knew nothing of what is here.
    node.stored(put.write, []);
    keepNewer(state, put, node);
    node.disk.append({ ...put }, put.write);
    node.disk.flush(0);
  }
  node.send(from, { kind: 'got', write: put.write });
}

/** Conflict resolution, the same everywhere: one of the two versions goes. */
/** @param {State} state @param {Put} put @param {Door} node */
function keepNewer(state, put, node) {
  const current = state.store.get(put.key);
  if (current !== undefined) {
    const [winner, loser] = beats(put, current) ? [put, current] : [current, put];
    node.discarded(loser.write, winner.write);
    if (winner === current) {
      node.note('conflict', { key: put.key, lost: loser.write });
      return;
    }
  }
  state.store.set(put.key, { ...put });
}

/** @param {State} state @param {Put} put @param {Door} node */
function tellOthers(state, put, node) {
  for (const [other, puts] of state.unconfirmed) {
    puts.set(put.write, { ...put });
    node.send(other, { ...put });
  }
}

/** What was not confirmed is told again. @param {State} state @param {Door} node */
function resend(state, node) {
  for (const [other, puts] of state.unconfirmed) {
    for (const put of puts.values()) node.send(other, { ...put });
  }
  node.after(resendEvery, 'resend');
}

/** The client side: any node will do; another one if it does not answer. */
const driver = {
  /** @param {Client<unknown, unknown>} client */
  open: (client) => ({ node: client.random.pick(client.nodes) }),
  /** @param {{ node: string }} session @param {Request<unknown>} request @param {Client<unknown, unknown>} client */
  invoke: (session, request, client) => client.send(session.node, request),
  /** @param {unknown} _session @param {Reply} answer @param {string} _from @param {unknown} _request @param {Client<unknown, unknown>} client */
  receive: (_session, answer, _from, _request, client) => client.succeed(answer.versions),
  /** @param {{ node: string }} session @param {readonly string[]} _to @param {unknown} _request @param {Client<unknown, unknown>} client */
  unanswered(session, _to, _request, client) {
    session.node = client.random.pick(client.nodes);
  },
};

/** The versions of a key as a read returns them: one, or none. @param {State} state @param {string} key */
function versionsOf(state, key) {
  const held = state.store.get(key);
  return held === undefined ? [] : [held.write];
}

export const lastWriteWins = defineFamily({
  declaration,
  strongestRead: {},
  messages: {
    put: {
      fields: ['key', 'write', 'stamp', 'origin'],
      writes: (/** @type {Put} */ put) => [put.write],
    },
    got: { fields: ['write'] },
  },
  replyFields: [],
  patience: () => 2 * resendEvery,
  start,
  receive(
    /** @type {State} */ state,
    /** @type {Put | Got} */ message,
    from,
    /** @type {Door} */ node,
  ) {
    if (message.kind === 'put') receivePut(state, message, from, node);
    else state.unconfirmed.get(from)?.delete(message.write);
  },
  request(state, request, client, node) {
    if (request.kind !== 'read') acceptWrite(state, request, client, node);
    else node.reply(client, { kind: 'ok', versions: versionsOf(state, request.key), reason: '' });
  },
  expire(state, _timer, node) {
    resend(state, node);
  },
  flushed(state, mark, node) {
    const client = state.waiting.get(mark);
    if (client === undefined) return;
    state.waiting.delete(mark);
    node.reply(client, { kind: 'ok', versions: [], reason: '' });
  },
  command: () => undefined,
  view: (state) => ({
    role: 'leader',
    epoch: 0,
    positions: {},
    members: [],
    text: `${state.store.size} keys`,
  }),
  contents: (state) => new Map([...state.store.keys()].map((key) => [key, versionsOf(state, key)])),
  invariants: {},
  driver,
});

/** What `--import` looks for. */
export const databases = [lastWriteWins];
