/**
 * One node without replication: the control group. What it acknowledges after the flush survives every
 * crash that leaves the disk; what it acknowledges before does not. Reads see what is acknowledged.
 */
import type { WriteId } from '../../history/operation.js';
import {
  conditionFailed,
  defineFamily,
  type Client,
  type ClientHandle,
  type Driver,
  type Node,
  type NodeView,
  type Recovered,
  type Reply,
  type Request,
} from '../database.js';
import {
  actionOf,
  allVersions,
  apply,
  conditionHolds,
  versionsAfter,
  versionsOf,
  type Change,
  type KeyStore,
} from '../versions/key-store.js';
import {
  singleNodeDeclaration,
  type SingleNodeOperationOptions,
  type SingleNodeOptions,
} from './schema.js';

interface Entry extends Change {
  readonly kind: 'entry';
}

/** A write that is not acknowledged yet, and who waits for it. */
interface Waiting {
  readonly change: Change;
  readonly client: ClientHandle;
}

interface State {
  /** What reads see. */
  readonly store: KeyStore;
  /** The last write of each key in the log, applied or not. */
  readonly newest: Map<string, WriteId>;
  /** By position, oldest first. */
  readonly waiting: Map<number, Waiting>;
  /** Entries in the log. */
  length: number;
  flushed: number;
  applied: number;
}

type SingleNode = Node<SingleNodeOptions, never, Entry>;
type SingleRequest = Request<SingleNodeOperationOptions>;

function recover({ log }: Recovered<Entry>): State {
  const { length } = log;
  const state: State = {
    store: new Map(),
    newest: new Map(),
    waiting: new Map(),
    length,
    flushed: length,
    applied: length,
  };
  for (const entry of log) {
    apply(state.store, entry);
    state.newest.set(entry.key, entry.write);
  }
  return state;
}

function serveRead(state: State, key: string, client: ClientHandle, node: SingleNode): void {
  node.reply(client, { kind: 'ok', versions: versionsOf(state.store, key), reason: '' });
}

/** What a key is going to hold when all that is in the log is applied. */
function versionsIn({ store, waiting }: State, key: string): readonly WriteId[] {
  return versionsAfter(
    store,
    key,
    [...waiting.values()].map(({ change }) => change),
  );
}

/** A condition is judged by the log, so that of two writes with one basis the second one fails. */
function acceptWrite(
  state: State,
  request: SingleRequest,
  client: ClientHandle,
  node: SingleNode,
): void {
  const { kind, key, write, condition } = request;
  if (condition !== null && !conditionHolds(request, versionsIn(state, key))) {
    node.reply(client, { kind: 'refused', versions: [], reason: conditionFailed });
    return;
  }
  const change: Change = { action: actionOf(kind), key, write };
  const newest = state.newest.get(key);
  node.stored(write, newest === undefined ? [] : [newest]);
  state.newest.set(key, write);
  state.length += 1;
  state.waiting.set(state.length, { change, client });
  node.disk.append({ kind: 'entry', ...change }, write);
  node.disk.flush(state.length);
  const { acknowledge } = node.options;
  const isHasty = acknowledge === 'buffered' || node.bug('acknowledge before the flush');
  if (isHasty) acknowledgeUpTo(state, state.length, node);
}

/** A flush is through: all writes up to its mark are durable. */
function flushed(state: State, mark: number, node: SingleNode): void {
  state.flushed = Math.max(state.flushed, mark);
  acknowledgeUpTo(state, state.flushed, node);
}

/** Applies the writes up to a position and answers their clients. */
function acknowledgeUpTo(state: State, last: number, node: SingleNode): void {
  for (const [position, { change, client }] of state.waiting) {
    if (position > last) return;
    apply(state.store, change);
    state.applied = position;
    state.waiting.delete(position);
    node.reply(client, { kind: 'ok', versions: [], reason: '' });
  }
}

function view({ length, flushed: durable, applied }: State): NodeView {
  return {
    role: 'single',
    epoch: 0,
    positions: { log: length, flushed: durable, applied },
    members: [],
    text: `${String(length)} entries, ${String(durable)} flushed`,
  };
}

type SingleClient = Client<SingleNodeOptions, SingleNodeOperationOptions>;

/** The client side: everything goes to the one node. */
const driver: Driver<SingleNodeOptions, SingleNodeOperationOptions, null, Reply> = {
  open: () => null,
  invoke(_session, request, client: SingleClient) {
    const [node] = client.nodes;
    if (node !== undefined) client.send(node, request);
  },
  receive(_session, answer, _from, _request, client: SingleClient) {
    if (answer.kind === 'ok') client.succeed(answer.versions);
    else client.refuse(answer.reason);
  },
  unanswered: () => undefined,
};

export const singleNode = defineFamily<
  SingleNodeOptions,
  SingleNodeOperationOptions,
  State,
  never,
  Entry,
  never,
  Reply,
  null
>({
  declaration: singleNodeDeclaration,
  strongestRead: {},
  messages: {},
  replyFields: [],
  patience: () => 0,
  start: recover,
  receive: () => undefined,
  request(state, request, client, node) {
    if (request.kind === 'read') serveRead(state, request.key, client, node);
    else acceptWrite(state, request, client, node);
  },
  expire: () => undefined,
  flushed,
  command: () => undefined,
  view,
  contents: (state): ReadonlyMap<string, readonly WriteId[]> => allVersions(state.store),
  invariants: {
    'nothing is flushed or applied that is not in the log': (states) => {
      for (const [id, { length, flushed: durable, applied }] of states) {
        if (durable > length) return `${id} has flushed beyond the end of its log`;
        if (applied > length) return `${id} has applied beyond the end of its log`;
      }
      return null;
    },
  },
  driver,
});
