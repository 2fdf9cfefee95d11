/** How text about a run shows the values of its keys: writes by their ids, counters by what they add up to. */
import type { Chronicle } from '../history/chronicle.js';
import { countersIn, signed, sumOf } from '../history/counters.js';
import type { WriteId } from '../history/operation.js';
import { returned } from './words.js';

export interface Values {
  /** What a key that holds these versions shows: `101`, `[101, 102]`, `nothing`; a counter: `150`. */
  readonly returned: (key: string, versions: readonly WriteId[]) => string;
  /** A write that somebody missed: `101`; an add: `+5 (101)`. */
  readonly named: (write: WriteId) => string;
}

export function valuesOf({ operations, writes }: Pick<Chronicle, 'operations' | 'writes'>): Values {
  const counters = countersIn(operations);
  return {
    returned: (key, versions) =>
      counters.has(key) ? String(sumOf(versions, writes)) : returned(versions),
    named(write) {
      const amount = writes[write]?.amount ?? null;
      return amount === null ? String(write) : `${signed(amount)} (${write})`;
    },
  };
}
