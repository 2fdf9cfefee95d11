/** Writes a history as Jepsen's EDN: one map a line, as in its `history.edn`. */
import { ednText, isWord } from './edn-text.js';
import { jepsenRecords, type JepsenRecord } from './jepsen.js';
import { linesOf } from './lines.js';
import type { HistoryWriter } from '../format.js';

export const writeJepsenEdn: HistoryWriter = (history, source = {}) => {
  const strange = history.operations.find(({ action }) => !isWord(action));
  if (strange !== undefined) {
    const action = JSON.stringify(strange.action);
    return {
      kind: 'refused',
      reason: `an action is a keyword in EDN, and ${action} cannot be one`,
    };
  }
  return { kind: 'lines', lines: linesOf(jepsenRecords(history, source), lineOf) };
};

function lineOf({ type, f, value, process, time, index }: JepsenRecord): string {
  const fields = [
    `:type :${type}`,
    `:f :${f}`,
    `:value ${ednText(value)}`,
    `:process ${process === 'nemesis' ? ':nemesis' : process}`,
    ...(time === null ? [] : [`:time ${time}`]),
    `:index ${index}`,
  ];
  return `{${fields.join(', ')}}\n`;
}
