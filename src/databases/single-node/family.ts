/**
 * One node without replication: the control group. What it acknowledges after the flush survives every
 * crash that leaves the disk; what it acknowledges before does not.
 */
import type { WriteId } from '../../history/operation.js';
import {
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
  allVersions,
  apply,
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

interface State {
  readonly store: KeyStore;
  /** Clients that wait for a flush, by its mark. */
  readonly waiting: Map<number, ClientHandle>;
  /** Entries in the log. */
  length: number;
  flushed: number;
}

type SingleNode = Node<SingleNodeOptions, never, Entry>;
type SingleRequest = Request<SingleNodeOperationOptions>;

function recover(recovered: Recovered<Entry>): State {
  const { length } = recovered.log;
  const state: State = { store: new Map(), waiting: new Map(), length, flushed: length };
  for (const entry of recovered.log) apply(state.store, entry);
  return state;
}

function serveRead(state: State, key: string, client: ClientHandle, node: SingleNode): void {
  node.reply(client, { kind: 'ok', versions: versionsOf(state.store, key), reason: '' });
}

function acceptWrite(
  state: State,
  { kind, key, write }: SingleRequest,
  client: ClientHandle,
  node: SingleNode,
): void {
  const change: Change = { action: kind === 'append' ? 'append' : 'write', key, write };
  node.stored(write, versionsOf(state.store, key).slice(-1));
  apply(state.store, change);
  state.length += 1;
  node.disk.append({ kind: 'entry', ...change }, write);
  node.disk.flush(state.length);
  const waits = node.options.acknowledge === 'flushed' && !node.bug('acknowledge before the flush');
  if (waits) state.waiting.set(state.length, client);
  else confirm(client, node);
}

function flushed(state: State, mark: number, node: SingleNode): void {
  state.flushed = Math.max(state.flushed, mark);
  const client = state.waiting.get(mark);
  if (client === undefined) return;
  state.waiting.delete(mark);
  confirm(client, node);
}

function confirm(client: ClientHandle, node: SingleNode): void {
  node.reply(client, { kind: 'ok', versions: [], reason: '' });
}

function view(state: State): NodeView {
  const { length, flushed: durable } = state;
  return {
    role: 'single',
    epoch: 0,
    positions: { log: length, flushed: durable, applied: length },
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
    else client.lose(answer.reason);
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
    'nothing is flushed that is not in the log': (states) => {
      for (const [id, state] of states) {
        if (state.flushed > state.length) return `${id} has flushed beyond the end of its log`;
      }
      return null;
    },
  },
  driver,
});
