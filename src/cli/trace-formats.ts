/** What `quorate trace` can write, and which of its options each format understands. */
import { formatNames, type FormatName } from '../history/formats/format.js';
import { UsageError } from './options.js';

const eventFormats = ['text', 'ndjson', 'positions', 'shiviz', 'mermaid'] as const;

/** Formats that show what happened in the run, or the history of its clients. */
export type TraceFormat = (typeof eventFormats)[number] | FormatName;

export const traceFormats: readonly TraceFormat[] = [...eventFormats, ...formatNames];

/** Options that not every format understands, and those that do. A history is always whole. */
const understoodBy = {
  from: eventFormats,
  to: eventFormats,
  node: ['text', 'ndjson', 'positions', 'mermaid'],
  states: ['text', 'ndjson'],
  limit: ['mermaid'],
} as const satisfies Readonly<Record<string, readonly TraceFormat[]>>;

const narrowings = ['from', 'to', 'node', 'states', 'limit'] as const;

/** Whether it is the history that is written, which needs no trace. */
export function isHistoryFormat(format: TraceFormat): format is FormatName {
  return formatNames.some((name) => name === format);
}

/** Refuses options that the format would not heed. */
export function checkNarrowing(
  format: TraceFormat,
  given: Readonly<Partial<Record<keyof typeof understoodBy, unknown>>>,
): void {
  for (const option of narrowings) {
    const able: readonly TraceFormat[] = understoodBy[option];
    if (given[option] === undefined || able.includes(format)) continue;
    const others = able.length === 1 ? '' : `${able.slice(0, -1).join(', ')} or `;
    throw new UsageError(`--${option} needs --format ${others}${able.at(-1) ?? ''}`);
  }
}
