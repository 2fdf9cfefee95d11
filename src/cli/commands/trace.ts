/**
 * `quorate trace`: runs a scenario and prints its events, the positions of its nodes over time, or what its
 * clients saw, in slices so that long runs need little memory.
 */
import { formatNamed } from '../../history/formats/registry.js';
import type { FormatName } from '../../history/formats/format.js';
import { observedHistory } from '../../history/observed.js';
import type { TraceEvent } from '../../kernel/trace.js';
import type { Instant } from '../../kernel/time.js';
import { mermaidLines } from '../../report/export/mermaid.js';
import { shivizLines } from '../../report/export/shiviz.js';
import { positionRows, positionsHeader } from '../../report/positions-csv.js';
import { ndjsonHeader, traceNdjson } from '../../report/trace-ndjson.js';
import { traceHeader, traceText } from '../../report/trace-text.js';
import type { Run, SimulateOptions, Window } from '../../simulation/run.js';
import { hintAmong } from '../../scenario/suggestion.js';
import type { Override } from '../../scenario/overrides.js';
import { simulate } from '../../simulation/simulate.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { loadScenario } from '../load.js';
import { UsageError } from '../options.js';
import { writeLines, writeResult } from '../output.js';
import { longestLine, styleFor } from '../terminal.js';
import { checkNarrowing, isHistoryFormat, type TraceFormat } from '../trace-formats.js';

export interface TraceOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly format: TraceFormat;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly node?: string;
  readonly states?: boolean;
  readonly limit?: number;
  readonly color?: boolean;
}

const eventsAtATime = 1000;

/** Prints the trace of a run. What the run found does not matter to the exit code. */
export async function trace(argument: string, options: TraceOptions): Promise<ExitCode> {
  checkNarrowing(options.format, options);
  const loaded = await loadScenario(argument, options);
  if (loaded.kind === 'problems') return loaded.exitCode;
  const { scenario, databases } = loaded;
  checkNode(options.node, scenario.spec.database.nodes);
  await write(simulate(scenario, { ...simulateOptions(options), databases }), options);
  return exitCodes.asExpected;
}

async function write(run: Run, options: TraceOptions): Promise<void> {
  switch (options.format) {
    case 'text':
    case 'ndjson':
      return writeEvents(run, options);
    case 'positions':
      return writePositions(run, options);
    case 'shiviz':
      return writeLines(shivizLines(run));
    case 'mermaid':
      return writeLines(mermaidLines(run, { node: options.node, limit: options.limit }));
    case 'quorate':
    case 'jepsen-edn':
    case 'jepsen-json':
    case 'porcupine-kv':
    case 'etcd-log':
      return writeLines(historyLines(run, options.format));
  }
}

async function writeEvents(run: Run, options: TraceOptions): Promise<void> {
  const events = (run.trace ?? []).filter((event) => concerns(event, options.node));
  const style = { ...styleFor('stdout', options.color), width: longestLine() };
  const isText = options.format === 'text';
  await writeResult(isText ? traceHeader(run, style) : ndjsonHeader(run));
  for (let start = 0; start < events.length; start += eventsAtATime) {
    const slice = events.slice(start, start + eventsAtATime);
    await writeResult(isText ? traceText(slice, style) : traceNdjson(slice));
  }
}

/** Positions are sampled in every run: no event needs to be kept for them. */
async function writePositions(
  { replication, scenario }: Run,
  options: TraceOptions,
): Promise<void> {
  const { from, to } = windowOf(options);
  const nodes = scenario.spec.database.nodes.filter((node) => node === (options.node ?? node));
  await writeResult(positionsHeader(replication));
  for (const [sample, at] of replication.at.entries()) {
    if (from <= at && at <= to) await writeResult(positionRows(replication, sample, nodes));
  }
}

function historyLines({ chronicle, seed, scenario }: Run, format: FormatName): Iterable<string> {
  const source = { seed, scenario: scenario.spec.name, faults: chronicle.faults };
  const writing = formatNamed(format).write(observedHistory(chronicle), source);
  if (writing.kind === 'refused') throw new UsageError(writing.reason);
  return writing.lines;
}

function windowOf({ from = 0, to = Infinity }: TraceOptions): Window {
  if (from > to) throw new UsageError('--from is later than --to');
  return { from, to };
}

/** Positions and histories are there in every run; for the rest events must be kept. */
function simulateOptions(options: TraceOptions): SimulateOptions {
  const { format, states } = options;
  const window = windowOf(options);
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  if (format === 'positions' || isHistoryFormat(format)) return seed;
  return { trace: window, ...(states === true ? { record: window } : {}), ...seed };
}

function checkNode(node: string | undefined, nodes: readonly string[]): void {
  if (node === undefined || nodes.includes(node)) return;
  throw new UsageError(
    `there is no node ${node}; ${hintAmong(node, nodes, 'the nodes are') ?? ''}`,
  );
}

/** Events on the node, and faults. */
function concerns({ input }: TraceEvent, node: string | undefined): boolean {
  if (node === undefined || input.kind === 'fault') return true;
  return 'node' in input && input.node === node;
}
