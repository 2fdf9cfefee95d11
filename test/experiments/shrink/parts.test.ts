/** What simpler scenarios are put together from: edits, figures, parts of lists, lesser amounts, names. */
import { describe, expect, it } from 'vitest';
import { insideOf, partAt, withoutParts, withPart } from '../../../src/experiments/shrink/edit.js';
import { digitsIn, rounded, roundedLeaf } from '../../../src/experiments/shrink/figures.js';
import { amount, between, list, partsOf, valuesOf } from '../../../src/experiments/shrink/idea.js';
import { withoutNames } from '../../../src/experiments/shrink/names.js';

describe('an edit', () => {
  const whole = { a: [{ b: 1, c: 2 }, 'd', 'e'], f: {} };

  it('takes out several parts at once, by their places in the original', () => {
    expect(withoutParts(whole, [['a', 0, 'b'], ['a', 1], ['f']])).toEqual({ a: [{ c: 2 }, 'e'] });
  });

  it('replaces a part, or adds it', () => {
    expect(withPart(whole, ['a', 0, 'b'], 9)).toEqual({ ...whole, a: [{ b: 9, c: 2 }, 'd', 'e'] });
    expect(withPart({}, ['a', 'b'], 1)).toEqual({ a: { b: 1 } });
    expect(partAt(whole, ['a', 0, 'c'])).toBe(2);
  });

  it('finds everything inside in the same order, however it is spelled', () => {
    const paths = (value: object) => insideOf(value).map(({ path }) => path.join('.'));
    expect(paths({ b: [1], a: 2 })).toEqual(['a', 'b', 'b.0']);
    expect(paths({ a: 2, b: [1] })).toEqual(['a', 'b', 'b.0']);
  });
});

describe('a figure', () => {
  it.each([
    ['12345ms', 5],
    ['12s', 2],
    ['10.0s', 1],
    ['1ms..25ms', 3],
    ['-200ms', 1],
    ['2.5/s', 2],
    [100, 1],
    ['0s', 0],
    ['any 12', 0],
    ['n12', 0],
    [true, 0],
  ])('%s has %i digits', (leaf, digits) => {
    expect(digitsIn(leaf)).toBe(digits);
  });

  it.each([
    [12_345, 2, 'down', 12_000],
    [12_345, 2, 'up', 13_000],
    [99_500, 2, 'up', 100_000],
    [-12_345, 1, 'down', -20_000],
    [-12_345, 1, 'up', -10_000],
    [0.666_666, 1, 'down', 0.6],
    [20, 1, 'up', 20],
  ] as const)('%d with %i digits, %s, is %d', (value, digits, direction, round) => {
    expect(rounded(value, digits, direction)).toBe(round);
  });

  it.each([
    ['12345ms', '12s'],
    ['1234us..5678us', '1.2ms..5.6ms'],
    ['-1234ms', '-1.2s'],
    ['33.3/s', '33/s'],
    [123, 120],
    ['12s', null],
    ['any 123', null],
  ])('%s, rounded to two digits, is %s', (leaf, round) => {
    expect(roundedLeaf(leaf, 2, 'down')).toBe(round);
  });
});

describe('the parts of a list', () => {
  const letters = (least: number) =>
    list({ of: 'letters', count: 5, least, only: () => ({}) }).flatMap((one) =>
      [...partsOf(one)].map((kept) => kept.join('')),
    );

  it('are nothing, then halves, quarters and all but one', () => {
    const halves = ['34', '012'];
    const quarters = ['234', '014', '0123'];
    const single = ['1234', '0234', '0134', '0124', '0123'];
    expect(letters(0)).toEqual(['', ...halves, ...quarters, ...single]);
    expect(letters(3)).toEqual(['012', '234', '014', '0123', ...single]);
    expect(letters(5)).toEqual([]);
  });
});

describe('a lesser amount', () => {
  const tried = (value: number, least: number) =>
    amount({ of: 'it', value, least, to: () => ({}) }).flatMap((one) => [...valuesOf(one)]);

  it('is the least, then comes nearer in round steps', () => {
    expect(tried(5, 1)).toEqual([1, 2, 3, 4]);
    expect(tried(1000, 1)).toEqual([1, 31, 170, 410, 700, 850, 920]);
    expect(tried(18_797_000, 0).slice(0, 3)).toEqual([0, 1_800_000, 5_800_000]);
    expect(tried(1, 1)).toEqual([]);
  });

  it('is found in a few steps, whatever holds', () => {
    for (const isEnough of [() => true, () => false, (value: number) => value > 7_654_321]) {
      let [low, high, steps] = [0, 40_000_001, 0];
      for (let middle = between(low, high); middle !== null; middle = between(low, high)) {
        if (isEnough(middle)) high = middle;
        else low = middle;
        steps += 1;
      }
      expect(steps).toBeLessThan(15);
      expect(high).toBeLessThanOrEqual(40_000_001);
    }
  });
});

describe('a scenario without a node', () => {
  const faults = [
    { at: '1s', crash: 'n3' },
    { at: '1s', crash: ['n2', 'n3'] },
    { at: '1s', partition: [['n1'], ['n2', 'n3']] },
    { at: '1s', partition: [['n1', 'n2'], ['n3']] },
    { at: '1s', lag: '1s', on: { between: ['n1', 'n3'] } },
    { at: '1s', lag: '1s', on: { from: ['n1', 'n3'] } },
    { id: 'n3', at: '1s', crash: 'primary' },
  ];
  const written = {
    database: { kind: 'primary-replica', nodes: 3, members: { n2: { follows: 'n3' }, n3: {} } },
    network: {
      zones: { eu: ['n1', 'n3'], us: ['n2'] },
      links: [{ between: ['n1', 'n3'] }, { between: ['n1', 'n2'] }],
    },
    hosts: { nodes: { n1: { service: '1ms' }, n3: { service: '1ms' } } },
    clients: [{ name: 'app', read: 'n3' }],
    faults,
  };

  it('says nothing more about it, but for where clients turn to', () => {
    expect(withoutNames(written, ['n3'])).toEqual({
      database: { kind: 'primary-replica', nodes: 3, members: { n2: {} } },
      network: { zones: { eu: ['n1'], us: ['n2'] }, links: [{ between: ['n1', 'n2'] }] },
      hosts: { nodes: { n1: { service: '1ms' } } },
      clients: [{ name: 'app', read: 'n3' }],
      faults: [
        { at: '1s', crash: ['n2'] },
        { at: '1s', partition: [['n1'], ['n2']] },
        { at: '1s', lag: '1s', on: { from: ['n1'] } },
        { id: 'n3', at: '1s', crash: 'primary' },
      ],
    });
  });
});
