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
import { Batch } from '../../kernel/batch.js';
import type { RandomStream } from '../../kernel/random.js';
import type { Duration } from '../../kernel/time.js';
import { noFields, type Fields } from '../milestones.js';
import type { Effect } from './effect.js';

/** What a node knows of where it is. */
export type Surroundings = Pick<Node<unknown, Tagged, Tagged>, 'distanceTo' | 'zoneOf'>;

export class NodeDoor<Options extends CommonOptions> implements Node<Options, Tagged, Tagged> {
  readonly id: NodeId;
  readonly others: readonly NodeId[];
  readonly options: Options;
  readonly clock: NodeClock;
  readonly random: RandomStream;
  readonly disk: NodeDisk<Tagged>;
  readonly distanceTo: (node: NodeId) => Duration;
  readonly zoneOf: (node: NodeId) => string | null;
  /** What the current rule has asked for so far. */
  readonly effects = new Batch<Effect>();

  constructor(
    id: NodeId,
    options: Options,
    clock: NodeClock,
    random: RandomStream,
    { distanceTo, zoneOf }: Surroundings,
  ) {
    this.id = id;
    this.distanceTo = distanceTo;
    this.zoneOf = zoneOf;
    this.options = options;
    this.clock = clock;
    this.random = random;
    this.others = options.nodes.filter((other) => other !== id);
    this.disk = {
      append: (record, write = 0) => {
        this.effects.add({ kind: 'append', record, write });
      },
      truncate: (length) => {
        this.effects.add({ kind: 'truncate', length });
      },
      discard: (count) => {
        this.effects.add({ kind: 'discard', count });
      },
      snapshot: (record) => {
        this.effects.add({ kind: 'snapshot', record });
      },
      flush: (mark) => {
        this.effects.add({ kind: 'flush', mark });
      },
    };
  }

  get nodes(): readonly NodeId[] {
    return this.options.nodes;
  }

  bug(name: string): boolean {
    return this.options.bugs.includes(name);
  }

  send(to: NodeId, message: Tagged): void {
    this.effects.add({ kind: 'send', to, message });
  }

  reply(client: ClientHandle, reply: Reply): void {
    this.effects.add({ kind: 'reply', client, reply });
  }

  after(duration: Duration, timer: string, about = ''): void {
    this.effects.add({ kind: 'arm', duration, timer, about });
  }

  cancel(timer: string, about = ''): void {
    this.effects.add({ kind: 'cancel', timer, about });
  }

  note(text: string, fields: Fields = noFields): void {
    this.effects.add({ kind: 'note', text, fields });
  }

  stored(write: WriteId, over: readonly WriteId[]): void {
    this.effects.add({ kind: 'stored', write, over });
  }

  rolledBack(write: WriteId): void {
    this.effects.add({ kind: 'rolled-back', write });
  }

  discarded(write: WriteId, winner: WriteId): void {
    this.effects.add({ kind: 'discarded', write, other: winner });
  }

  merged(write: WriteId, into: WriteId): void {
    this.effects.add({ kind: 'merged', write, other: into });
  }
}
