/**
 * The trace as NDJSON, for programs: a header line that says what it is, then one event a line, as
 * the simulation recorded it. Maps become objects (keys as text), sets become arrays.
 */
import type { TraceEvent } from '../kernel/trace.js';
import type { Run } from '../simulation/run.js';

/** The first line: format, version, and which run this is. */
export function ndjsonHeader(run: Run): string {
  const { scenario, seed, digest } = run;
  const header = {
    format: 'quorate-trace',
    formatVersion: 1,
    scenario: { name: scenario.spec.name, digest: scenario.digest },
    seed,
    digest,
  };
  return `${JSON.stringify(header)}\n`;
}

/** These events, one a line. */
export function traceNdjson(events: readonly TraceEvent[]): string {
  return events.map((event) => `${jsonText(event)}\n`).join('');
}

/** Any value of a trace as JSON text on one line. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner instanceof Map) return Object.fromEntries<unknown>(inner);
    if (inner instanceof Set) return [...(inner as Set<unknown>)];
    if (typeof inner === 'number' && !Number.isFinite(inner)) return String(inner);
    return inner;
  });
}
