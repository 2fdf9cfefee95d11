/** One node of any family in some state, with an empty door, for tests of single rules. */
import type {
  AnyFamily,
  ClientHandle,
  CommonOptions,
  NodeId,
  Recovered,
  Request,
  Tagged,
} from '../../src/databases/database.js';
import type { NodeDoor } from '../../src/simulation/host/door.js';
import type { Effect } from '../../src/simulation/host/effect.js';
import { deepFreeze } from '../../src/simulation/recorder.js';
import { inBothModes } from './both-modes.js';
import { doorOf, StandingClock } from './door.js';

export type Input = Readonly<Record<string, unknown>>;

/** States number the flushes that they ask for. */
interface Flushing {
  nextMark: number;
}

export class FamilyBench<
  Options extends CommonOptions,
  State extends Flushing,
  Message extends Tagged,
> {
  readonly clock = new StandingClock();
  readonly node: NodeDoor<Options>;
  readonly state: State;
  readonly #family: AnyFamily;

  /** The node boots from a disk. */
  constructor(
    family: AnyFamily,
    id: NodeId,
    options: Options,
    recovered: Recovered<Tagged>,
    zones: ReadonlyMap<NodeId, string> = new Map(),
  ) {
    this.#family = family;
    this.node = doorOf(id, options, this.clock, zones);
    this.state = family.start(recovered, this.node) as State;
  }

  /** A rule runs in both modes. Answers what it wants from the world. */
  act<Given extends readonly unknown[]>(
    rule: (state: State, ...rest: [...Given, NodeDoor<Options>]) => void,
    ...given: Given
  ): readonly Effect[] {
    deepFreeze(given);
    return inBothModes(this.state, this.node, (state) => {
      rule(state, ...given, this.node);
    });
  }

  /** The newest flush that was asked for is through. */
  flush(): readonly Effect[] {
    return this.flushed(this.state.nextMark - 1);
  }

  flushed(mark: number): readonly Effect[] {
    return this.act((state, node) => {
      this.#family.flushed(state, mark, node);
    });
  }

  expire(timer: string, about = ''): readonly Effect[] {
    return this.act((state, node) => {
      this.#family.expire(state, { kind: timer, about }, node);
    });
  }

  receive(message: Message, from: NodeId): readonly Effect[] {
    deepFreeze(message);
    return this.act((state, node) => {
      this.#family.receive(state, message, from, node);
    });
  }

  /** A client's request reaches the node. */
  request(request: Request<object>, client: ClientHandle): readonly Effect[] {
    deepFreeze(request);
    return this.act((state, node) => {
      this.#family.request(state, request, client, node);
    });
  }

  command(kind: string, rest: Input = {}): readonly Effect[] {
    return this.act((state, node) => {
      this.#family.command(state, { kind, ...rest }, node);
    });
  }
}
