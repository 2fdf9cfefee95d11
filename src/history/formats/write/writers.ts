/** Who writes which format. */
import type { FormatName } from '../format.js';
import { writeEtcdLog } from './etcd-log.js';
import { writeJepsenEdn } from './jepsen-edn.js';
import { writeJepsenJson } from './jepsen-json.js';
import { writePorcupineKv } from './porcupine-kv.js';
import { writeQuorate } from './quorate.js';
import type { HistoryWriter } from './source.js';

export const writers: Readonly<Record<FormatName, HistoryWriter>> = {
  quorate: writeQuorate,
  'jepsen-edn': writeJepsenEdn,
  'jepsen-json': writeJepsenJson,
  'porcupine-kv': writePorcupineKv,
  'etcd-log': writeEtcdLog,
};
