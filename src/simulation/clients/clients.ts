/** All clients of a run: their groups, sessions, operations and addresses. */
import type { ClientHandle } from '../../databases/database.js';
import { sumOf } from '../../history/counters.js';
import type { Operation, OperationId } from '../../history/operation.js';
import { SimulatorError } from '../../kernel/errors.js';
import { eventKind } from '../events.js';
import type { World } from '../world.js';
import { Group } from './group.js';
import { Session, type SessionOwner } from './session.js';
import type { Invocation } from './workload.js';

/** Where the reply to a request goes. */
export interface Address {
  readonly endpoint: number;
  readonly session: number;
  readonly operation: OperationId;
}

export class Clients {
  /** In the order of invocation. */
  readonly operations: Operation[] = [];
  /** By write id; index 0 is unused. */
  readonly writes: (Operation | undefined)[] = [undefined];
  /** How many operations have no outcome yet. */
  outstanding = 0;
  readonly #world: World;
  readonly #groups: Group[] = [];
  readonly #sessions: Session[] = [];
  readonly #counters = new Set<string>();
  /** By handle; null once the operation has ended. Handle 0 is nobody. */
  readonly #addresses: (Address | null)[] = [null];
  #processes = 0;
  #operations = 0;

  constructor(world: World) {
    this.#world = world;
    const { kernel } = world;
    kernel.handle(eventKind.begin, (group) => this.#groups[group]?.begin());
    kernel.handle(eventKind.step, (session) => {
      this.#session(session).step();
    });
    kernel.handle(eventKind.timeout, (session) => {
      this.#session(session).timedOut();
    });
    kernel.handle(eventKind.patience, (session) => {
      this.#session(session).ranOutOfPatience();
    });
    kernel.handle(eventKind.retry, (session) => {
      this.#session(session).retry();
    });
  }

  /** Opens the groups of the scenario; endpoints of groups follow those of the nodes. */
  start(): void {
    const { spec } = this.#world;
    spec.clients.forEach((group, index) => {
      const endpoint = spec.database.nodes.length + index;
      this.#groups.push(new Group(this.#world, index, endpoint, group));
    });
    for (const group of this.#groups) group.start();
  }

  openSession(owner: SessionOwner, name: string): Session {
    const session = new Session(this.#world, owner, this.#sessions.length, name);
    this.#sessions.push(session);
    return session;
  }

  nextProcess(): number {
    this.#processes += 1;
    return this.#processes - 1;
  }

  /** A new operation, in the history unless its owner reads back at the end. */
  open(session: Session, process: number, invocation: Invocation, inHistory: boolean): Operation {
    const { now, event } = this.#world.kernel;
    const { kind, key, basis, condition, amount } = invocation;
    this.#operations += 1;
    const operation: Operation = {
      id: this.#operations,
      process,
      client: session.name,
      group: session.owner.name,
      kind,
      key,
      write: kind === 'read' ? 0 : this.writes.length,
      basis,
      condition,
      amount,
      invokedAt: now,
      invokedIn: event,
      outcome: null,
      completedAt: null,
      completedIn: null,
      versions: null,
      answeredBy: null,
      reason: null,
      attempts: 0,
      retries: 0,
    };
    if (inHistory) this.operations.push(operation);
    if (kind !== 'read') this.writes.push(operation);
    if (amount !== null) this.#counters.add(key);
    this.outstanding += 1;
    return operation;
  }

  /** What the client of an ok read of a counter is shown; null of any other read, and before the first add. */
  sumRead({ key, versions }: Operation): number | null {
    return this.#counters.has(key) && versions !== null ? sumOf(versions, this.writes) : null;
  }

  newHandle(session: Session, operation: OperationId): ClientHandle {
    const { endpoint } = session.owner;
    this.#addresses.push({ endpoint, session: session.index, operation });
    return this.#addresses.length - 1;
  }

  /** Null when the operation has ended. */
  addressOf(handle: ClientHandle): Address | null {
    return this.#addresses[handle] ?? null;
  }

  /** The operation has ended: nobody waits for this answer any more. */
  forget(handle: ClientHandle): void {
    this.#addresses[handle] = null;
  }

  sessionAt(index: number): Session {
    return this.#session(index);
  }

  nameOf(session: number): string {
    return this.#session(session).name;
  }

  #session(index: number): Session {
    const session = this.#sessions[index];
    if (session === undefined) throw new SimulatorError(`no session ${String(index)}`);
    return session;
  }
}
