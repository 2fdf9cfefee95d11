/** Tombstones, rule by rule: when a replica throws them away, on the disk, too, and what happens to values that come afterwards. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/databases/quorum/advice/schema.js';
import { beginComparing } from '../../../src/databases/quorum/anti-entropy/compare.js';
import type { DiskRecord } from '../../../src/databases/quorum/message.js';
import { emptyCell, type Cell } from '../../../src/databases/versions/cell.js';
import type { VersionVector } from '../../../src/databases/versions/vector.js';
import type { Input } from '../../support/bench.js';
import {
  armedIn,
  Bench,
  client,
  collection,
  notesIn,
  optionsOf,
  requestOf,
  Talk,
  tombstone,
  value,
} from '../../support/quorum.js';

const second = 1_000_000;
const grace = { tombstones: { grace: '10s', every: '2s' } };

/** A node whose clock shows so many seconds. */
function at(seconds: number, cells: Readonly<Record<string, Cell>>, input: Input = grace): Bench {
  const bench = new Bench('n1', input);
  bench.clock.now = seconds * second;
  return bench.holds(cells);
}

/** A copy of a cell comes, as hints, repairs and comparisons bring it. */
function copyComes(bench: Bench, key: string, cell: Cell) {
  const copy = { ring: 1, ask: 0, key, cell, write: 0, hintFor: '' } as const;
  return bench.receive({ kind: 'write', ...copy }, 'n2');
}

describe('the timer', () => {
  const copies = (cell: Cell) => armedIn(copyComes(new Bench('n1', grace), 'k', cell));

  it('runs while there are tombstones, and no longer', () => {
    expect(copies(value(1))).toEqual([]);
    expect(copies(collection([1]))).toEqual([]);
    expect(copies(tombstone(1))).toEqual([['purge', '', 2 * second]]);
    expect(copies(collection([], [[1, 2, 2]]))).toEqual([['purge', '', 2 * second]]);
    const bench = new Bench('n1', grace).holds({ a: tombstone(1), b: tombstone(2) });
    expect(armedIn(copyComes(bench, 'c', tombstone(3)))).toEqual([]);
    const cancelled = { kind: 'cancel', timer: 'purge', about: '' };
    expect(copyComes(bench, 'a', value(4))).not.toContainEqual(cancelled);
    expect(copyComes(bench, 'b', value(5))).not.toContainEqual(cancelled);
    expect(copyComes(bench, 'c', value(6))).toContainEqual(cancelled);
    expect(bench.state.tombstones.size).toBe(0);
  });

  it('goes on as long as one of them is too young', () => {
    const bench = at(20, { old: tombstone(1), young: tombstone(2, 15 * second) });
    expect(armedIn(bench.expire('purge'))).toEqual([['purge', '', 2 * second]]);
    expect(bench.cells.map(([key]) => key)).toEqual(['young']);
    bench.clock.now = 25 * second;
    expect(armedIn(bench.expire('purge'))).toEqual([['purge', '', 2 * second]]);
    bench.clock.now += 1;
    expect(armedIn(bench.expire('purge'))).toEqual([]);
    expect(bench.cells).toEqual([]);
  });

  it('runs again after a crash, where tombstones are left', () => {
    const log: DiskRecord[] = [{ kind: 'cell', key: 'k', cell: tombstone(1) }];
    const bench = new Bench('n1', grace, { log, snapshots: [], wiped: false });
    expect(armedIn(bench.booted)).toEqual([['purge', '', 2 * second]]);
  });
});

describe('a tombstone that is old enough', () => {
  it('is gone, in memory and on the disk, and its key with it', () => {
    const bench = at(20, { k: tombstone(2) });
    const effects = bench.expire('purge');
    const before = 10 * second;
    expect(effects).toEqual([
      { kind: 'cancel', timer: 'purge', about: '' },
      { kind: 'append', record: { kind: 'purge', key: 'k', before }, write: 0 },
      { kind: 'note', text: 'tombstone thrown away', fields: { key: 'k' } },
      { kind: 'flush', mark: 1 },
    ]);
    expect(bench.state.cells.size).toBe(0);
    expect(bench.state.written).toBe(2);
    const log: DiskRecord[] = [
      { kind: 'cell', key: 'k', cell: value(1) },
      { kind: 'cell', key: 'k', cell: tombstone(2) },
      { kind: 'purge', key: 'k', before },
    ];
    const again = new Bench('n1', grace, { log, snapshots: [], wiped: false });
    expect(again.state.cells.size).toBe(0);
    expect(again.state.written).toBe(3);
    expect(armedIn(again.booted)).toEqual([]);
  });

  it('leaves what was never deleted: other siblings, and other elements', () => {
    const removed = [
      [1, 9, 9],
      [2, 8, 15 * second],
    ] as const;
    const bench = at(20, { set: collection([3], removed) });
    bench.expire('purge');
    expect(bench.cells).toEqual([['set', collection([3], [[2, 8, 15 * second]])]]);
  });

  it.each(['version-vectors', 'dotted'])('takes its number with it: %s', (versions) => {
    const bench = new Bench('n1', { ...grace, versions });
    const vector: VersionVector = versions === 'dotted' ? [] : [['n2', 1]];
    const others = value(1).versions.map((one) => ({ ...one, counter: 1, node: 'n2', vector }));
    bench.holds({ k: { ...emptyCell, versions: others } });
    bench.request(requestOf('delete', 2), client);
    bench.clock.now = 20 * second;
    bench.expire('purge');
    expect(bench.cells.map(([, { versions: left }]) => left.map(({ write }) => write))).toEqual([
      [1],
    ]);
    bench.request(requestOf('write', 3), client);
    const added = bench.cells[0]?.[1].versions.find(({ write }) => write === 3);
    expect(added?.node).toBe('n1.20000000');
  });

  it('is thrown away by the clock on the own wall', () => {
    const bench = at(5, { k: tombstone(2) });
    bench.expire('purge');
    expect(bench.state.cells.size).toBe(1);
    bench.clock.now = 11 * second;
    bench.expire('purge');
    expect(bench.state.cells.size).toBe(0);
  });

  it('is thrown away whatever its age by who has the bug', () => {
    const bench = at(5, { k: tombstone(2, 5 * second) }, { bugs: ['drop tombstones early'] });
    bench.expire('purge');
    expect(bench.state.cells.size).toBe(0);
  });
});

describe('a value that was deleted', () => {
  const deleted = () => {
    const bench = at(20, { k: tombstone(2), set: collection([], [[3, 4, 4]]) });
    bench.expire('purge');
    return bench;
  };

  it('stays away while the tombstone is there', () => {
    const bench = at(20, { k: tombstone(2) });
    expect(notesIn(copyComes(bench, 'k', value(1)), 'deleted value is back')).toEqual([]);
    expect(bench.cells).toEqual([['k', tombstone(2)]]);
  });

  it('comes back with a copy afterwards, and a note tells it once', () => {
    const bench = deleted();
    const back = 'deleted value is back';
    const note = { key: 'k', write: 1, deleted: 2 };
    expect(notesIn(copyComes(bench, 'k', value(1)), back)).toEqual([note]);
    expect(notesIn(copyComes(bench, 'k', value(1)), back)).toEqual([]);
    const elements = copyComes(bench, 'set', collection([3, 5]));
    expect(notesIn(elements, back)).toEqual([{ key: 'set', write: 3, deleted: 4 }]);
    expect(bench.cells).toEqual([
      ['k', value(1)],
      ['set', collection([3, 5])],
    ]);
  });

  it('is none that was written later', () => {
    expect(notesIn(copyComes(deleted(), 'k', value(7)), 'deleted value is back')).toEqual([]);
  });

  it('is known to have been deleted after a crash, too', () => {
    const log: DiskRecord[] = [
      { kind: 'cell', key: 'k', cell: tombstone(2) },
      { kind: 'purge', key: 'k', before: 10 },
    ];
    const bench = new Bench('n1', grace, { log, snapshots: [], wiped: false });
    expect(notesIn(copyComes(bench, 'k', value(1)), 'deleted value is back')).toHaveLength(1);
  });

  it('is remembered as long as not a thousand others were deleted since', () => {
    const names = Array.from({ length: 1001 }, (_, place) => `k${place}`);
    const bench = at(20, Object.fromEntries(names.map((key) => [key, tombstone(2)])));
    bench.expire('purge');
    expect(bench.state.graves.size).toBe(1000);
    bench.holds({ k1: tombstone(3) }).expire('purge');
    bench.holds({ other: tombstone(2) }).expire('purge');
    expect(notesIn(copyComes(bench, 'k0', value(1)), 'deleted value is back')).toEqual([]);
    expect(notesIn(copyComes(bench, 'k1', value(1)), 'deleted value is back')).toHaveLength(1);
  });
});

describe('a comparison of who has thrown a tombstone away', () => {
  function compared(ours: Cell, theirs: Cell | null) {
    const one = at(20, { k: ours });
    const other = new Bench('n2', grace);
    other.clock.now = 20 * second;
    if (theirs !== null) other.holds({ k: theirs });
    else other.holds({ k: tombstone(2) }).expire('purge');
    const talk = new Talk([one, other]);
    talk.follow('n1', one.act(beginComparing, 'n2'));
    return { one, other, talk };
  }

  it('with one who has it yet brings nothing: it would be thrown away at once', () => {
    const { one, other, talk } = compared(tombstone(2), null);
    expect(talk.kinds.slice(-2)).toEqual(['take', 'taken']);
    expect(other.cells).toEqual([]);
    expect(other.state.written).toBe(2);
    expect(notesIn(talk.effects, 'anti-entropy')).toEqual([]);
    expect(one.cells).toEqual([['k', tombstone(2)]]);
  });

  it('with one who has missed the delete brings the value back', () => {
    const { one, other, talk } = compared(value(1), null);
    expect(other.cells).toEqual(one.cells);
    expect(notesIn(talk.effects, 'deleted value is back')).toEqual([
      { key: 'k', write: 1, deleted: 2 },
    ]);
  });

  it('deletes where there is still something to delete, however old the tombstone is', () => {
    const { other } = compared(tombstone(2), value(1));
    expect(other.cells).toEqual([['k', tombstone(2)]]);
  });
});

describe('advice about the grace period', () => {
  const said = (nodes: number, tombstones: Input) => {
    const options = optionsOf({ nodes, antiEntropy: { every: '10s' }, tombstones });
    return judge(options).map(({ path }) => path.join('.'));
  };

  it('is given when it ends before each replica has been compared with all others', () => {
    expect(said(4, { grace: '31s' })).toEqual([]);
    expect(said(4, { grace: '30s' })).toEqual(['tombstones.grace']);
    expect(judge(optionsOf({ tombstones: { grace: '0s' } }))).toEqual([]);
  });
});
