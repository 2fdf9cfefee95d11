/**
 * A family for tests of the world around families: its nodes answer requests as a script says, serve only
 * what they have flushed, take orders from an operator, and remember every input (`seenBy`).
 */
import { z } from 'zod';
import { bugsSchema, nodesSchema } from '../../src/databases/common/schema.js';
import {
  defineFamily,
  type Client,
  type ClientHandle,
  type Node,
  type Reply,
  type Request,
  type Tagged,
} from '../../src/databases/database.js';
import type { WriteId } from '../../src/history/operation.js';
import { parseDuration } from '../../src/kernel/time.js';
import type { TraceEvent } from '../../src/kernel/trace.js';
import { scenario, type CustomScenarioInput } from '../../src/scenario/build.js';
import { positiveDuration } from '../../src/scenario/values/schema.js';
import type { Run, SimulateOptions } from '../../src/simulation/run.js';
import { simulate } from '../../src/simulation/simulate.js';

const database = z.strictObject({
  kind: z.literal('probe'),
  nodes: nodesSchema.prefault(1),
  /** What a node answers to its requests, one after the other; the last one to all further ones: `refused 50ms`. */
  answers: z.array(z.string()).prefault(['ok']),
  /** A timer that every request and message sets anew. */
  alarm: positiveDuration.optional(),
  /** Nodes tell each other so often that they are there, and announce it. */
  tick: positiveDuration.optional(),
  bugs: bugsSchema,
});

const operation = z.strictObject({
  /** Whom the driver asks: the first node; the next one after each that was silent; all of them. */
  ask: z.enum(['first', 'next', 'every']).default('first'),
  /** How many nodes must say ok. */
  needs: z.int().default(1),
});

type Options = z.output<typeof database>;
type Asked = Request<z.output<typeof operation>>;

interface Entry {
  readonly kind: 'entry';
  readonly key: string;
  readonly write: WriteId;
}

interface Command extends Tagged {
  readonly kind: 'say' | 'crown' | 'depose' | 'fail' | 'clear';
  readonly text?: string;
}

interface State {
  role: 'primary' | 'replica';
  readonly seen: string[];
  requests: number;
  readonly unflushed: Map<number, Entry>;
  readonly store: Map<string, WriteId[]>;
  /** Answers that are still to come, by client. */
  readonly late: Map<string, { readonly kind: Reply['kind']; readonly key: string }>;
}

type Door = Node<Options, Tagged, Entry>;

function setAlarm(node: Door): void {
  if (node.options.alarm !== undefined) node.after(node.options.alarm, 'alarm');
}

function setTick(node: Door): void {
  if (node.options.tick !== undefined) node.after(node.options.tick, 'tick');
}

function accept(state: State, { key, write }: Asked, node: Door): void {
  node.stored(write, []);
  node.disk.append({ kind: 'entry', key, write }, write);
  node.disk.flush(write);
  state.unflushed.set(write, { kind: 'entry', key, write });
}

function apply(state: State, { key, write }: Entry): void {
  state.store.set(key, [...(state.store.get(key) ?? []), write]);
}

function reply(kind: Reply['kind'], key: string, client: ClientHandle, state: State, node: Door) {
  const versions = [...(state.store.get(key) ?? [])];
  node.reply(client, { kind, versions, reason: kind === 'ok' ? '' : `${node.id} said ${kind}` });
}

function answer(state: State, { key }: Asked, client: ClientHandle, node: Door): void {
  const { answers } = node.options;
  const [kind = 'ok', delay] = (answers[state.requests - 1] ?? answers.at(-1) ?? 'ok').split(' ');
  if (kind === 'silence') return;
  const said = kind === 'twice' ? 'ok' : (kind as Reply['kind']);
  if (delay !== undefined) {
    state.late.set(String(client), { kind: said, key });
    node.after(parseDuration(delay) ?? 0, 'answer', String(client));
    return;
  }
  reply(said, key, client, state, node);
  if (kind === 'twice') reply(said, key, client, state, node);
}

interface Session {
  asked: number;
  agreed: number;
}

type ProbeClient = Client<Options, z.output<typeof operation>>;

export const probe = defineFamily<
  Options,
  z.output<typeof operation>,
  State,
  Tagged,
  Entry,
  Command,
  Reply,
  Session
>({
  declaration: {
    kind: 'probe',
    summary: 'Answers as it is told.',
    database,
    operation,
    messages: { tick: 'I am there' },
    roles: ['primary', 'replica'],
    events: { said: 'the operator said something', alarmed: 'nothing came', ticked: 'time passes' },
    commands: {
      say: 'announces something',
      crown: 'becomes primary',
      depose: 'becomes a replica',
      fail: 'throws',
      clear: 'forgets what it holds',
    },
    bugs: {},
  },
  strongestRead: { ask: 'next', needs: 1 },
  messages: { tick: { fields: [] } },
  replyFields: [],
  patience: () => 0,
  start({ log }, node) {
    const isFirst = log.length === 0 && node.id === node.nodes[0];
    const state: State = {
      role: isFirst ? 'primary' : 'replica',
      seen: [],
      requests: 0,
      unflushed: new Map(),
      store: new Map(),
      late: new Map(),
    };
    for (const entry of log) apply(state, entry);
    setTick(node);
    return state;
  },
  receive(state, message, from, node) {
    state.seen.push(`${message.kind} from ${from}`);
    setAlarm(node);
  },
  request(state, request, client, node) {
    state.seen.push(`request ${request.operation}`);
    state.requests += 1;
    setAlarm(node);
    if (request.kind !== 'read') accept(state, request, node);
    answer(state, request, client, node);
  },
  expire(state, { kind, about }, node) {
    const late = state.late.get(about);
    if (late !== undefined) {
      state.late.delete(about);
      reply(late.kind, late.key, Number(about), state, node);
      return;
    }
    state.seen.push(kind);
    node.note(kind === 'alarm' ? 'alarmed' : 'ticked');
    if (kind !== 'tick') return;
    for (const other of node.others) node.send(other, { kind: 'tick' });
    setTick(node);
  },
  flushed(state, mark) {
    const entry = state.unflushed.get(mark);
    if (entry !== undefined) apply(state, entry);
    state.unflushed.delete(mark);
  },
  command(state, { kind, text }, node) {
    state.seen.push(`${kind} ${text ?? ''}`.trim());
    if (kind === 'say') node.note('said', { text: text ?? '' });
    else if (kind === 'clear') state.store.clear();
    else if (kind === 'fail') throw new Error('a planted mistake');
    else state.role = kind === 'crown' ? 'primary' : 'replica';
  },
  view: ({ role, seen, requests }) => ({
    role,
    epoch: 0,
    positions: { applied: requests },
    members: [],
    text: seen.join('; '),
  }),
  contents: ({ store }) => new Map([...store].map(([key, versions]) => [key, [...versions]])),
  invariants: {},
  driver: {
    open: () => ({ asked: 0, agreed: 0 }),
    invoke(session, request, client: ProbeClient) {
      session.agreed = 0;
      const { ask } = request.options;
      const [first = ''] = client.nodes;
      if (ask === 'every') for (const node of client.nodes) client.send(node, request);
      else client.send(ask === 'first' ? first : (client.nodes[session.asked] ?? first), request);
    },
    receive(session, { kind, versions, reason }, from, { options }, client) {
      client.note(`${client.id} hears ${kind} from ${from}`);
      if (kind === 'refused') client.refuse(reason);
      if (kind === 'unknown') client.lose(reason);
      if (kind !== 'ok') return;
      session.agreed += 1;
      if (session.agreed >= options.needs) client.succeed([...versions]);
    },
    unanswered(session, to, _request, client) {
      client.note(`${client.id} hears nothing from ${to.join(' ')}`);
      session.asked = (session.asked + 1) % client.nodes.length;
    },
  },
});

export type ProbeInput = Partial<Omit<CustomScenarioInput, 'database'>> & {
  readonly database?: Readonly<Record<string, unknown>>;
};

/** A run of the probe: one node, one writing client and one second, unless told otherwise. */
export function probed(input: ProbeInput = {}, options: SimulateOptions = {}): Run {
  const { database: more, ...rest } = input;
  const described = scenario(
    {
      name: 'probed',
      clients: [{ name: 'app', reads: 0 }],
      duration: '1s',
      ...rest,
      database: { kind: 'probe', ...more },
    },
    { declarations: [probe.declaration] },
  );
  return simulate(described, { trace: true, databases: [probe], ...options });
}

/** What a node that is up has seen since it booted, in order. */
export function seenBy({ finalViews }: Run, node: string): readonly string[] {
  const text = finalViews.get(node)?.text ?? '';
  return text === '' ? [] : text.split('; ');
}

/** When an event happened on a node: milestones, in milliseconds. */
export function timesOf({ chronicle }: Run, event: string, node = 'n1'): readonly number[] {
  return chronicle.milestones
    .filter((milestone) => milestone.event === event && milestone.node === node)
    .map(({ at }) => at / 1000);
}

/** The events of a traced run that were of a kind. */
export function eventsOf({ trace }: Run, kind: TraceEvent['input']['kind']): readonly TraceEvent[] {
  return (trace ?? []).filter(({ input }) => input.kind === kind);
}

/** Inputs that nodes or sessions did not take, with the reason. */
export function ignored(run: Run): readonly string[] {
  return eventsOf(run, 'ignored').map(({ input }) =>
    input.kind === 'ignored' ? `${input.what}: ${input.why}` : '',
  );
}
