// @ts-check
/**
 * The protocol under test: one primary takes the writes, every node serves reads. A write is acknowledged
 * when all copies have it on their disks, so whoever reads, reads the newest acknowledged write.
 *
 * It has a bug that can be switched on, and that people really make: the primary counts answers instead of
 * asking who answered. A copy that is told twice answers twice.
 *
 * @import { Client, ClientHandle, Node, Recovered, Reply, Request } from 'quorate'
 */
import { defineFamily, nodesSchema, z } from 'quorate';

/**
 * @typedef {{ kind: string, nodes: readonly string[], bugs: readonly string[] }} Options
 * @typedef {{ read: 'any' | 'primary' }} OperationOptions
 * @typedef {{ kind: 'put', sequence: number, key: string, write: number }} Put
 * @typedef {{ kind: 'confirm', sequence: number }} Confirm
 * @typedef {object} Unfinished a write that not all copies have confirmed
 * @property {Put} put
 * @property {ClientHandle | null} client null after a restart of the primary
 * @property {readonly string[]} missing the copies that have not confirmed it
 * @property {number} answers how many confirmations came, from whomever
 * @typedef {object} State
 * @property {boolean} isPrimary
 * @property {number} sequence the highest sequence number that was seen here
 * @property {Map<string, Put>} store by key, the newest version
 * @property {Map<number, { put: Put, client: ClientHandle }>} unflushed not yet on the disk of the primary
 * @property {Map<number, Unfinished>} unfinished by sequence number; on the primary alone
 * @typedef {Node<Options, Put | Confirm, Put>} Door
 */

const resendEvery = 200_000;

const declaration = {
  kind: 'write-all',
  summary: 'A write is acknowledged when every copy has it; every node serves reads.',
  database: z.strictObject({
    kind: z.literal('write-all'),
    nodes: nodesSchema,
    bugs: z.array(z.enum(['count answers'])).default([]),
  }),
  operation: z.strictObject({ read: z.enum(['any', 'primary']).default('any') }),
  messages: { put: 'keep this version', confirm: 'it is on my disk' },
  roles: ['primary', 'copy'],
  events: {},
  commands: {},
  bugs: { 'count answers': 'the primary counts confirmations, whoever sent them' },
};

/** The first node is the primary for ever. @param {{ nodes: readonly string[] }} node */
function primaryOf({ nodes: [first = ''] }) {
  return first;
}

/** Boot: what the disk kept. The primary no longer knows who has what, so it tells everything again. */
/** @param {Recovered<Put>} recovered @param {Door} node @returns {State} */
function start(recovered, node) {
  const state = /** @type {State} */ ({
    isPrimary: node.id === primaryOf(node),
    sequence: 0,
    store: new Map(),
    unflushed: new Map(),
    unfinished: new Map(),
  });
  for (const put of recovered.log) keep(state, put);
  if (!state.isPrimary) return state;
  for (const put of state.store.values()) tellCopies(state, put, null, node);
  node.after(resendEvery, 'resend');
  return state;
}

/** Of two versions of a key the one with the higher number stays. @param {State} state @param {Put} put */
function keep(state, put) {
  state.sequence = Math.max(state.sequence, put.sequence);
  if ((state.store.get(put.key)?.sequence ?? 0) < put.sequence) {
    state.store.set(put.key, { ...put });
    return true;
  }
  return false;
}

/** A client's write. Its own disk comes first: what only copies know, a restart would number again. */
/** @param {State} state @param {Request<OperationOptions>} request @param {ClientHandle} client @param {Door} node */
function acceptWrite(state, { key, write }, client, node) {
  const sequence = state.sequence + 1;
  const put = /** @type {Put} */ ({ kind: 'put', sequence, key, write });
  node.stored(write, versionsOf(state, key));
  keep(state, put);
  state.unflushed.set(sequence, { put: { ...put }, client });
  node.disk.append({ ...put }, write);
  node.disk.flush(sequence);
}

/** @param {State} state @param {Put} put @param {ClientHandle | null} client @param {Door} node */
function tellCopies(state, put, client, node) {
  const missing = [...node.others];
  state.unfinished.set(put.sequence, { put: { ...put }, client, missing, answers: 0 });
  for (const copy of missing) node.send(copy, { ...put });
}

/** A copy confirms when its disk has everything so far, even what it knew already. */
/** @param {State} state @param {Put} put @param {Door} node */
function receivePut(state, put, node) {
  if (keep(state, put)) {
    node.stored(put.write, []);
    node.disk.append({ ...put }, put.write);
  }
  node.disk.flush(put.sequence);
}

/** The write is acknowledged when no copy is missing. @param {State} state @param {number} sequence @param {string} from @param {Door} node */
function receiveConfirm(state, sequence, from, node) {
  const write = state.unfinished.get(sequence);
  if (write === undefined) return;
  write.answers += 1;
  write.missing = write.missing.filter((copy) => copy !== from);
  const isDone = node.bug('count answers')
    ? write.answers >= node.others.length
    : write.missing.length === 0;
  if (!isDone) return;
  state.unfinished.delete(sequence);
  if (write.client !== null) node.reply(write.client, { kind: 'ok', versions: [], reason: '' });
}

/** Whoever has not confirmed is told again; with the bug nobody knows who that is, so all are. */
/** @param {State} state @param {Door} node */
function resend(state, node) {
  for (const { put, missing } of state.unfinished.values()) {
    const copies = node.bug('count answers') ? node.others : missing;
    for (const copy of copies) node.send(copy, { ...put });
  }
  node.after(resendEvery, 'resend');
}

/** As a read returns them: one, or none. @param {State} state @param {string} key */
function versionsOf(state, key) {
  const put = state.store.get(key);
  return put === undefined ? [] : [put.write];
}

/** The client side: writes go to the primary, reads to a node of one's own, or to another if it does not answer. */
const driver = {
  /** @param {Client<Options, OperationOptions>} client */
  open: (client) => ({ node: client.random.pick(client.nodes) }),
  /** @param {{ node: string }} session @param {Request<OperationOptions>} request @param {Client<Options, OperationOptions>} client */
  invoke(session, request, client) {
    const isLocal = request.kind === 'read' && request.options.read === 'any';
    client.send(isLocal ? session.node : primaryOf(client), request);
  },
  /** @param {unknown} _session @param {Reply} answer @param {string} _from @param {unknown} _request @param {Client<Options, OperationOptions>} client */
  receive: (_session, answer, _from, _request, client) => client.succeed(answer.versions),
  /** @param {{ node: string }} session @param {readonly string[]} _to @param {unknown} _request @param {Client<Options, OperationOptions>} client */
  unanswered(session, _to, _request, client) {
    session.node = client.random.pick(client.nodes);
  },
};

export const writeAll = defineFamily({
  declaration,
  strongestRead: /** @type {OperationOptions} */ ({ read: 'primary' }),
  messages: {
    put: {
      fields: ['sequence', 'key', 'write'],
      writes: (/** @type {Put} */ put) => [put.write],
    },
    confirm: { fields: ['sequence'] },
  },
  replyFields: [],
  patience: () => 2 * resendEvery,
  start,
  receive(
    /** @type {State} */ state,
    /** @type {Put | Confirm} */ message,
    from,
    /** @type {Door} */ node,
  ) {
    if (message.kind === 'put') receivePut(state, message, node);
    else receiveConfirm(state, message.sequence, from, node);
  },
  request(state, request, client, node) {
    if (request.kind !== 'read') acceptWrite(state, request, client, node);
    else node.reply(client, { kind: 'ok', versions: versionsOf(state, request.key), reason: '' });
  },
  expire(state, _timer, node) {
    resend(state, node);
  },
  /** The mark is a sequence number: on the primary the copies are told, on a copy the primary. */
  flushed(state, mark, node) {
    if (!state.isPrimary) node.send(primaryOf(node), { kind: 'confirm', sequence: mark });
    const write = state.unflushed.get(mark);
    if (write === undefined) return;
    state.unflushed.delete(mark);
    tellCopies(state, { ...write.put }, write.client, node);
  },
  command: () => undefined,
  view: (state) => ({
    role: state.isPrimary ? 'primary' : 'copy',
    epoch: 0,
    positions: { written: state.sequence },
    members: [],
    text: `${state.store.size} keys, ${state.unfinished.size} writes unfinished`,
  }),
  contents: (state) => new Map([...state.store.keys()].map((key) => [key, versionsOf(state, key)])),
  invariants: {
    'no number belongs to two writes': (states) => {
      /** @type {Map<number, number>} */
      const writes = new Map();
      for (const [id, { store }] of states) {
        for (const { sequence, write } of store.values()) {
          if ((writes.get(sequence) ?? write) !== write) return `${id} has another ${sequence}`;
          writes.set(sequence, write);
        }
      }
      return null;
    },
  },
  driver,
});

/** What `--import` looks for. */
export const databases = [writeAll];
