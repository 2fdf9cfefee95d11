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
}

export class Disk {
  #log: unknown[] = [];
  #snapshot: unknown = null;
  /** Writes that are not durable yet, oldest first. */
  #volatile: DiskWrite[] = [];
  /** How many writes are durable, counted over the disk's whole life. */
  #durable = 0;
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
    this.#freeAt = Math.max(this.#freeAt, at);
    return { flush: { mark, covers: this.#durable + this.#volatile.length }, at };
  }

  /** The flush is through: what it covers is durable. */
  flushed(flush: Flush): void {
    const count = flush.covers - this.#durable;
    if (count <= 0) return;
    for (const write of this.#volatile.splice(0, count)) this.#apply(write);
    this.#durable = flush.covers;
  }

  /** Takes back what is not durable. Answers the writes of clients that were only there. */
  crash(): readonly number[] {
    const erased = this.#volatile.flatMap((write) =>
      write.kind === 'append' && write.write !== 0 ? [write.write] : [],
    );
    this.#volatile = [];
    this.#freeAt = 0;
    return erased;
  }

  /** Forgets everything. Answers nothing: the caller knows what the node held. */
  wipe(): void {
    this.#log = [];
    this.#snapshot = null;
    this.#volatile = [];
  }

  recover(): Kept {
    return { log: [...this.#log], snapshot: this.#snapshot };
  }

  #apply(write: DiskWrite): void {
    switch (write.kind) {
      case 'append':
        this.#log.push(write.record);
        return;
      case 'truncate':
        this.#log.length = Math.min(this.#log.length, write.length);
        return;
      case 'snapshot':
        this.#snapshot = write.record;
        return;
    }
  }
}
