/**
 * Runs one node: inputs in, effects out. The host owns what the protocol must not know of: incarnations,
 * crashes and pauses, the queue of inputs before a busy node, and the two modes of running a rule.
 */
import type { AnyFamily, NodeView, Request, Tagged, Timer } from '../../databases/database.js';
import type { WriteId } from '../../history/operation.js';
import type { Duration, Instant } from '../../kernel/time.js';
import { Disk, type Flush } from '../disk/disk.js';
import type { Envelope } from '../envelope.js';
import { eventKind } from '../events.js';
import type { World } from '../world.js';
import { refuseDrafts } from '../recorder.js';
import { Clock } from './clock.js';
import { NodeDoor } from './door.js';
import { perform } from './perform.js';
import { describeInput, ruleFailed, traceInput } from './narrate.js';
import { Service, type Equipment } from './service.js';
import { Timers } from './timers.js';

/** Whatever a rule can be about. The host's pending events are these records. */
export type HostInput =
  | Envelope
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'flushed'; readonly flush: Flush }
  | { readonly kind: 'command'; readonly command: Tagged };

export type HostStatus = 'new' | 'up' | 'paused' | 'down';

export class Host {
  readonly index: number;
  readonly id: string;
  readonly disk = new Disk();
  readonly clock: Clock;
  readonly timers: Timers;
  readonly service: Service;
  readonly serialDisk: boolean;
  readonly door: NodeDoor<World['spec']['database']>;
  readonly world: World;
  status: HostStatus = 'new';
  incarnation = 0;
  state: object = {};

  readonly #family: AnyFamily;
  /** Inputs that came while the node was paused. */
  #waiting: HostInput[] = [];
  /** When the node will have finished what it has taken up. */
  #busyUntil: Instant = 0;

  constructor(world: World, index: number, equipment: Equipment) {
    const { kernel, family, random, spec } = world;
    this.index = index;
    this.id = spec.database.nodes[index] ?? '';
    this.world = world;
    this.#family = family;
    this.clock = new Clock(() => kernel.now, equipment.offset, equipment.drift);
    this.timers = new Timers(kernel, index, this.clock);
    this.service = new Service(equipment, random.stream(`host/${this.id}`));
    this.serialDisk = equipment.serialDisk;
    const stream = random.stream(`node/${this.id}`);
    this.door = new NodeDoor(this.id, spec.database, this.clock, stream);
  }

  get isUp(): boolean {
    return this.status === 'up' || this.status === 'paused';
  }

  /** Boots the node from what its disk kept. */
  boot(): void {
    if (this.isUp) return;
    const { recorder, milestones } = this.world;
    const first = this.status === 'new';
    this.incarnation += 1;
    this.status = 'up';
    this.#busyUntil = this.world.kernel.now;
    if (recorder.tracing) {
      recorder.begin({ kind: 'start', node: this.id, incarnation: this.incarnation });
    }
    const kept = this.disk.recover();
    this.state = this.#family.start(kept, this.door) as object;
    recorder.booted(this.state);
    milestones.announce(this.id, first ? 'started' : 'restarted');
    perform(this);
  }

  /** Volatile state is gone; the disk keeps what was flushed, or nothing when it is wiped. */
  crash(disk: 'kept' | 'wiped'): void {
    if (!this.isUp) return;
    const { ledger, milestones } = this.world;
    const erased = disk === 'wiped' ? ledger.heldBy(this.index) : this.disk.crash();
    if (disk === 'wiped') this.disk.wipe();
    for (const write of erased) ledger.left('erased', this.index, write);
    this.status = 'down';
    this.timers.cancelAll();
    this.#waiting = [];
    milestones.announce(this.id, 'crashed');
  }

  pause(): void {
    if (this.status === 'up') this.status = 'paused';
  }

  /** Takes up what came in the meantime, in order. */
  resume(): void {
    if (this.status !== 'paused') return;
    this.status = 'up';
    for (const input of this.#waiting.splice(0)) this.#accept(input);
  }

  receive(envelope: Envelope): void {
    this.#take(envelope);
  }

  command(command: Tagged): void {
    this.#take({ kind: 'command', command });
  }

  timerFired(incarnation: number, timer: Timer): void {
    if (incarnation !== this.incarnation) return;
    this.timers.fired(timer);
    this.#take({ kind: 'timer', timer });
  }

  flushed(incarnation: number, flush: Flush): void {
    if (incarnation !== this.incarnation || !this.isUp) return;
    this.disk.flushed(flush);
    this.#take({ kind: 'flushed', flush });
  }

  /** An input that waited for the node has its turn. */
  served(incarnation: number, input: HostInput): void {
    if (incarnation !== this.incarnation) return;
    if (this.status === 'paused') this.#waiting.push(input);
    else if (this.status === 'up') this.#step(input);
  }

  view(): NodeView | null {
    return this.isUp ? this.#family.view(this.state) : null;
  }

  contents(): ReadonlyMap<string, readonly WriteId[]> | null {
    return this.isUp ? this.#family.contents(this.state) : null;
  }

  #take(input: HostInput): void {
    const { recorder } = this.world;
    if (this.status === 'up' || this.status === 'paused') {
      if (recorder.tracing) recorder.begin(traceInput(this, input));
      this.#accept(input);
    } else if (recorder.tracing) {
      const [node, what] = [this.id, describeInput(input)];
      recorder.begin({ kind: 'ignored', node, what, why: 'the node is down' });
    }
  }

  #accept(input: HostInput): void {
    const { kernel, recorder } = this.world;
    if (this.status === 'paused') {
      this.#waiting.push(input);
      if (recorder.tracing) this.#waits('paused');
      return;
    }
    const takes = this.#occupies(input);
    if (takes === 0 && this.#busyUntil <= kernel.now) {
      this.#step(input);
      return;
    }
    this.#busyUntil = Math.max(kernel.now, this.#busyUntil) + takes;
    kernel.schedule(this.#busyUntil, eventKind.service, this.index, this.incarnation, input);
    if (recorder.tracing) this.#waits('busy');
  }

  #waits(why: string): void {
    this.world.recorder.effect({ kind: 'note', text: 'waits: the node is ' + why, fields: {} });
  }

  #occupies(input: HostInput): Duration {
    switch (input.kind) {
      case 'message':
        return this.service.timeFor(input.messageKind);
      case 'request':
        return this.service.timeFor('request');
      case 'timer':
      case 'flushed':
      case 'command':
      case 'reply':
        return 0;
    }
  }

  #step(input: HostInput): void {
    const { recorder } = this.world;
    if (recorder.tracing) recorder.begin(traceInput(this, input));
    const before = this.state;
    try {
      if (recorder.recording) {
        this.state = recorder.produce(this.state, (draft) => {
          this.#apply(draft, input);
          refuseDrafts(this.door.effects);
        });
      } else {
        this.#apply(this.state, input);
      }
    } catch (error) {
      throw ruleFailed(this, input, error);
    }
    perform(this);
    if (recorder.recording && this.state !== before) this.world.invariants.check();
  }

  #apply(state: object, input: HostInput): void {
    const family = this.#family;
    switch (input.kind) {
      case 'message':
        family.receive(state, input.body, this.world.nameOf(input.from), this.door);
        return;
      case 'request':
        family.request(state, input.body as Request<unknown>, input.client, this.door);
        return;
      case 'timer':
        family.expire(state, input.timer, this.door);
        return;
      case 'flushed':
        family.flushed(state, input.flush.mark, this.door);
        return;
      case 'command':
        family.command(state, input.command, this.door);
        return;
      case 'reply':
        return;
    }
  }
}
