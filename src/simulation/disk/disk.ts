/**
 * The disk of one node: a log, and a snapshot cell for each kind of record that goes into one. What the
 * protocol writes is volatile until a flush that was asked for later is through; a crash takes back the rest
 * (docs/decisions/004).
 */
import type { Duration, Instant } from '../../kernel/time.js';

/** What goes into a snapshot cell: the one of its kind. */
interface Tagged {
  readonly kind: string;
}

export type DiskWrite =
  | { readonly kind: 'append'; readonly record: unknown; readonly write: number }
  | { readonly kind: 'truncate'; readonly length: number }
  | { readonly kind: 'discard'; readonly count: number }
  | { readonly kind: 'snapshot'; readonly record: Tagged };

/** A flush on its way. */
export interface Flush {
  readonly mark: number;
  /** How many writes of the disk's life it covers. */
  readonly covers: number;
}

/** What the disk kept over a crash. The arrays are the reader's own. */
export interface Kept {
  readonly log: readonly unknown[];
  readonly snapshots: readonly Tagged[];
  /** It was wiped at some time. */
  readonly wiped: boolean;
}

/** The records of a log, and beside each the write of a client that it carries, or 0. */
interface Log {
  readonly records: unknown[];
  readonly writes: number[];
}

export class Disk {
  /** What is durable. */
  #log: Log = { records: [], writes: [] };
  #snapshots = new Map<string, Tagged>();
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
    for (let left = count; left > 0; left -= 1) {
      const write = this.#volatile.shift();
      if (write !== undefined) this.#apply(write);
    }
    this.#settled = flush.covers;
  }

  /** Takes back what is not durable. Answers the writes of clients that the log held nowhere else. */
  crash(): readonly number[] {
    const durable = new Set(this.#log.writes);
    const log = { records: [...this.#log.records], writes: [...this.#log.writes] };
    for (const write of this.#volatile) applyToLog(log, write);
    const erased = log.writes.filter((write) => write !== 0 && !durable.has(write));
    this.#settled += this.#volatile.length;
    this.#volatile = [];
    this.#freeAt = 0;
    return [...new Set(erased)];
  }

  /** Forgets everything. Answers nothing: the caller knows what the node held. */
  wipe(): void {
    this.crash();
    this.#log = { records: [], writes: [] };
    this.#snapshots.clear();
    this.#wiped = true;
  }

  recover(): Kept {
    const snapshots = [...this.#snapshots.values()];
    return { log: [...this.#log.records], snapshots, wiped: this.#wiped };
  }

  #apply(write: DiskWrite): void {
    if (write.kind === 'snapshot') this.#snapshots.set(write.record.kind, write.record);
    else applyToLog(this.#log, write);
  }
}

function applyToLog({ records, writes }: Log, write: DiskWrite): void {
  switch (write.kind) {
    case 'append':
      records.push(write.record);
      writes.push(write.write);
      return;
    case 'truncate':
      records.length = Math.min(records.length, write.length);
      writes.length = records.length;
      return;
    case 'discard':
      records.splice(0, write.count);
      writes.splice(0, write.count);
      return;
    case 'snapshot':
      return;
  }
}
