/**
 * What happened that people may wait for: declared events of the family, boots and crashes, acknowledgements.
 * Hosts and clients announce, faults with `when` listen, the chronicle keeps the rare ones.
 */
import type { Milestone } from '../history/chronicle.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Instant } from '../kernel/time.js';

export type Fields = Readonly<Record<string, string | number>>;

export const noFields: Fields = {};

/** Called for each announcement of the event that it listens for. */
export type Listener = (node: string) => void;

export class Milestones {
  readonly list: Milestone[] = [];
  /** How often each note was made. */
  readonly notes = new Map<string, number>();
  /** When the last one was announced: settling waits until it stays. */
  changedAt: Instant = 0;
  readonly #kernel: Kernel;
  readonly #declared: ReadonlySet<string>;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(kernel: Kernel, declared: ReadonlySet<string>) {
    this.#kernel = kernel;
    this.#declared = declared;
  }

  listen(event: string, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? [];
    this.#listeners.set(event, [...listeners, listener]);
  }

  /** A note of the protocol: counted; a milestone when the family declares it. */
  note(node: string, text: string, fields: Fields): void {
    this.notes.set(text, (this.notes.get(text) ?? 0) + 1);
    if (this.#declared.has(text)) this.announce(node, text, fields);
  }

  /** Something that the chronicle keeps. */
  announce(node: string, event: string, fields: Fields = noFields): void {
    const { now: at, event: number } = this.#kernel;
    this.changedAt = at;
    this.list.push({ event, node, at, number, fields });
    this.signal(event, node);
  }

  /** Something too frequent to keep; only listeners hear of it. */
  signal(event: string, node: string): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(node);
  }
}
