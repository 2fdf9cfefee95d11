/**
 * One session: issues one operation at a time through the family's driver, and sees to what is the same for
 * all families: timeouts, patience, retries, and how an operation ends.
 */
import type { ClientHandle, Driver, Reply, Request } from '../../databases/database.js';
import type { Operation, Outcome, WriteId } from '../../history/operation.js';
import type { KernelTimer } from '../../kernel/kernel.js';
import type { Duration } from '../../kernel/time.js';
import type { Envelope } from '../envelope.js';
import { eventKind } from '../events.js';
import type { World } from '../world.js';
import { ClientDoor, type ClientEffect } from './door.js';
import type { RetrySpec } from './schema.js';
import type { Intent } from './workload.js';

/** Who a session belongs to: a client group, or the reader at the end. */
export interface SessionOwner {
  readonly name: string;
  readonly zone: string | null;
  /** Its place among the endpoints of the network. */
  readonly endpoint: number;
  readonly timeout: Duration;
  readonly patience: Duration | undefined;
  readonly retry: RetrySpec | undefined;
  /** Whether its operations belong to the history. */
  readonly inHistory: boolean;
  /** It is time for the session's next step. */
  step(session: Session): void;
  /** The session's operation has ended; it is free. */
  finished(session: Session, operation: Operation): void;
}

/** The operation that a session is busy with. */
interface Current {
  readonly operation: Operation;
  readonly options: unknown;
  attempt: number;
  /** Requests without an answer, by handle, with the node asked. Any of them may still have an effect. */
  readonly open: Map<ClientHandle, string>;
  /** All its requests, answered or not. */
  readonly handles: ClientHandle[];
  /** Someone answered that nobody knows. */
  uncertain: boolean;
  lastReason: string;
}

const outcomeCode: Readonly<Record<Outcome, number>> = { ok: 1, fail: 2, info: 3 };

export class Session {
  readonly index: number;
  readonly name: string;
  readonly owner: SessionOwner;
  readonly door: ClientDoor;
  readonly #world: World;
  readonly #driver: Driver<unknown, unknown, unknown, Reply>;
  readonly #state: unknown;
  readonly #timeout: KernelTimer;
  readonly #patience: KernelTimer;
  readonly #retry: KernelTimer;
  #process: number;
  #current: Current | null = null;

  constructor(world: World, owner: SessionOwner, index: number, name: string) {
    this.index = index;
    this.name = name;
    this.owner = owner;
    this.#world = world;
    const { kernel, spec, zones, random } = world;
    this.door = new ClientDoor(name, owner.zone, spec.database, zones, random);
    this.#driver = world.family.driver as Driver<unknown, unknown, unknown, Reply>;
    this.#state = this.#driver.open(this.door);
    this.#timeout = kernel.timer(eventKind.timeout, index, 0, null);
    this.#patience = kernel.timer(eventKind.patience, index, 0, null);
    this.#retry = kernel.timer(eventKind.retry, index, 0, null);
    this.#process = world.clients.nextProcess();
  }

  invoke(intent: Intent): void {
    const { kernel, clients, recorder } = this.#world;
    const operation = clients.open(this, this.#process, intent, this.owner.inHistory);
    this.#current = {
      operation,
      options: intent.options,
      attempt: 0,
      open: new Map(),
      handles: [],
      uncertain: false,
      lastReason: '',
    };
    kernel.digest.number(operation.id);
    kernel.digest.text(intent.kind);
    kernel.digest.text(intent.key);
    if (recorder.tracing) {
      const summary = describe(operation);
      const { id } = operation;
      recorder.effect({ kind: 'invoke', client: this.name, operation: id, summary });
    }
    kernel.arm(this.#timeout, kernel.now + this.owner.timeout);
    this.#attempt(this.#current);
  }

  step(): void {
    this.owner.step(this);
  }

  receive(envelope: Envelope): void {
    const { recorder } = this.#world;
    const current = this.#current;
    const from = this.#world.nameOf(envelope.from);
    if (recorder.tracing) {
      const { operation, body } = envelope;
      recorder.begin({ kind: 'reply', client: this.name, from, operation, body });
    }
    if (current?.operation.id !== envelope.operation) return;
    const answer = envelope.body as Reply;
    current.open.delete(envelope.client);
    if (answer.kind === 'unknown') current.uncertain = true;
    current.operation.answeredBy = from;
    this.#driver.receive(this.#state, answer, from, this.#request(current), this.door);
    this.#perform();
  }

  /** The attempt has waited long enough: the driver may look elsewhere. */
  ranOutOfPatience(): void {
    this.#trace('patience');
    const current = this.#current;
    if (current === null) return;
    this.#tellUnanswered(current);
    if (this.#current === current && this.owner.retry?.unanswered === true) {
      this.#tryAgain(current);
    }
  }

  /** No answer in time: nobody knows, unless every request was surely refused. */
  timedOut(): void {
    this.#trace('timeout');
    const current = this.#current;
    if (current === null) return;
    if (current.open.size > 0) this.#tellUnanswered(current);
    if (this.#current !== current) return;
    const unknown = current.open.size > 0 || current.uncertain;
    if (unknown) this.#complete('info', null, 'no answer in time');
    else this.#complete('fail', null, current.lastReason);
  }

  retry(): void {
    this.#trace('retry');
    if (this.#current !== null) this.#attempt(this.#current);
  }

  #attempt(current: Current): void {
    current.attempt += 1;
    const { patience, timeout } = this.owner;
    const { kernel } = this.#world;
    if (patience !== undefined && patience < timeout) {
      kernel.arm(this.#patience, kernel.now + patience);
    }
    this.#driver.invoke(this.#state, this.#request(current), this.door);
    this.#perform();
  }

  #tellUnanswered(current: Current): void {
    const asked = [...current.open.values()];
    this.#driver.unanswered(this.#state, asked, this.#request(current), this.door);
    this.#perform();
  }

  /** True when the retry policy allows another attempt, which then begins after the backoff. */
  #tryAgain(current: Current): boolean {
    const { retry } = this.owner;
    if (retry === undefined || current.attempt > retry.times) return false;
    const { kernel } = this.#world;
    kernel.cancel(this.#patience);
    kernel.arm(this.#retry, kernel.now + retry.backoff);
    return true;
  }

  #request(current: Current): Request<unknown> {
    const { id, kind, key, write } = current.operation;
    const { attempt, options } = current;
    return { operation: id, kind, key, write, attempt, options };
  }

  #perform(): void {
    for (const effect of this.door.take()) {
      if (this.#current === null) return;
      this.#carryOut(this.#current, effect);
    }
  }

  #carryOut(current: Current, effect: ClientEffect): void {
    switch (effect.kind) {
      case 'ask':
        this.#ask(current, effect.to, effect.request);
        return;
      case 'succeed':
        this.#complete('ok', current.operation.kind === 'read' ? effect.versions : null, null);
        return;
      case 'refuse':
        current.lastReason = effect.reason;
        if (this.#tryAgain(current)) return;
        if (current.open.size > 0 || current.uncertain) this.#complete('info', null, effect.reason);
        else this.#complete('fail', null, effect.reason);
        return;
      case 'lose':
        current.uncertain = true;
        if (this.owner.retry?.unanswered === true && this.#tryAgain(current)) return;
        this.#complete('info', null, effect.reason);
        return;
      case 'note':
        this.#world.milestones.note(this.name, effect.text, effect.fields);
        if (this.#world.recorder.tracing) this.#world.recorder.effect(effect);
        return;
    }
  }

  #ask(current: Current, to: string, request: Request<unknown>): void {
    const { post, kernel, clients } = this.#world;
    const client = clients.newHandle(this, request.operation);
    current.open.set(client, to);
    current.handles.push(client);
    current.operation.attempts += 1;
    kernel.digest.number(client);
    const receiver = this.#world.indexOf(to);
    kernel.digest.number(receiver);
    post.send({
      kind: 'request',
      id: post.nextId(),
      from: this.owner.endpoint,
      to: receiver,
      session: this.index,
      client,
      operation: request.operation,
      body: request,
      messageKind: 'request',
      channel: 'request',
      bytes: 100,
      sentIn: kernel.event,
    });
  }

  #complete(outcome: Outcome, versions: readonly WriteId[] | null, reason: string | null): void {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    const { kernel, clients, recorder } = this.#world;
    for (const timer of [this.#timeout, this.#patience, this.#retry]) kernel.cancel(timer);
    clients.close(current.handles);
    const { operation } = current;
    operation.outcome = outcome;
    operation.completedAt = kernel.now;
    operation.completedIn = kernel.event;
    operation.versions = versions;
    operation.reason = reason;
    if (outcome === 'ok' && operation.write !== 0) {
      this.#world.milestones.signal('acknowledged', operation.answeredBy ?? '');
    }
    if (outcome === 'info') this.#process = clients.nextProcess();
    kernel.digest.number(operation.id);
    kernel.digest.number(outcomeCode[outcome]);
    for (const version of versions ?? []) kernel.digest.number(version);
    if (recorder.tracing) {
      const { id } = operation;
      const summary = describe(operation);
      recorder.effect({ kind: 'complete', client: this.name, operation: id, outcome, summary });
    }
    this.owner.finished(this, operation);
  }

  #trace(step: string): void {
    const { recorder } = this.#world;
    if (recorder.tracing) recorder.begin({ kind: 'client', client: this.name, step });
  }
}

/** `write k7 = 101`, `read k7 → 101`. */
function describe(operation: Operation): string {
  const { kind, key, write, versions } = operation;
  if (kind !== 'read') return `${kind} ${key} = ${String(write)}`;
  if (versions === null) return `read ${key}`;
  return `read ${key} → ${versions.length === 0 ? 'nothing' : versions.join(' ')}`;
}
