/**
 * A family that is nothing but traffic: every node sends a beat to all others at equal intervals of its own
 * clock, and a report over another channel. Clients are answered at once. For tests of the world around it.
 */
import { z } from 'zod';
import { bugsSchema, nodesSchema } from '../../src/databases/common/schema.js';
import {
  defineFamily,
  type ClientHandle,
  type Node,
  type Reply,
  type Tagged,
} from '../../src/databases/database.js';
import { positiveDuration } from '../../src/scenario/values/schema.js';
import type { Run } from '../../src/simulation/run.js';

const database = z.strictObject({
  kind: z.literal('beacon'),
  nodes: nodesSchema,
  every: positiveDuration.prefault('100ms'),
  bugs: bugsSchema,
});

type Options = z.output<typeof database>;

interface Pulse {
  readonly kind: 'beat' | 'report';
  readonly number: number;
}

interface State {
  sent: number;
}

type Beacon = Node<Options, Pulse, Tagged>;

function pulse(state: State, node: Beacon): void {
  state.sent += 1;
  for (const other of node.others) {
    node.send(other, { kind: 'beat', number: state.sent });
    node.send(other, { kind: 'report', number: state.sent });
  }
  node.after(node.options.every, 'pulse');
}

function answer(client: ClientHandle, node: Beacon): void {
  node.reply(client, { kind: 'ok', versions: [], reason: '' });
}

export const beacon = defineFamily<
  Options,
  { readonly to?: string | undefined },
  State,
  Pulse,
  Tagged,
  never,
  Reply,
  null
>({
  declaration: {
    kind: 'beacon',
    summary: 'Every node sends a beat to all others.',
    database,
    operation: z.strictObject({ to: z.string().optional() }),
    messages: { beat: 'I am alive', report: 'the same on another channel' },
    roles: ['beacon'],
    events: {},
    commands: {},
    bugs: {},
  },
  strongestRead: {},
  messages: {
    beat: { fields: ['number'] },
    report: { fields: ['number'], channel: 'reports' },
  },
  replyFields: [],
  patience: () => 0,
  start(_recovered, node) {
    node.after(node.options.every, 'pulse');
    return { sent: 0 };
  },
  receive: () => undefined,
  request(_state, _request, client, node) {
    answer(client, node);
  },
  expire(state, _timer, node) {
    pulse(state, node);
  },
  flushed: () => undefined,
  command: () => undefined,
  view: () => ({ role: 'beacon', epoch: 0, positions: {}, members: [], text: '' }),
  contents: () => new Map(),
  invariants: {},
  driver: {
    open: () => null,
    invoke(_session, request, client) {
      client.send(request.options.to ?? client.nodes[0] ?? '', request);
    },
    receive(_session, _answer, _from, _request, client) {
      client.succeed([]);
    },
    unanswered: () => undefined,
  },
});

/** A pulse from one node to another. Not all arrive. */
export interface Sent {
  readonly kind: string;
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly sentAt: number;
  /** What was decided at sending. */
  readonly disposition: string | null;
  readonly arrivedAt: readonly number[];
}

/** The pulses of a traced run of a beacon, in the order of sending. */
export function pulsesOf({ trace }: Run): readonly Sent[] {
  const sent = new Map<number, Sent & { readonly arrivedAt: number[] }>();
  for (const { at, input, effects } of trace ?? []) {
    if (input.kind === 'message') sent.get(input.message)?.arrivedAt.push(at);
    for (const effect of effects) {
      if (effect.kind !== 'send' || sent.has(effect.message)) continue;
      const { message, from, to, disposition, body } = effect;
      sent.set(message, { ...(body as Pulse), from, to, sentAt: at, disposition, arrivedAt: [] });
    }
  }
  return [...sent.values()];
}

/** The beats among them. */
export function beatsOf(run: Run): readonly Sent[] {
  return pulsesOf(run).filter(({ kind }) => kind === 'beat');
}
