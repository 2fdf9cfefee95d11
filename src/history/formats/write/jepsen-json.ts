/** Writes a history as Jepsen's JSON, which elle-cli reads: one array, an object a line. */
import { jepsenRecords, type JepsenRecord } from './jepsen.js';
import type { HistoryWriter } from '../format.js';

export const writeJepsenJson: HistoryWriter = (history, source = {}) => ({
  kind: 'lines',
  lines: arrayLines(jepsenRecords(history, source)),
});

function* arrayLines(records: Iterable<JepsenRecord>): Generator<string> {
  let line = '[';
  let isFirst = true;
  for (const { type, f, value, process, time, index } of records) {
    if (!isFirst) yield `${line},\n`;
    const object = { type, f, value, process, ...(time === null ? {} : { time }), index };
    line = `${isFirst ? '[' : ''}${JSON.stringify(object)}`;
    isFirst = false;
  }
  yield `${line}]\n`;
}
