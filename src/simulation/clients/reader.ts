/**
 * Reads every key back once through the family's strongest read, after the cluster has settled. A few
 * sessions share the keys; reads are safe to repeat, so they try until somebody answers or time is up.
 */
import type { FinalRead } from '../../history/chronicle.js';
import type { Operation } from '../../history/operation.js';
import { MILLISECOND, SECOND, type Duration } from '../../kernel/time.js';
import { eventKind } from '../events.js';
import type { World } from '../world.js';
import type { RetrySpec } from './schema.js';
import type { Session, SessionOwner } from './session.js';

const sessions = 64;

/** No node and no client group can have this name. */
export const readerName = '$reader';

export class Reader implements SessionOwner {
  readonly name = readerName;
  readonly zone = null;
  readonly endpoint: number;
  readonly timeout: Duration;
  readonly patience: Duration = SECOND;
  readonly retry: RetrySpec = {
    times: Number.MAX_SAFE_INTEGER,
    backoff: 250 * MILLISECOND,
    factor: 1,
    jitter: 'none',
    unanswered: true,
  };
  readonly budget = null;
  readonly inHistory = false;
  readonly #reads = new Map<string, FinalRead>();
  readonly #world: World;
  readonly #keys: readonly string[];
  #next = 0;

  constructor(world: World, endpoint: number, keys: readonly string[], timeout: Duration) {
    this.#world = world;
    this.endpoint = endpoint;
    this.timeout = timeout;
    this.#keys = keys;
  }

  start(): void {
    const { kernel, clients } = this.#world;
    const count = Math.min(sessions, this.#keys.length);
    for (let index = 1; index <= count; index += 1) {
      const session = clients.openSession(this, `${readerName}.${String(index)}`);
      kernel.schedule(kernel.now, eventKind.step, session.index, 0, null);
    }
  }

  /** True when every key was read, or given up. */
  get isDone(): boolean {
    return this.#reads.size === this.#keys.length;
  }

  /** By key; keys that nobody could serve have null versions. */
  allReads(): ReadonlyMap<string, FinalRead> {
    const at = this.#world.kernel.now;
    return new Map(
      this.#keys.map((key) => [key, this.#reads.get(key) ?? { key, versions: null, at }]),
    );
  }

  step(session: Session): void {
    const { recorder, family } = this.#world;
    if (recorder.tracing) recorder.begin({ kind: 'client', client: session.name, step: 'step' });
    const key = this.#keys[this.#next];
    if (key === undefined) return;
    this.#next += 1;
    const options: unknown = family.strongestRead;
    session.invoke({ kind: 'read', key, basis: null, condition: null, amount: null, options });
  }

  finished(session: Session, operation: Operation): void {
    const { kernel } = this.#world;
    const { key, versions } = operation;
    this.#reads.set(key, { key, versions, at: kernel.now });
    kernel.schedule(kernel.now, eventKind.step, session.index, 0, null);
  }
}
