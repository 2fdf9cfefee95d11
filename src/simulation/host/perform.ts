/** Carries out the effects that a rule recorded, in order, and puts them into the digest and the trace. */
import type { ClientHandle, MessageDeclaration, Reply, Tagged } from '../../databases/database.js';
import { SimulatorError } from '../../kernel/errors.js';
import { eventKind } from '../events.js';
import { deepFreeze } from '../recorder.js';
import type { Effect } from './effect.js';
import type { Host } from './host.js';
import { timerName } from './timers.js';

const defaultBytes = 100;
const replyFields = ['versions', 'reason'] as const;

/** Empties the door of the host. */
export function perform(host: Host): void {
  const { freezing } = host.world.recorder;
  const { effects } = host.door;
  for (let index = 0; index < effects.count; index += 1) {
    const effect = effects.at(index);
    if (freezing) deepFreeze(effect);
    carryOut(host, effect);
  }
  effects.clear();
}

function carryOut(host: Host, effect: Effect): void {
  const { world } = host;
  const { digest } = world.kernel;
  switch (effect.kind) {
    case 'send':
      send(host, effect.to, effect.message);
      return;
    case 'reply':
      reply(host, effect.client, effect.reply);
      return;
    case 'arm':
      digest.text(effect.timer);
      arm(host, effect.duration, effect.timer, effect.about);
      return;
    case 'cancel':
      digest.text(effect.timer);
      host.timers.cancel(effect.timer, effect.about);
      if (world.recorder.tracing) {
        trace(host, { kind: 'cancel', timer: timerName(effect.timer, effect.about) });
      }
      return;
    case 'append':
    case 'truncate':
    case 'discard':
    case 'snapshot':
      host.disk.write(effect);
      if (world.recorder.tracing) traceDisk(host, effect);
      return;
    case 'flush':
      digest.number(effect.mark);
      flush(host, effect.mark);
      return;
    case 'note':
      world.milestones.note(host.id, effect.text, effect.fields);
      if (world.recorder.tracing) trace(host, effect);
      return;
    case 'stored':
      world.ledger.stored(host.index, effect.write, effect.over);
      if (world.recorder.tracing) traceProvenance(host, 'stored', effect.write, effect.over);
      return;
    case 'rolled-back':
      world.ledger.left('rolled-back', host.index, effect.write);
      if (world.recorder.tracing) traceProvenance(host, effect.kind, effect.write, []);
      return;
    case 'discarded':
    case 'merged':
      world.ledger.left(effect.kind, host.index, effect.write, effect.other);
      if (world.recorder.tracing) traceProvenance(host, effect.kind, effect.write, [effect.other]);
      return;
  }
}

function send(host: Host, to: string, message: Tagged): void {
  const { world } = host;
  const declaration = world.messages.get(message.kind);
  if (declaration === undefined) {
    throw new SimulatorError(`${host.id} sends a message of the undeclared kind ${message.kind}`);
  }
  const receiver = world.indexOf(to);
  world.kernel.digest.number(receiver);
  world.kernel.digest.text(message.kind);
  world.kernel.digest.record(declaration.fields, message, declaration.lists);
  world.post.send({
    kind: 'message',
    id: world.post.nextId(),
    from: host.index,
    to: receiver,
    session: -1,
    client: 0,
    operation: 0,
    body: message,
    messageKind: message.kind,
    channel: declaration.channel ?? 'control',
    bytes: sizeOf(declaration, message),
    sentIn: world.kernel.event,
  });
}

function sizeOf(declaration: MessageDeclaration, message: Tagged): number {
  return declaration.size === undefined ? defaultBytes : declaration.size(message as never);
}

function reply(host: Host, client: ClientHandle, body: Reply): void {
  const { world } = host;
  world.kernel.digest.text(body.kind);
  world.kernel.digest.record(replyFields, body);
  world.kernel.digest.record(world.family.replyFields, body, world.family.replyLists);
  const address = world.clients.addressOf(client);
  // The operation has ended in the meantime: nobody would open the envelope.
  if (address === null) return;
  world.post.send({
    kind: 'reply',
    id: world.post.nextId(),
    from: host.index,
    to: address.endpoint,
    session: address.session,
    client,
    operation: address.operation,
    body,
    messageKind: 'reply',
    channel: 'reply',
    bytes: defaultBytes,
    sentIn: world.kernel.event,
  });
}

function arm(host: Host, duration: number, kind: string, about: string): void {
  const at = host.timers.arm(host.incarnation, duration, kind, about);
  host.world.kernel.digest.number(at);
  if (host.world.recorder.tracing) trace(host, { kind: 'arm', timer: timerName(kind, about), at });
}

function flush(host: Host, mark: number): void {
  const { kernel } = host.world;
  const takes = host.service.flushTime();
  const { flush: pending, at } = host.disk.flush(mark, takes, host.serialDisk, kernel.now);
  host.longestFlush = Math.max(host.longestFlush, at - kernel.now);
  kernel.schedule(at, eventKind.flushed, host.index, host.incarnation, pending);
  if (host.world.recorder.tracing) trace(host, { kind: 'flush', mark, at });
}

type Traced = Parameters<Host['world']['recorder']['effect']>[0];

function trace(host: Host, effect: Traced): void {
  host.world.recorder.effect(effect);
}

function traceDisk(
  host: Host,
  effect: Extract<Effect, { kind: 'append' | 'truncate' | 'discard' | 'snapshot' }>,
): void {
  switch (effect.kind) {
    case 'truncate':
    case 'discard':
      trace(host, effect);
      return;
    case 'append':
    case 'snapshot':
      trace(host, { kind: effect.kind, record: effect.record });
      return;
  }
}

export function traceProvenance(
  host: Host,
  what: string,
  write: number,
  others: readonly number[],
): void {
  trace(host, { kind: 'provenance', what, node: host.id, write, others });
}
