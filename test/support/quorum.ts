/** Nodes of the leaderless family, for tests of single rules: one alone, or several that talk without time passing. */
import type { ClientHandle, NodeId, Recovered } from '../../src/databases/database.js';
import { quorum } from '../../src/databases/quorum/family.js';
import type { DiskRecord, Message, MessageOf } from '../../src/databases/quorum/message.js';
import { operationSchema, type QuorumOptions } from '../../src/databases/quorum/options/schema.js';
import { quorumDeclaration } from '../../src/databases/quorum/schema.js';
import type { QuorumOperation, QuorumRequest, State } from '../../src/databases/quorum/state.js';
import { merge } from '../../src/databases/quorum/store/store.js';
import { emptyCell, type Cell } from '../../src/databases/versions/cell.js';
import type { Effect } from '../../src/simulation/host/effect.js';
import { FamilyBench, type Input } from './bench.js';

const nothing: Recovered<DiskRecord> = { log: [], snapshots: [], wiped: false };

export function optionsOf(input: Input = {}): QuorumOptions {
  return quorumDeclaration.database.parse({ kind: 'quorum', nodes: 3, ...input });
}

/** A node that boots, with what it wanted from the world meanwhile. Its door is empty. */
export class Bench extends FamilyBench<QuorumOptions, State, Message> {
  readonly booted: readonly Effect[];

  constructor(
    id: NodeId,
    input: Input = {},
    recovered: Recovered<DiskRecord> = nothing,
    zones: Readonly<Record<NodeId, string>> = {},
  ) {
    super(quorum, id, optionsOf(input), recovered, new Map(Object.entries(zones)));
    this.booted = this.node.effects.take();
  }

  /** The node holds these cells besides; nobody else hears of them. */
  holds(cells: Readonly<Record<string, Cell>>): this {
    this.act((state, node) => {
      for (const [key, cell] of Object.entries(cells)) merge(state, key, cell, 0, node);
    });
    return this;
  }

  /** What it holds, by key, in the order of keys. */
  get cells(): readonly (readonly [string, Cell])[] {
    return [...this.state.cells].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

export const client: ClientHandle = 77;

/** A client's request for the key k; reads have no write. */
export function requestOf(
  kind: QuorumRequest['kind'],
  write = 0,
  input: Input = {},
  told: Pick<QuorumOperation, 'seen' | 'shown'> = {},
): QuorumRequest {
  const options: QuorumOperation = { ...operationSchema.parse(input), ...told };
  return { operation: 1, kind, key: 'k', write, condition: null, basis: [], attempt: 1, options };
}

/** A register's value, written at a time by the clock of n1; times are numbered as writes unless said. */
export function value(write: number, time = write): Cell {
  const version = { write, isTombstone: false, time, counter: 0, node: 'n1', vector: [] };
  return { ...emptyCell, versions: [version] };
}

/** The tombstone of a register. */
export function tombstone(write: number, time = write): Cell {
  const version = { write, isTombstone: true, time, counter: 0, node: 'n1', vector: [] };
  return { ...emptyCell, versions: [version] };
}

/** A collection of these elements; what was removed from it: element, by which delete, when. */
export function collection(
  elements: readonly number[],
  removed: readonly (readonly [write: number, by: number, time: number])[] = [],
): Cell {
  const removals = removed.map(([write, by, time]) => ({ write, by, time }));
  return { ...emptyCell, elements, removed: removals };
}

export function sentIn(effects: readonly Effect[]): readonly (readonly [NodeId, Message])[] {
  return effects.flatMap((one) => {
    return one.kind === 'send' ? [[one.to, one.message as Message] as const] : [];
  });
}

/** The notes of a text among effects: their fields. */
export function notesIn(effects: readonly Effect[], text: string): readonly object[] {
  return effects.flatMap((one) => (one.kind === 'note' && one.text === text ? [one.fields] : []));
}

/** The timers that were armed: kind, subject, duration. */
export function armedIn(
  effects: readonly Effect[],
): readonly (readonly [kind: string, about: string, duration: number])[] {
  return effects.flatMap((one) => {
    return one.kind === 'arm' ? [[one.timer, one.about, one.duration] as const] : [];
  });
}

/** What one node sent to another one. */
export interface Letter {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Message;
}

/** Nodes whose messages arrive in the order in which they were sent, and whose disks flush at once. */
export class Talk {
  readonly letters: Letter[] = [];
  readonly effects: Effect[] = [];
  readonly #benches: ReadonlyMap<NodeId, Bench>;
  readonly #loses: (letter: Letter) => boolean;

  constructor(benches: readonly Bench[], loses: (letter: Letter) => boolean = () => false) {
    this.#benches = new Map(benches.map((bench) => [bench.node.id, bench]));
    this.#loses = loses;
  }

  /** A node wants something from the world; all that follows from it happens. */
  follow(from: NodeId, effects: readonly Effect[]): this {
    let unread = this.letters.length;
    this.#perform(from, effects);
    for (; unread < this.letters.length; unread += 1) {
      const letter = this.letters[unread];
      const bench = letter === undefined ? undefined : this.#benches.get(letter.to);
      if (letter === undefined || bench === undefined || this.#loses(letter)) continue;
      this.#perform(letter.to, bench.receive(letter.message, letter.from));
    }
    return this;
  }

  /** The kinds of messages in the order in which they were sent. */
  get kinds(): readonly Message['kind'][] {
    return this.letters.map(({ message }) => message.kind);
  }

  all<Kind extends Message['kind']>(kind: Kind): readonly MessageOf<Kind>[] {
    return this.letters.flatMap(({ message }) => {
      return message.kind === kind ? [message as MessageOf<Kind>] : [];
    });
  }

  #perform(id: NodeId, effects: readonly Effect[]): void {
    this.effects.push(...effects);
    for (const [to, message] of sentIn(effects)) this.letters.push({ from: id, to, message });
    for (const effect of effects) {
      if (effect.kind !== 'flush') continue;
      this.#perform(id, this.#benches.get(id)?.flushed(effect.mark) ?? []);
    }
  }
}
