/** The positions of nodes over time as CSV. */
import { expect, it } from 'vitest';
import { positionRows, positionsHeader } from '../../src/report/positions-csv.js';
import { samplesOf } from '../support/run.js';

const stages = samplesOf(3, {
  sent: new Map([
    ['n1', [null, null, null]],
    ['n2', [0, 8, null]],
  ]),
  positions: new Map([
    [
      'n1',
      new Map([
        ['written', [0, 12, 13]],
        ['visible', [0, 9, null]],
      ]),
    ],
    ['n2', new Map([['applied', [0, 7, 7]]])],
  ]),
});

it('has one row a sample and node, and empty cells for what is unknown', () => {
  expect(positionsHeader(stages)).toBe('atMs,node,sent,written,flushed,applied,visible\n');
  const rows = [0, 1, 2].map((sample) => positionRows(stages, sample, ['n1', 'n2']));
  expect(rows.join('')).toBe(
    '1,n1,,0,,,0\n1,n2,0,,,0,\n2,n1,,12,,,9\n2,n2,8,,,7,\n3,n1,,13,,,\n3,n2,,,,7,\n',
  );
  expect(positionRows(stages, 1, ['n2'])).toBe('2,n2,8,,,7,\n');
});

it('has further columns for positions under other names, quoted where they need it', () => {
  const samples = samplesOf(1, {
    positions: new Map([
      [
        'n1',
        new Map([
          ['log', [5]],
          ['flushed', [4]],
        ]),
      ],
      ['n2', new Map([['the "end", say', [3]]])],
    ]),
  });
  expect(positionsHeader(samples)).toBe(
    'atMs,node,sent,written,flushed,applied,visible,log,"the ""end"", say"\n',
  );
  expect(positionRows(samples, 0, ['n1', 'n2'])).toBe('1,n1,,,4,,,5,\n1,n2,,,,,,,3\n');
});

it('does not take a position of the family for what the primary has sent', () => {
  const samples = samplesOf(1, { positions: new Map([['n1', new Map([['sent', [5]]])]]) });
  expect(positionsHeader(samples) + positionRows(samples, 0, ['n1'])).toBe(
    'atMs,node,sent,written,flushed,applied,visible\n1,n1,,,,,\n',
  );
});
