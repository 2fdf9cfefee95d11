/**
 * Jepsen's histories in JSON, as elle-cli takes them: an array of events, or one event after the other.
 * Keywords are texts, with their colon or without.
 */
import type { Value } from '../history.js';
import type { HistoryFormat } from './format.js';
import { json } from './forms.js';
import { jepsenReader, knossosConventions, type JepsenDialect } from './jepsen-reader.js';
import { quorate } from './quorate.js';
import { writeJepsenJson } from './write/jepsen-json.js';

const dialect: JepsenDialect = {
  notation: json,
  conventions: knossosConventions,
  event: ({ type, f, value, process, time, index }) => {
    const key = '';
    return {
      ...{ type: keyword(type), f: keyword(f), value, process: keyword(process) },
      ...{ time, index, key, revision: null },
    };
  },
};

function keyword(value: Value | undefined): Value | undefined {
  return typeof value === 'string' ? value.replace(/^:/u, '') : value;
}

export const jepsenJson: HistoryFormat = {
  name: 'jepsen-json',
  title: "Jepsen's histories in JSON",
  recognises: (beginning) =>
    /^\s*(?:\[\s*)?\{\s*"(?!format")/u.test(beginning) && !quorate.recognises(beginning),
  reader: (options) => jepsenReader(dialect, options),
  write: writeJepsenJson,
};
