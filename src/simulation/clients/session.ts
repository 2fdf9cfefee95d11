/**
 * One session: issues one operation at a time through the family's driver, and sees to what is the same for
 * all families: timeouts, patience, retries, and how an operation ends.
 */
import {
  conditionFailed,
  type Driver,
  type Reply,
  type Request,
} from '../../databases/database.js';
import type { Operation, Outcome, WriteId } from '../../history/operation.js';
import type { KernelTimer } from '../../kernel/kernel.js';
import type { Duration } from '../../kernel/time.js';
import type { Envelope } from '../envelope.js';
import { eventKind } from '../events.js';
import { noFields, type Fields } from '../milestones.js';
import { ruleFailed } from '../rule-failed.js';
import type { World } from '../world.js';
import { begun, failureOf, silentNodes, tryOnce, type Current } from './current.js';
import { ClientDoor, type ClientEffect } from './door.js';
import { describeOperation } from './narrate.js';
import { Retries } from './retries.js';
import type { RetryBudget } from './retry-budget.js';
import type { RetrySpec } from './schema.js';
import type { Invocation } from './workload.js';

/** Who a session belongs to: a client group, or the reader at the end. */
export interface SessionOwner {
  readonly name: string;
  readonly zone: string | null;
  /** Its place among the endpoints of the network. */
  readonly endpoint: number;
  readonly timeout: Duration;
  readonly patience: Duration | undefined;
  readonly retry: RetrySpec | undefined;
  /** What its sessions may spend on retries together; null: as much as they like. */
  readonly budget: RetryBudget | null;
  /** Whether its operations belong to the history. */
  readonly inHistory: boolean;
  /** It is time for the session's next step. */
  step(session: Session): void;
  /** The session's operation has ended; it is free. */
  finished(session: Session, operation: Operation): void;
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
  readonly #retries: Retries;
  #process: number;
  #current: Current | null = null;

  constructor(world: World, owner: SessionOwner, index: number, name: string) {
    this.index = index;
    this.name = name;
    this.owner = owner;
    this.#world = world;
    const { kernel, spec, zones, random } = world;
    this.door = new ClientDoor(name, owner.zone, {
      database: spec.database,
      zones,
      random,
      now: () => kernel.now,
      rank: () => world.nearestNodes(owner.endpoint),
    });
    this.#driver = world.family.driver as Driver<unknown, unknown, unknown, Reply>;
    this.#state = this.#drive('open', () => this.#driver.open(this.door));
    this.#timeout = kernel.timer(eventKind.timeout, index, 0, null);
    this.#patience = kernel.timer(eventKind.patience, index, 0, null);
    this.#retry = kernel.timer(eventKind.retry, index, 0, null);
    this.#retries = new Retries(owner.retry, owner.budget, () => random.stream(`retry/${name}`));
    this.#process = world.clients.nextProcess();
  }

  invoke(invocation: Invocation): void {
    const { kernel, clients, recorder } = this.#world;
    const operation = clients.open(this, this.#process, invocation, this.owner.inHistory);
    this.#current = begun(operation, invocation.options);
    this.#retries.begin();
    kernel.digest.number(operation.id);
    kernel.digest.text(invocation.kind);
    kernel.digest.text(invocation.key);
    if (invocation.condition !== null) kernel.digest.text(invocation.condition);
    if (invocation.amount !== null) kernel.digest.number(invocation.amount);
    if (recorder.tracing) {
      const summary = describeOperation(operation, null);
      const { id } = operation;
      recorder.effect({ kind: 'invoke', client: this.name, operation: id, summary });
    }
    kernel.arm(this.#timeout, kernel.now + this.owner.timeout);
    this.#attempt(this.#current);
  }

  step(): void {
    this.owner.step(this);
  }

  /** An answer. Only the first one to each request of the current operation counts. */
  receive(envelope: Envelope): void {
    const { recorder } = this.#world;
    const current = this.#current;
    const asked = current?.asked.findLast(({ handle }) => handle === envelope.client);
    if (current === null || asked === undefined || asked.isAnswered) {
      if (recorder.tracing) this.#ignore(envelope);
      return;
    }
    const from = this.#world.nameOf(envelope.from);
    if (recorder.tracing) {
      const { id: message, operation, body } = envelope;
      recorder.begin({ kind: 'reply', client: this.name, from, message, operation, body });
    }
    const answer = envelope.body as Reply;
    asked.isAnswered = true;
    if (answer.kind !== 'refused') current.uncertain = true;
    current.operation.answeredBy = from;
    this.#drive('receive', () => {
      this.#driver.receive(this.#state, answer, from, current.request, this.door);
    });
    this.#perform(asked.attempt);
  }

  /** The attempt has waited long enough: the driver may look elsewhere. */
  ranOutOfPatience(): void {
    this.#trace('patience');
    const current = this.#current;
    if (current === null) return;
    this.#tellUnanswered(current);
    if (this.#current === current && this.#retries.unanswered) this.#tryAgain(current);
  }

  /** No answer in time: nobody knows, unless every request was surely refused. */
  timedOut(): void {
    this.#trace('timeout');
    const current = this.#current;
    if (current === null) return;
    current.phase = 'time is up';
    this.#tellUnanswered(current);
    const outcome = failureOf(current);
    this.#complete(outcome, null, outcome === 'info' ? 'no answer in time' : current.lastReason);
  }

  retry(): void {
    this.#trace('retry');
    if (this.#current !== null) this.#attempt(this.#current);
  }

  #attempt(current: Current): void {
    tryOnce(current);
    const { patience, timeout } = this.owner;
    const { kernel } = this.#world;
    if (patience !== undefined && patience < timeout) {
      kernel.arm(this.#patience, kernel.now + patience);
    }
    this.#drive('invoke', () => {
      this.#driver.invoke(this.#state, current.request, this.door);
    });
    this.#perform(current.attempt);
  }

  #tellUnanswered(current: Current): void {
    const silent = silentNodes(current);
    if (silent.length === 0) return;
    this.#drive('unanswered', () => {
      this.#driver.unanswered(this.#state, silent, current.request, this.door);
    });
    this.#perform(current.attempt);
  }

  /** True when another attempt follows: the retry policy allows it, and the backoff begins or has begun. */
  #tryAgain(current: Current): boolean {
    if (current.phase === 'waits to retry') return true;
    const next = this.#retries.next();
    if (next.kind === 'budget spent') this.#note('retry budget spent', noFields);
    if (next.kind !== 'after') return false;
    const { kernel } = this.#world;
    current.phase = 'waits to retry';
    kernel.cancel(this.#patience);
    kernel.arm(this.#retry, kernel.now + next.wait);
    return true;
  }

  /** Carries out what the driver asked for on behalf of an attempt. */
  #perform(attempt: number): void {
    const { effects } = this.door;
    for (let index = 0; index < effects.count && this.#current !== null; index += 1) {
      this.#carryOut(this.#current, effects.at(index), attempt);
    }
    effects.clear();
  }

  #carryOut(current: Current, effect: ClientEffect, attempt: number): void {
    switch (effect.kind) {
      case 'ask':
        if (current.phase === 'asking') this.#ask(current, effect.to, effect.request);
        return;
      case 'succeed':
        this.#complete('ok', current.operation.kind === 'read' ? effect.versions : null, null);
        return;
      case 'refuse':
        this.#giveUp(current, attempt, effect.reason, effect.reason !== conditionFailed);
        return;
      case 'lose':
        current.uncertain = true;
        this.#giveUp(current, attempt, effect.reason, this.#retries.unanswered);
        return;
      case 'note':
        this.#note(effect.text, effect.fields);
        return;
    }
  }

  /** The attempt came to nothing: tries again, or ends the operation, unless a later attempt is under way. */
  #giveUp(current: Current, attempt: number, reason: string, mayTryAgain: boolean): void {
    current.lastReason = reason;
    if (attempt < current.attempt || current.phase === 'time is up') return;
    if (mayTryAgain && this.#tryAgain(current)) return;
    this.#complete(failureOf(current), null, reason);
  }

  #ask(current: Current, to: string, request: Request<unknown>): void {
    const { post, kernel, clients } = this.#world;
    const client = clients.newHandle(this, request.operation);
    current.asked.push({ handle: client, node: to, attempt: current.attempt, isAnswered: false });
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
    for (const { handle } of current.asked) clients.forget(handle);
    clients.outstanding -= 1;
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
      const summary = describeOperation(operation, clients.sumRead(operation));
      recorder.effect({ kind: 'complete', client: this.name, operation: id, outcome, summary });
    }
    this.owner.finished(this, operation);
  }

  /** Runs a rule of the driver. */
  #drive<Result>(rule: string, act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      throw ruleFailed(this.#world, `client ${this.name}`, rule, error);
    }
  }

  #note(text: string, fields: Fields): void {
    const { milestones, recorder } = this.#world;
    milestones.note(this.name, text, fields);
    if (recorder.tracing) recorder.effect({ kind: 'note', text, fields });
  }

  #trace(step: string): void {
    const { recorder } = this.#world;
    if (recorder.tracing) recorder.begin({ kind: 'client', client: this.name, step });
  }

  #ignore({ operation }: Envelope): void {
    this.#world.recorder.begin({
      kind: 'ignored',
      node: this.name,
      what: `reply to operation ${String(operation)}`,
      why: 'nobody waits for it any more',
    });
  }
}
