/** The oracle of disks: remembers every write of its life, and reads everything back from the first one on. */
import type { DiskWrite } from '../../src/simulation/disk/disk.js';

interface Remembered {
  readonly write: DiskWrite;
  state: 'volatile' | 'durable' | 'gone';
}

export class NaiveDisk {
  readonly #writes: Remembered[] = [];
  readonly #flushes: (readonly Remembered[])[] = [];

  write(one: DiskWrite): void {
    this.#writes.push({ write: one, state: 'volatile' });
  }

  flush(): void {
    this.#flushes.push([...this.#writes]);
  }

  complete(flush: number): void {
    for (const one of this.#flushes[flush] ?? []) {
      if (one.state === 'volatile') one.state = 'durable';
    }
  }

  crash(): ReadonlySet<number> {
    const durable = writesIn(this.#read(['durable']).log);
    const erased = writesIn(this.#read(['durable', 'volatile']).log);
    for (const write of durable) erased.delete(write);
    for (const one of this.#writes) if (one.state === 'volatile') one.state = 'gone';
    return erased;
  }

  wipe(): void {
    for (const one of this.#writes) one.state = 'gone';
  }

  recover() {
    const { log, snapshots } = this.#read(['durable']);
    return { log: log.map(({ record }) => record), snapshots };
  }

  #read(states: readonly string[]) {
    let log: Extract<DiskWrite, { kind: 'append' }>[] = [];
    const cells = new Map<string, { readonly kind: string }>();
    for (const { write: one, state } of this.#writes) {
      if (!states.includes(state)) continue;
      if (one.kind === 'append') log = [...log, one];
      else if (one.kind === 'truncate') log = log.slice(0, one.length);
      else if (one.kind === 'discard') log = log.slice(one.count);
      else cells.set(one.record.kind, one.record);
    }
    return { log, snapshots: [...cells.values()] };
  }
}

function writesIn(log: readonly { readonly write: number }[]): Set<number> {
  return new Set(log.map(({ write: id }) => id).filter((id) => id !== 0));
}
