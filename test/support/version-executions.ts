/**
 * One key on three replicas, as random commands drive it: clients read and write with what they read as context, and
 * replicas hand on what they hold, now or later, whole or version by version. Beside it runs the oracle: for every
 * write, as a set, the writes that its client knew.
 */
import fc from 'fast-check';
import {
  changeCell,
  emptyCell,
  mergeCells,
  type Cell,
  type Drop,
} from '../../src/databases/versions/cell.js';
import { vectorOf, type Scheme } from '../../src/databases/versions/register.js';
import { mergeVectors, type VersionVector } from '../../src/databases/versions/vector.js';

export type Command =
  | { readonly kind: 'read'; readonly replica: number; readonly client: number }
  | { readonly kind: 'write'; readonly replica: number; readonly client: number }
  /** To another replica; a copy stays on its way. */
  | { readonly kind: 'send'; readonly replica: number; readonly to: number }
  | {
      readonly kind: 'send one';
      readonly replica: number;
      readonly to: number;
      readonly which: number;
    }
  /** What is on its way arrives late, perhaps once more. */
  | { readonly kind: 'deliver'; readonly replica: number; readonly which: number };

const [replica, client, which] = [fc.nat(2), fc.nat(1), fc.nat(19)];
const wholeSets = [
  fc.record({ kind: fc.constant('read' as const), replica, client }),
  fc.record({ kind: fc.constant('write' as const), replica, client }),
  fc.record({ kind: fc.constant('send' as const), replica, to: replica }),
  fc.record({ kind: fc.constant('deliver' as const), replica, which }),
];
const one = fc.record({ kind: fc.constant('send one' as const), replica, to: replica, which });
const long = { maxLength: 60, size: 'max' } as const;

/** Replicas exchange all that they hold of the key. */
export const wholeExchanges: fc.Arbitrary<Command[]> = fc.array(fc.oneof(...wholeSets), long);
/** They also send single versions. */
export const anyExchanges: fc.Arbitrary<Command[]> = fc.array(fc.oneof(...wholeSets, one), long);

/** A cell that stands at a replica or travels, with all writes that went into it. */
export interface Held {
  readonly cell: Cell;
  readonly known: ReadonlySet<number>;
}

/** Two cells that were made one, and what the merge told. */
export interface Step {
  readonly parts: readonly Cell[];
  readonly cell: Cell;
  readonly drops: readonly Drop[];
}

export interface Execution {
  readonly replicas: readonly Held[];
  /** All that ever stood at a replica or travelled. */
  readonly held: readonly Held[];
  readonly steps: readonly Step[];
  /** For each write: the writes that its client knew, and what those knew. */
  readonly histories: ReadonlyMap<number, ReadonlySet<number>>;
}

export function writesOf({ versions }: Cell): number[] {
  return [...new Set(versions.map(({ write }) => write))].sort((a, b) => a - b);
}

/** Those of the writes that none of the others knew of. */
export function maximal(known: ReadonlySet<number>, { histories }: Execution): number[] {
  const isKnown = (write: number) => [...known].some((later) => histories.get(later)?.has(write));
  return [...known].filter((write) => !isKnown(write)).sort((a, b) => a - b);
}

const nothing: Held = { cell: emptyCell, known: new Set() };

export function execute(scheme: Scheme, commands: readonly Command[]): Execution {
  const replicas: Held[] = [nothing, nothing, nothing];
  const clients = replicas.map(() => ({ context: [] as VersionVector, seen: new Set<number>() }));
  const messages: Held[] = [];
  const held: Held[] = [nothing];
  const steps: Step[] = [];
  const histories = new Map<number, ReadonlySet<number>>();
  const hold = (index: number, next: Held): void => {
    replicas[index] = next;
    held.push(next);
  };
  const deliver = (message: Held, to: number): void => {
    const { cell, known } = replicas[to] as Held;
    const result = mergeCells(scheme, cell, message.cell);
    steps.push({ parts: [cell, message.cell], ...result });
    hold(to, { cell: result.cell, known: new Set([...known, ...message.known]) });
  };
  const send = (message: Held, to: number): void => {
    messages.push(message);
    held.push(message);
    deliver(message, to);
  };
  for (const command of commands) {
    const { cell, known } = replicas[command.replica] as Held;
    switch (command.kind) {
      case 'read': {
        const session = clients[command.client] as (typeof clients)[number];
        session.context = mergeVectors(session.context, vectorOf(scheme, cell.versions));
        for (const write of writesOf(cell)) {
          for (const seen of [write, ...(histories.get(write) ?? [])]) session.seen.add(seen);
        }
        break;
      }
      case 'write': {
        const { context, seen } = clients[command.client] as (typeof clients)[number];
        const write = histories.size + 1;
        const node = `n${command.replica}`;
        const stamp = { time: write, counter: 0 };
        const change = { write, isTombstone: write % 4 === 0, node, stamp, context };
        const result = changeCell(scheme, cell, { ...change, least: 1, elements: [] });
        histories.set(write, new Set(seen));
        steps.push({ parts: [cell], ...result });
        hold(command.replica, { cell: result.cell, known: new Set([...known, write]) });
        break;
      }
      case 'send':
        send({ cell, known }, command.to);
        break;
      case 'send one': {
        const version = cell.versions[command.which % Math.max(cell.versions.length, 1)];
        if (version === undefined) break;
        const known = new Set([version.write]);
        send({ cell: { ...emptyCell, versions: [version] }, known }, command.to);
        break;
      }
      case 'deliver': {
        const message = messages[command.which % Math.max(messages.length, 1)];
        if (message !== undefined) deliver(message, command.replica);
        break;
      }
    }
  }
  return { replicas, held, steps, histories };
}
