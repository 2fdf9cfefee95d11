/** A client group: its sessions, and when they act: open loop, closed loop or script. */
import type { Operation, OperationKind } from '../../history/operation.js';
import { pairs } from '../../kernel/pairs.js';
import type { RandomStream } from '../../kernel/random.js';
import { sampler } from '../../kernel/sampling.js';
import {
  MICROSECOND,
  MILLISECOND,
  SECOND,
  sinceStart,
  type Duration,
  type Instant,
} from '../../kernel/time.js';
import { eventKind } from '../events.js';
import type { World } from '../world.js';
import { RetryBudget } from './retry-budget.js';
import type { ClientSpec, RetrySpec } from './schema.js';
import { Script } from './script.js';
import type { Session, SessionOwner } from './session.js';
import { Workload, type Intent, type Invocation } from './workload.js';

/** A closed loop without a think time waits a little, so that virtual time goes on even where operations take none. */
const defaultThink = { kind: 'constant', value: 10 * MILLISECOND } as const;

/** Nobody acts on an answer at the instant of hearing it: what comes next comes after it, and time goes on. */
const reaction = MICROSECOND;

export class Group implements SessionOwner {
  readonly name: string;
  readonly zone: string | null;
  readonly timeout: Duration;
  readonly patience: Duration | undefined;
  readonly retry: RetrySpec | undefined;
  readonly budget: RetryBudget | null;
  readonly inHistory = true;
  readonly index: number;
  readonly endpoint: number;
  readonly #spec: ClientSpec;
  readonly #world: World;
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #workload: Workload;
  readonly #think: (stream: RandomStream) => Duration;
  readonly #arrivals: RandomStream;
  /** Open loop: the rate, and the times from one arrival to the next that are Poisson arrivals of this rate. */
  readonly #perSecond: number;
  readonly #spread: (stream: RandomStream) => Duration;
  readonly #scripts = new Map<Session, Script>();
  /** Sessions with a script: the operation that comes next. */
  readonly #planned = new Map<Session, Intent>();
  /** Sessions in the middle of an update or a compare-and-set: while they read, and when they are about to write. */
  readonly #updating = new Map<Session, Intent>();
  readonly #computed = new Map<Session, Invocation>();
  readonly #choices = new Map<Session, RandomStream>();
  /** Open loop: free sessions, and when each became free. */
  readonly #idle: { readonly session: Session; readonly since: Instant }[] = [];
  readonly #until: Instant;
  #sessions = 0;
  #begun = 0;

  constructor(world: World, index: number, endpoint: number, spec: ClientSpec) {
    this.#spec = spec;
    this.name = spec.name;
    this.zone = spec.zone ?? null;
    this.timeout = spec.timeout;
    this.patience = spec.patience;
    this.retry = spec.retry;
    this.budget = spec.retry?.budget === undefined ? null : new RetryBudget(spec.retry.budget);
    this.index = index;
    this.endpoint = endpoint;
    this.#world = world;
    this.#options = operationOptions(world, spec);
    this.#workload = new Workload(spec, this.#options);
    this.#think = sampler(spec.think ?? defaultThink);
    this.#arrivals = world.random.stream(`arrivals/${spec.name}`);
    this.#perSecond = spec.rate ?? 1;
    this.#spread = sampler({ kind: 'exponential', mean: SECOND / this.#perSecond });
    this.#until = sinceStart(Math.min(spec.until ?? world.spec.duration, world.spec.duration));
  }

  start(): void {
    const sessions = Array.from({ length: this.#spec.count }, () => this.#openSession());
    const { kernel } = this.#world;
    if (this.#spec.rate !== undefined) {
      this.#idle.push(...sessions.map((session) => ({ session, since: -reaction })));
      kernel.schedule(this.#arrivalAt(), eventKind.begin, this.index, 0, null);
    } else {
      for (const session of sessions) this.#continue(session, sinceStart(this.#spec.from), 0);
    }
  }

  /** Open loop: one operation begins, on a session that is free; if none is, on a new one. */
  begin(): void {
    const { kernel, recorder } = this.#world;
    if (recorder.tracing)
      recorder.begin({ kind: 'client', client: this.#spec.name, step: 'begin' });
    if (this.#isOver() || this.#isFull()) return;
    this.#invoke(this.#freeSession() ?? this.#openSession());
    kernel.schedule(this.#arrivalAt(), eventKind.begin, this.index, 0, null);
  }

  /** The session's next step: the write of an update, or what a closed loop or script has next. */
  step(session: Session): void {
    const { recorder } = this.#world;
    if (recorder.tracing) recorder.begin({ kind: 'client', client: session.name, step: 'step' });
    if (this.#isOver()) return;
    const write = this.#computed.get(session);
    if (write !== undefined) {
      this.#computed.delete(session);
      session.invoke(write);
    } else if (!this.#isFull()) this.#invoke(session);
  }

  finished(session: Session, operation: Operation): void {
    const update = this.#updating.get(session);
    this.#updating.delete(session);
    if (update !== undefined && operation.outcome === 'ok') {
      const { kind, key, options } = update;
      const basis = operation.versions ?? [];
      const condition = kind === 'compare-and-set' ? 'unchanged' : null;
      const write = { kind: 'write', key, options, basis, condition, amount: null } as const;
      this.#computed.set(session, write);
      const { kernel } = this.#world;
      kernel.schedule(kernel.now + reaction, eventKind.step, session.index, 0, null);
      return;
    }
    if (this.#spec.rate !== undefined) {
      this.#idle.push({ session, since: this.#world.kernel.now });
      return;
    }
    const think = this.#spec.script === undefined ? this.#think(this.#choicesOf(session)) : 0;
    this.#continue(session, this.#world.kernel.now, Math.max(think, reaction));
  }

  /** Schedules what the session does next: after what the script says, but not before `earliest` has passed. */
  #continue(session: Session, from: Instant, earliest: Duration): void {
    const script = this.#scripts.get(session);
    const next = script?.next();
    if (next === null) return;
    if (next !== undefined) this.#planned.set(session, next.intent);
    const at = from + Math.max(earliest, next?.wait ?? 0);
    this.#world.kernel.schedule(at, eventKind.step, session.index, 0, null);
  }

  #invoke(session: Session): void {
    this.#begun += 1;
    const choice = this.#planned.get(session) ?? this.#workload.next(this.#choicesOf(session));
    if (choice.kind === 'update' || choice.kind === 'compare-and-set') {
      this.#updating.set(session, choice);
    }
    session.invoke(firstOf(choice));
  }

  /** The one that has been free the longest. */
  #freeSession(): Session | undefined {
    const [first] = this.#idle;
    if (first === undefined || first.since + reaction > this.#world.kernel.now) return undefined;
    return this.#idle.shift()?.session;
  }

  #openSession(): Session {
    this.#sessions += 1;
    const session = this.#world.clients.openSession(
      this,
      `${this.#spec.name}.${String(this.#sessions)}`,
    );
    const { script, repeat } = this.#spec;
    if (script !== undefined) {
      this.#scripts.set(session, new Script(script, repeat, session.name, this.#options));
    }
    return session;
  }

  #choicesOf(session: Session): RandomStream {
    const known = this.#choices.get(session);
    if (known !== undefined) return known;
    const stream = this.#world.random.stream(`client/${session.name}`);
    this.#choices.set(session, stream);
    return stream;
  }

  #isOver(): boolean {
    return this.#world.kernel.now >= this.#until;
  }

  /** True when the group has begun as many operations as it may. */
  #isFull(): boolean {
    return this.#begun >= (this.#spec.operations ?? Number.POSITIVE_INFINITY);
  }

  /** When the next operation of an open loop begins. Even arrivals are counted from the first, so they never drift. */
  #arrivalAt(): Instant {
    const { from, arrivals } = this.#spec;
    if (arrivals === 'even') return from + Math.round((this.#begun * SECOND) / this.#perSecond);
    return Math.max(this.#world.kernel.now, from) + this.#spread(this.#arrivals);
  }
}

/** What each kind of work begins with. */
const beginning: Readonly<Record<Intent['kind'], OperationKind>> = {
  read: 'read',
  write: 'write',
  append: 'append',
  delete: 'delete',
  add: 'append',
  insert: 'write',
  update: 'read',
  'compare-and-set': 'read',
};

/** The operation with which the session begins. */
function firstOf({ kind, key, amount, options }: Intent): Invocation {
  const condition = kind === 'insert' ? 'absent' : null;
  return { kind: beginning[kind], key, options, basis: null, condition, amount };
}

/** The group's operation options: those of its keys that the family declares. */
function operationOptions(world: World, spec: ClientSpec): Readonly<Record<string, unknown>> {
  const declared = new Set(pairs(world.family.declaration.operation.shape).map(([key]) => key));
  return Object.fromEntries(
    pairs(spec as unknown as Record<string, unknown>).filter(([key]) => declared.has(key)),
  );
}
