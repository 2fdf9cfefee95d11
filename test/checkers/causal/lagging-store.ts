/**
 * Histories of a store that is right, but late: all writes go to the end of one log, and each session
 * reads at a place of it that only moves forward, and past its own writes. They are sequentially
 * consistent. Registers, lists and sets, some writes of unknown outcome.
 */
import fc from 'fast-check';
import type { History, Value } from '../../../src/history/history.js';
import { numbered, type Unnumbered } from './notation.js';

const drawn = fc.record({
  session: fc.nat({ max: 3 }),
  key: fc.nat({ max: 3 }),
  isRead: fc.boolean(),
  fate: fc.nat({ max: 9 }),
  behind: fc.nat({ max: 6 }),
});

const kinds = ['write', 'write', 'append', 'add'] as const;

export const laggingHistories: fc.Arbitrary<History> = fc
  .array(drawn, { minLength: 1, maxLength: 60 })
  .map((all) => {
    const log: { readonly key: number; readonly value: number }[] = [];
    const places = new Map<number, number>();
    const operations = all.map(({ session, key, isRead, fate, behind }, place): Unnumbered => {
      const isUnknown = !isRead && fate === 0;
      if (!isRead) log.push({ key, value: place + 1 });
      const seen = Math.max(places.get(session) ?? 0, log.length - behind);
      const from = isRead ? seen : log.length;
      if (!isUnknown) places.set(session, from);
      return {
        session: `s${session}`,
        key: `k${key}`,
        action: isRead ? 'read' : (kinds[key] ?? 'write'),
        input: isRead ? null : place + 1,
        output: isRead ? valueIn(log.slice(0, from), key) : undefined,
        outcome: isUnknown ? 'info' : 'ok',
        start: place * 10,
        end: isUnknown ? Infinity : place * 10 + 5,
        invokedAt: null,
        completedAt: null,
        revision: null,
      };
    });
    return numbered(operations);
  });

function valueIn(log: readonly { key: number; value: number }[], key: number): Value {
  const values = log.flatMap((write) => (write.key === key ? [write.value] : []));
  return key < 2 ? (values.at(-1) ?? null) : values;
}
