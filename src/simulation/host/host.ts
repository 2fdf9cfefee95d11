/**
 * Runs one node: inputs in, effects out. The host owns what the protocol must not know of: incarnations,
 * crashes and pauses, the queue of inputs before a busy node, and the two modes of running a rule.
 */
import type { AnyFamily, NodeView, Request, Tagged, Timer } from '../../databases/database.js';
import type { FinalContents } from '../../history/chronicle.js';
import type { SimulatorError } from '../../kernel/errors.js';
import type { Duration } from '../../kernel/time.js';
import { Disk, type Flush } from '../disk/disk.js';
import type { Envelope } from '../envelope.js';
import { eventKind } from '../events.js';
import { refuseDrafts } from '../recorder.js';
import { ruleFailed } from '../rule-failed.js';
import type { World } from '../world.js';
import { Clock } from './clock.js';
import { NodeDoor } from './door.js';
import { Inbox } from './inbox.js';
import { describeInput, traceInput } from './narrate.js';
import { perform, traceProvenance } from './perform.js';
import { Service, type Equipment } from './service.js';
import { Timers } from './timers.js';

/** Whatever a rule can be about. The host's pending events are these records. */
export type HostInput =
  | Envelope
  | { readonly kind: 'timer'; readonly timer: Timer }
  | { readonly kind: 'flushed'; readonly flush: Flush }
  | { readonly kind: 'command'; readonly command: Tagged };

/** `down` until the last crash ends, `paused` until the last pause does. */
export type HostStatus = 'new' | 'up' | 'paused' | 'down';

/** Takes a fault of a node back. */
export type TakeBack = () => void;

export class Host {
  readonly index: number;
  readonly id: string;
  readonly disk = new Disk();
  readonly clock: Clock;
  readonly timers: Timers;
  readonly service: Service;
  readonly inbox: Inbox;
  readonly serialDisk: boolean;
  readonly door: NodeDoor<World['spec']['database']>;
  readonly world: World;
  status: HostStatus = 'new';
  incarnation = 0;
  state: object = {};
  /** The longest that a flush has taken so far; settling waits for such ones. */
  longestFlush: Duration = 0;

  readonly #family: AnyFamily;
  /** Crashes and pauses that last, however they overlap. */
  readonly #crashes = new Set<TakeBack>();
  readonly #pauses = new Set<TakeBack>();

  constructor(world: World, index: number, equipment: Equipment) {
    const { kernel, family, random, spec } = world;
    this.index = index;
    this.id = spec.database.nodes[index] ?? '';
    this.world = world;
    this.#family = family;
    this.clock = new Clock(() => kernel.now, equipment.offset, equipment.drift);
    this.timers = new Timers(kernel, index, this.clock);
    this.service = new Service(equipment, random.stream(`host/${this.id}`));
    this.inbox = new Inbox(this);
    this.serialDisk = equipment.serialDisk;
    const stream = random.stream(`node/${this.id}`);
    this.door = new NodeDoor(this.id, spec.database, this.clock, stream, {
      distanceTo: (node) => world.distance(index, node),
      zoneOf: (node) => world.zones.get(node) ?? null,
    });
  }

  get isUp(): boolean {
    return this.status === 'up' || this.status === 'paused';
  }

  /** Boots the node from what its disk kept, unless something came between. */
  boot(): void {
    const { recorder, milestones } = this.world;
    if (this.isUp || this.#isKept) {
      this.#ignore('boot', this.isUp ? 'the node is up' : 'another fault still lasts');
      return;
    }
    const event = this.status === 'new' ? 'started' : 'restarted';
    this.incarnation += 1;
    this.status = 'up';
    if (recorder.tracing) {
      recorder.begin({ kind: 'start', node: this.id, incarnation: this.incarnation });
    }
    const kept = this.disk.recover();
    try {
      this.state = this.#family.start(kept, this.door) as object;
    } catch (error) {
      throw this.#failed('boot', error);
    }
    recorder.booted(this.state);
    milestones.announce(this.id, event, { role: this.#family.view(this.state).role });
    perform(this);
  }

  /** Volatile state is gone; the disk keeps what was flushed, or nothing when it is wiped. */
  crash(disk: 'kept' | 'wiped'): TakeBack {
    // While the node still has its role: whoever waits for the crash of a primary shall hear of it.
    if (this.isUp) this.world.milestones.announce(this.id, 'crashed');
    this.#erase(disk);
    this.status = 'down';
    this.timers.cancelAll();
    this.inbox.clear();
    return this.#keep(this.#crashes);
  }

  /** Boots a node that is down, however long its crashes were meant to last. */
  restart(): void {
    this.#crashes.clear();
    this.#wake();
  }

  /** Frozen but intact: what arrives waits, and a node that is down does not boot. */
  pause(): TakeBack {
    if (this.status === 'up') {
      this.status = 'paused';
      this.inbox.pause();
    }
    return this.#keep(this.#pauses);
  }

  receive(envelope: Envelope): void {
    this.#take(envelope, this.incarnation);
  }

  command(command: Tagged): void {
    this.#take({ kind: 'command', command }, this.incarnation);
  }

  timerFired(incarnation: number, timer: Timer): void {
    this.timers.fired(timer);
    this.#take({ kind: 'timer', timer }, incarnation);
  }

  flushed(incarnation: number, flush: Flush): void {
    this.disk.flushed(flush);
    this.#take({ kind: 'flushed', flush }, incarnation);
  }

  /** An input that waited for the node has its turn. */
  served(incarnation: number, input: HostInput): void {
    if (this.#isMissed(input, incarnation)) return;
    if (this.inbox.finish(input)) this.#step(input);
    else this.#waits(input, 'paused');
  }

  view(): NodeView | null {
    return this.isUp ? this.#family.view(this.state) : null;
  }

  /** What it would serve, and which of these keys it is not to hold. */
  finalContents(keys: readonly string[]): FinalContents {
    const family = this.#family;
    const node = this.id;
    if (!this.isUp) return { node, versions: null };
    const versions = family.contents(this.state);
    if (family.holds === undefined) return { node, versions };
    const elsewhere = new Set(keys.filter((key) => family.holds?.(this.state, key) === false));
    return { node, versions, elsewhere };
  }

  get #isKept(): boolean {
    return this.#crashes.size > 0 || this.#pauses.size > 0;
  }

  /** Remembers a fault that keeps the node from running until it is taken back. */
  #keep(faults: Set<TakeBack>): TakeBack {
    const takeBack = (): void => {
      faults.delete(takeBack);
      this.#wake();
    };
    faults.add(takeBack);
    return takeBack;
  }

  /** Goes on, or boots, once nothing keeps the node from it. */
  #wake(): void {
    if (this.#isKept) return;
    const { kernel } = this.world;
    if (this.status === 'paused') {
      this.status = 'up';
      this.inbox.resume();
    } else if (this.status === 'down') {
      kernel.schedule(kernel.now, eventKind.boot, this.index, 0, null);
    }
  }

  #erase(disk: 'kept' | 'wiped'): void {
    const { ledger, recorder } = this.world;
    const volatile = this.disk.crash();
    if (disk === 'wiped') this.disk.wipe();
    for (const write of disk === 'wiped' ? ledger.heldBy(this.index) : volatile) {
      ledger.left('erased', this.index, write);
      if (recorder.tracing) traceProvenance(this, 'erased', write, []);
    }
  }

  #take(input: HostInput, incarnation: number): void {
    if (this.#isMissed(input, incarnation)) return;
    const why = this.inbox.enter(input);
    if (why === null) this.#step(input);
    else this.#waits(input, why);
  }

  /** Whether the node, or the incarnation that an input was meant for, is not there to take it. */
  #isMissed(input: HostInput, incarnation: number): boolean {
    if (this.isUp && incarnation === this.incarnation) return false;
    this.#ignore(
      describeInput(input),
      this.isUp ? 'the node has crashed since' : 'the node is down',
    );
    return true;
  }

  #failed(what: string, cause: unknown): SimulatorError {
    return ruleFailed(this.world, `node ${this.id}`, what, cause);
  }

  #ignore(what: string, why: string): void {
    const { recorder } = this.world;
    if (recorder.tracing) recorder.begin({ kind: 'ignored', node: this.id, what, why });
  }

  #waits(input: HostInput, why: string): void {
    const { recorder } = this.world;
    if (!recorder.tracing) return;
    recorder.begin(traceInput(this, input));
    recorder.effect({ kind: 'note', text: `waits: the node is ${why}`, fields: {} });
  }

  #step(input: HostInput): void {
    const { recorder } = this.world;
    if (input.kind === 'timer' && !this.timers.expires(input.timer)) {
      this.#ignore(describeInput(input), 'it was cancelled in the meantime');
      return;
    }
    if (recorder.tracing) recorder.begin(traceInput(this, input));
    const before = this.state;
    try {
      if (recorder.recording) {
        this.state = recorder.produce(this.state, (draft) => {
          this.#apply(draft, input);
          refuseDrafts([...this.door.effects]);
        });
      } else {
        this.#apply(this.state, input);
      }
    } catch (error) {
      throw this.#failed(describeInput(input), error);
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
