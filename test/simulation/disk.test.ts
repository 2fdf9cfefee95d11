/** The disk: what is volatile, what a flush makes durable, what a crash takes back, and when flushes are through. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Disk, type DiskWrite, type Flush } from '../../src/simulation/disk/disk.js';
import { NaiveDisk } from '../support/naive-disk.js';

function append(write: number, record: unknown = `record ${write}`): DiskWrite {
  return { kind: 'append', record, write };
}

/** Begins a flush whose time does not matter. */
function ask(disk: Disk, mark = 1): Flush {
  return disk.flush(mark, 10, false, 0).flush;
}

const cell = { kind: 'cell', value: 0 };

describe('what the disk keeps', () => {
  it('is nothing of what was never flushed', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.write({ kind: 'snapshot', record: cell });
    expect(disk.recover()).toEqual({ log: [], snapshots: [], wiped: false });
  });

  it('is what was written before a flush was asked for, once the flush is through', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.write({ kind: 'snapshot', record: cell });
    const flush = ask(disk);
    disk.write(append(2));
    expect(disk.recover().log).toEqual([]);
    disk.flushed(flush);
    expect(disk.recover()).toEqual({ log: ['record 1'], snapshots: [cell], wiped: false });
  });

  it('is what earlier flushes cover too, when a later one is through first', () => {
    const disk = new Disk();
    disk.write(append(1));
    const first = ask(disk, 1);
    disk.write(append(2));
    const second = ask(disk, 2);
    disk.flushed(second);
    expect(disk.recover().log).toEqual(['record 1', 'record 2']);
    disk.write(append(3));
    disk.flushed(first);
    expect(disk.recover().log).toEqual(['record 1', 'record 2']);
  });

  it('is a cut log only when the cut is flushed, and the newest snapshot only', () => {
    const disk = new Disk();
    for (const write of [1, 2, 3]) disk.write(append(write));
    disk.flushed(ask(disk));
    disk.write({ kind: 'truncate', length: 1 });
    expect(disk.recover().log).toHaveLength(3);
    disk.write(append(4));
    for (const value of [1, 2]) {
      const record = { ...cell, value };
      disk.write({ kind: 'snapshot', record });
    }
    disk.flushed(ask(disk));
    expect(disk.recover()).toMatchObject({
      log: ['record 1', 'record 4'],
      snapshots: [{ kind: 'cell', value: 2 }],
    });
  });

  it('is not longer after a cut beyond its end', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.write({ kind: 'truncate', length: 5 });
    disk.flushed(ask(disk));
    expect(disk.recover().log).toEqual(['record 1']);
  });

  it('is one snapshot of each kind of record', () => {
    const disk = new Disk();
    for (const kind of ['vote', 'data', 'vote']) disk.write({ kind: 'snapshot', record: { kind } });
    disk.flushed(ask(disk));
    expect(disk.recover().snapshots).toEqual([{ kind: 'vote' }, { kind: 'data' }]);
  });

  it('is the end of a log whose beginning was dropped', () => {
    const disk = new Disk();
    for (const write of [1, 2, 3]) disk.write(append(write));
    disk.flushed(ask(disk));
    disk.write({ kind: 'discard', count: 2 });
    expect(disk.recover().log).toHaveLength(3);
    disk.flushed(ask(disk));
    disk.write(append(4));
    expect(disk.crash()).toEqual([4]);
    expect(disk.recover().log).toEqual(['record 3']);
  });

  it('belongs to the disk: the reader has an array of its own', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.flushed(ask(disk));
    (disk.recover().log as unknown[]).push('scribble');
    expect(disk.recover().log).toEqual(['record 1']);
  });
});

describe('a crash', () => {
  it('takes back what is not durable, and tells whose writes those were', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.flushed(ask(disk));
    disk.write(append(2));
    disk.write(append(0, 'of no client'));
    disk.write({ kind: 'truncate', length: 0 });
    disk.write(append(3));
    disk.write({ kind: 'snapshot', record: cell });
    expect(disk.crash()).toEqual([3]);
    expect(disk.recover()).toEqual({ log: ['record 1'], snapshots: [], wiped: false });
    expect(disk.crash()).toEqual([]);
  });

  it('tells each write once, and none that the log still holds', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.flushed(ask(disk));
    for (const write of [1, 2, 2]) disk.write(append(write));
    expect(disk.crash()).toEqual([2]);
  });

  it('makes flushes from before it worthless', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.write(append(2));
    const before = ask(disk);
    disk.crash();
    disk.write(append(3));
    disk.flushed(before);
    expect(disk.recover().log).toEqual([]);
    disk.flushed(ask(disk));
    expect(disk.recover().log).toEqual(['record 3']);
  });

  it('that wipes the disk leaves nothing, and the disk remembers', () => {
    const disk = new Disk();
    disk.write(append(1));
    disk.write({ kind: 'snapshot', record: cell });
    disk.flushed(ask(disk));
    disk.write(append(2));
    const before = ask(disk);
    disk.wipe();
    disk.flushed(before);
    expect(disk.recover()).toEqual({ log: [], snapshots: [], wiped: true });
    disk.write(append(3));
    disk.flushed(ask(disk));
    expect(disk.recover()).toEqual({ log: ['record 3'], snapshots: [], wiped: true });
  });
});

describe('flushes', () => {
  const ends = (serial: boolean, flushes: readonly (readonly [now: number, takes: number])[]) => {
    const disk = new Disk();
    return flushes.map(([now, takes], mark) => disk.flush(mark, takes, serial, now).at);
  };
  const asked = [
    [0, 10],
    [2, 3],
    [4, 10],
    [100, 5],
  ] as const;

  it('side by side each take their time', () => {
    expect(ends(false, asked)).toEqual([10, 5, 14, 105]);
  });

  it('one after the other wait for those before them', () => {
    expect(ends(true, asked)).toEqual([10, 13, 23, 105]);
  });

  it.each([
    ['crash', (disk: Disk) => disk.crash()],
    ['wiping', (disk: Disk) => disk.wipe()],
  ])('do not wait for those that a %s ended', (_, ended) => {
    const disk = new Disk();
    disk.flush(1, 1000, true, 0);
    ended(disk);
    expect(disk.flush(2, 10, true, 5).at).toBe(15);
  });

  it('carry their mark', () => {
    expect(ask(new Disk(), 7).mark).toBe(7);
  });
});

/** A step of somebody's use of a disk. A flush is named by the order of asking, and may be through at any time. */
type Step =
  { readonly write: DiskWrite } | { readonly complete: number } | 'flush' | 'crash' | 'wipe';

const write = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 9 }).map((id) => append(id)) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncate'), length: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('discard'), count: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('snapshot'),
      record: fc.record({ kind: fc.constantFrom('a', 'b'), value: fc.nat() }),
    }),
  },
) as fc.Arbitrary<DiskWrite>;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ write }) },
  { weight: 4, arbitrary: fc.constant('flush') },
  { weight: 4, arbitrary: fc.record({ complete: fc.nat({ max: 8 }) }) },
  { weight: 2, arbitrary: fc.constant('crash') },
  { weight: 1, arbitrary: fc.constant('wipe') },
);

/** Takes the steps on a disk and on the naive one, and compares after each. */
function compare(disk: Disk, steps: readonly Step[]): void {
  const naive = new NaiveDisk();
  const flushes: Flush[] = [];
  for (const one of steps) {
    if (one === 'flush') {
      flushes.push(ask(disk));
      naive.flush();
    } else if (one === 'crash') {
      expect(new Set(disk.crash())).toEqual(naive.crash());
    } else if (one === 'wipe') {
      disk.wipe();
      naive.wipe();
    } else if ('write' in one) {
      disk.write(one.write);
      naive.write(one.write);
    } else {
      const flush = flushes[one.complete];
      if (flush !== undefined) disk.flushed(flush);
      naive.complete(one.complete);
    }
    expect(disk.recover()).toMatchObject(naive.recover());
  }
}

describe('a disk', () => {
  test.prop([fc.array(step, { maxLength: 60 })], { numRuns: 300 })(
    'does what one does that remembers every write of its life',
    (steps) => {
      compare(new Disk(), steps);
    },
  );
});

describe('the comparison with the naive disk', () => {
  class FlushesTooMuch extends Disk {
    override flushed(flush: Flush): void {
      super.flushed({ ...flush, covers: flush.covers + 1 });
    }
  }
  class KeepsTheTail extends Disk {
    override crash(): readonly number[] {
      this.flushed(this.flush(0, 0, false, 0).flush);
      return super.crash();
    }
  }
  class CutsAtOnce extends Disk {
    override write(one: DiskWrite): void {
      super.write(one);
      if (one.kind === 'truncate') this.flushed(this.flush(0, 0, false, 0).flush);
    }
  }

  it.each([
    ['makes more durable than was asked for', FlushesTooMuch],
    ['keeps what was not flushed', KeepsTheTail],
    ['cuts its log without a flush', CutsAtOnce],
  ])('finds a disk that %s', (_, Planted) => {
    const steps: Step[] = [
      ...[{ write: append(1) }, 'flush' as const, { complete: 0 }, 'flush' as const],
      ...[{ write: append(2) }, { write: { kind: 'truncate' as const, length: 0 } }],
      ...[{ write: append(3) }, { complete: 1 }, 'crash' as const],
    ];
    compare(new Disk(), steps);
    expect(() => {
      compare(new Planted(), steps);
    }).toThrow();
  });
});
