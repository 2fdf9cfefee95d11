/** Histories as Jepsen and Knossos store them: EDN, a list of events or one event after the other. */
import { beginsWithEvent, beginsWithKeyedEvent } from './edn-beginning.js';
import type { HistoryFormat } from './format.js';
import { edn } from './forms.js';
import { jepsenReader, knossosConventions, type JepsenDialect } from './jepsen-reader.js';
import { writeJepsenEdn } from './write/jepsen-edn.js';

const dialect: JepsenDialect = {
  notation: edn,
  conventions: knossosConventions,
  event: ({ type, f, value, process, time, index }) => {
    return { type, f, value, process, time, index, key: '', revision: null };
  },
};

export const jepsenEdn: HistoryFormat = {
  name: 'jepsen-edn',
  title: "Jepsen's histories in EDN",
  recognises: (beginning) => beginsWithEvent(beginning) && !beginsWithKeyedEvent(beginning),
  reader: (options) => jepsenReader(dialect, options),
  write: writeJepsenEdn,
};
