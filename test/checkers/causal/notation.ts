/**
 * Histories in a short notation: a line a session, a word an operation, columns are instants.
 *
 *     x=1   write 1          x:1   read 1           x:-     read nothing
 *     x+1   append 1         x:1,2 read [1, 2]      x:[]    read []
 *     x*1   add 1 to a set   x=1?  nobody knows     x=1!    it failed      .    nothing meanwhile
 *
 * Operations of one column overlap, those of different columns do not.
 */
import type { History, ObservedOperation, Value } from '../../../src/history/history.js';

const word = /^(?<key>\w+)(?<sign>[=:+*])(?<text>[^?!]*)(?<fate>[?!]?)$/u;
const actions: Readonly<Record<string, string>> = {
  '=': 'write',
  ':': 'read',
  '+': 'append',
  '*': 'add',
};

/** `rows`: the lines, by session name. */
export function historyOf(rows: Readonly<Record<string, string>>): History {
  const unnumbered = Object.entries(rows).flatMap(([session, row]) =>
    row
      .trim()
      .split(/\s+/u)
      .flatMap((text, column) => (text === '.' ? [] : [operationFrom(session, text, column)])),
  );
  return numbered(unnumbered);
}

export type Unnumbered = Omit<ObservedOperation, 'index' | 'name'>;

/** Operations in the order of invocation. */
export function numbered(operations: readonly Unnumbered[]): History {
  const inOrder = operations.toSorted((a, b) => a.start - b.start);
  return {
    operations: inOrder.map((one, index) => ({ ...one, index, name: String(index) })),
    model: null,
  };
}

/** An operation that takes most of its column. */
function operationFrom(session: string, text: string, column: number): Unnumbered {
  const { key = '', sign = '', text: value = '', fate = '' } = word.exec(text)?.groups ?? {};
  if (sign === '') throw new Error(`cannot read ${text}`);
  const isRead = sign === ':';
  const outcome = fate === '?' ? 'info' : fate === '!' ? 'fail' : 'ok';
  const start = column * 10;
  return {
    session,
    key,
    action: actions[sign] ?? '',
    input: isRead ? null : Number(value),
    output: isRead && outcome === 'ok' ? outputFrom(value) : undefined,
    outcome,
    start,
    end: outcome === 'info' ? Infinity : start + 5,
    invokedAt: null,
    completedAt: null,
    revision: null,
  };
}

function outputFrom(text: string): Value {
  if (text === '-') return null;
  if (text === '[]') return [];
  return text.includes(',')
    ? text
        .split(',')
        .filter((element) => element !== '')
        .map(Number)
    : Number(text);
}
