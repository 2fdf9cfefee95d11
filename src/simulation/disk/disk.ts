/**
 * The disk of one node: a log and a snapshot cell. What the protocol writes is volatile until a flush that
 * was asked for later is through; a crash takes back the rest (docs/decisions/004).
 */
import type { Duration, Instant } from '../../kernel/time.js';

export type DiskWrite =
  | { readonly kind: 'append'; readonly record: unknown; readonly write: number }
  | { readonly kind: 'truncate'; readonly length: number }
  | { readonly kind: 'snapshot'; readonly record: unknown };

/** A flush on its way. */
export interface Flush {
  readonly mark: number;
  /** How many writes of the disk's life it covers. */
  readonly covers: number;
}

/** What the disk kept over a crash. The arrays are the reader's own. */
export interface Kept {
  readonly log: readonly unknown[];
  readonly snapshot: unknown;
  /** It was wiped at some time. */
  readonly wiped: boolean;
}

/** One record of the log, with the write of a client that it carries, or 0. */
interface Entry {
  readonly record: unknown;
  readonly write: number;
}

export class Disk {
  /** What is durable. */
  #log: Entry[] = [];
  #snapshot: unknown = null;
  #wiped = false;
  /** Writes that are not durable yet, oldest first. */
  #volatile: DiskWrite[] = [];
  /** How many writes of the disk's life are durable or gone. */
  #settled = 0;
  /** Serial disks: when the last flush in the queue is through. */
  #freeAt: Instant = 0;

  write(write: DiskWrite): void {
    this.#volatile.push(write);
  }

  /** Begins a flush of everything written so far. Answers it, and when it will be through. */
  flush(
    mark: number,
    takes: Duration,
    serial: boolean,
    now: Instant,
  ): { flush: Flush; at: Instant } {
    const begins = serial ? Math.max(now, this.#freeAt) : now;
    const at = begins + takes;
    this.#freeAt = at;
    return { flush: { mark, covers: this.#settled + this.#volatile.length }, at };
  }

  /** The flush is through: what it covers is durable. One from before a crash covers nothing any more. */
  flushed(flush: Flush): void {
    const count = flush.covers - this.#settled;
    if (count <= 0) return;
    for (const write of this.#volatile.splice(0, count)) this.#apply(write);
    this.#settled = flush.covers;
  }

  /** Takes back what is not durable. Answers the writes of clients that the log held nowhere else. */
  crash(): readonly number[] {
    const durable = new Set(this.#log.map(({ write }) => write));
    const log = [...this.#log];
    for (const write of this.#volatile) applyToLog(log, write);
    const erased = log.flatMap(({ write }) => (write === 0 || durable.has(write) ? [] : [write]));
    this.#settled += this.#volatile.length;
    this.#volatile = [];
    this.#freeAt = 0;
    return [...new Set(erased)];
  }

  /** Forgets everything. Answers nothing: the caller knows what the node held. */
  wipe(): void {
    this.crash();
    this.#log = [];
    this.#snapshot = null;
    this.#wiped = true;
  }

  recover(): Kept {
    const log = this.#log.map(({ record }) => record);
    return { log, snapshot: this.#snapshot, wiped: this.#wiped };
  }

  #apply(write: DiskWrite): void {
    if (write.kind === 'snapshot') this.#snapshot = write.record;
    else applyToLog(this.#log, write);
  }
}

function applyToLog(log: Entry[], write: DiskWrite): void {
  switch (write.kind) {
    case 'append':
      log.push(write);
      return;
    case 'truncate':
      log.length = Math.min(log.length, write.length);
      return;
    case 'snapshot':
      return;
  }
}
