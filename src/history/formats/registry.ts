/** All formats of history files, and which one a file is of. */
import { etcdLog } from './etcd-log.js';
import { formatNames, type FormatName, type HistoryFormat } from './format.js';
import { jepsenEdn } from './jepsen-edn.js';
import { jepsenJson } from './jepsen-json.js';
import { porcupineKv } from './porcupine-kv.js';
import { quorate } from './quorate.js';

const byName: Readonly<Record<FormatName, HistoryFormat>> = {
  quorate,
  'jepsen-edn': jepsenEdn,
  'jepsen-json': jepsenJson,
  'porcupine-kv': porcupineKv,
  'etcd-log': etcdLog,
};

export const formats: readonly HistoryFormat[] = formatNames.map((name) => byName[name]);

/** How much of a file formatOf looks at. */
export const telltaleCharacters = 4_000;

export function formatNamed(name: FormatName): HistoryFormat {
  return byName[name];
}

/** The format of a file that begins like this; null when it is none of ours. At most one recognises it. */
export function formatOf(beginning: string): HistoryFormat | null {
  const telltale = beginning.slice(0, telltaleCharacters).replace(/^\uFEFF/u, '');
  return formats.find((format) => format.recognises(telltale)) ?? null;
}
