/** The key-value histories of Porcupine: an event a line in EDN, which has a place for the key; no times. */
import { identityOf } from '../history.js';
import { beginsWithKeyedEvent } from './edn-beginning.js';
import type { HistoryFormat } from './format.js';
import { edn } from './forms.js';
import { jepsenReader, type JepsenDialect } from './jepsen-reader.js';
import { writePorcupineKv } from './write/porcupine-kv.js';

const dialect: JepsenDialect = {
  notation: edn,
  conventions: { failedCas: 'never', nilRead: 'absent', keyed: false },
  event: ({ type, f, value, process, key = '' }) => {
    const text = typeof key === 'string' ? key : identityOf(key);
    return { type, f, value, process, time: null, index: null, key: text, revision: null };
  },
};

export const porcupineKv: HistoryFormat = {
  name: 'porcupine-kv',
  title: "Porcupine's histories of keys and values",
  recognises: beginsWithKeyedEvent,
  reader: (options) => jepsenReader(dialect, options),
  write: writePorcupineKv,
};
