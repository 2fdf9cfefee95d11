/** The node door: the only thing that a rule sees of the world. Every verb records an effect and answers nothing. */
import type {
  ClientHandle,
  CommonOptions,
  Node,
  NodeClock,
  NodeDisk,
  NodeId,
  Reply,
  Tagged,
} from '../../databases/database.js';
import type { WriteId } from '../../history/operation.js';
import type { RandomStream } from '../../kernel/random.js';
import type { Duration } from '../../kernel/time.js';
import { noFields, type Fields } from '../milestones.js';
import type { Effect } from './effect.js';

export class NodeDoor<Options extends CommonOptions> implements Node<Options, Tagged, Tagged> {
  readonly id: NodeId;
  readonly others: readonly NodeId[];
  readonly options: Options;
  readonly clock: NodeClock;
  readonly random: RandomStream;
  readonly disk: NodeDisk<Tagged>;
  /** What the current rule has asked for so far. */
  #effects: Effect[] = [];

  constructor(id: NodeId, options: Options, clock: NodeClock, random: RandomStream) {
    this.id = id;
    this.options = options;
    this.clock = clock;
    this.random = random;
    this.others = options.nodes.filter((other) => other !== id);
    this.disk = {
      append: (record, write = 0) => void this.#effects.push({ kind: 'append', record, write }),
      truncate: (length) => void this.#effects.push({ kind: 'truncate', length }),
      snapshot: (record) => void this.#effects.push({ kind: 'snapshot', record }),
      flush: (mark) => void this.#effects.push({ kind: 'flush', mark }),
    };
  }

  /** What was recorded and not taken yet, in order. */
  get effects(): readonly Effect[] {
    return this.#effects;
  }

  /** Hands over what was recorded, and begins anew. */
  take(): readonly Effect[] {
    const taken = this.#effects;
    if (taken.length > 0) this.#effects = [];
    return taken;
  }

  get nodes(): readonly NodeId[] {
    return this.options.nodes;
  }

  bug(name: string): boolean {
    return this.options.bugs.includes(name);
  }

  send(to: NodeId, message: Tagged): void {
    this.#effects.push({ kind: 'send', to, message });
  }

  reply(client: ClientHandle, reply: Reply): void {
    this.#effects.push({ kind: 'reply', client, reply });
  }

  after(duration: Duration, timer: string, about = ''): void {
    this.#effects.push({ kind: 'arm', duration, timer, about });
  }

  cancel(timer: string, about = ''): void {
    this.#effects.push({ kind: 'cancel', timer, about });
  }

  note(text: string, fields: Fields = noFields): void {
    this.#effects.push({ kind: 'note', text, fields });
  }

  stored(write: WriteId, over: readonly WriteId[]): void {
    this.#effects.push({ kind: 'stored', write, over });
  }

  rolledBack(write: WriteId): void {
    this.#effects.push({ kind: 'rolled-back', write });
  }

  discarded(write: WriteId, winner: WriteId): void {
    this.#effects.push({ kind: 'discarded', write, other: winner });
  }

  merged(write: WriteId, into: WriteId): void {
    this.#effects.push({ kind: 'merged', write, other: into });
  }
}
