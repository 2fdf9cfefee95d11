/** What the digest costs: one message of six fields and one event header, beside one operation of the queue. */
import { Digest } from '../dist/kernel/digest.js';
import { contestant, ownQueue, workload } from './hold.js';
import { nanosecondsEach, printTable, printTitle, ratio, takeTurns } from './measure.js';

const fields = ['epoch', 'from', 'key', 'position', 'committed', 'count'];

const messages = Array.from({ length: 64 }, (_, index) => ({
  kind: 'append',
  epoch: 1 + (index >> 5),
  from: `n${1 + (index % 5)}`,
  key: `key-${index % 10}`,
  position: 1_000 + index,
  committed: 990 + index,
  count: index % 3,
}));

const batch = {
  kind: 'append',
  entries: Array.from({ length: 8 }, (_, index) => ({
    epoch: 1,
    action: 'write',
    key: `key-${index}`,
    write: 500 + index,
  })),
};

/** @param {{ short: boolean }} options */
export function run({ short }) {
  const operations = short ? 50_000 : 300_000;
  const digest = new Digest();
  const each = (work) => () =>
    nanosecondsEach(operations, () => {
      for (let index = 0; index < operations; index += 1) work(index);
    });
  const results = takeTurns(short ? 3 : 9, {
    'queue, 1,000 pending': contestant(ownQueue(workload('exponential')), 1_000, operations),
    'event header, 5 numbers': each((index) => {
      digest.number(index * 1_000);
      digest.number(3);
      digest.number(index % 5);
      digest.number(index % 7);
      digest.number(index);
    }),
    'message, 6 fields': each((index) => digest.record(fields, messages[index % 64])),
    'message, 8 entries of 4 fields': each(() => digest.record(['entries'], batch)),
  });

  printTitle('Digest: nanoseconds, beside one operation of the queue');
  const queue = results['queue, 1,000 pending'];
  printTable(
    ['what', 'ns', '/ queue'],
    Object.entries(results).map(([name, ns]) => [name, ns.toFixed(1), ratio(ns / queue)]),
  );
}
