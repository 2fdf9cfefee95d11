/**
 * `quorate trace`: runs a scenario and prints its events, or the positions of its nodes over time,
 * in slices so that long runs need little memory.
 */
import type { TraceEvent } from '../../kernel/trace.js';
import type { Instant } from '../../kernel/time.js';
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
import { writeResult } from '../output.js';
import { longestLine, styleFor } from '../terminal.js';

export interface TraceOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly format: 'text' | 'ndjson' | 'positions';
  readonly from?: Instant;
  readonly to?: Instant;
  readonly node?: string;
  readonly states?: boolean;
  readonly color?: boolean;
}

const eventsAtATime = 1000;

/** Prints the trace of a run. What the run found does not matter to the exit code. */
export async function trace(argument: string, options: TraceOptions): Promise<ExitCode> {
  const loaded = await loadScenario(argument, options);
  if (loaded.kind === 'problems') return loaded.exitCode;
  const { scenario, databases } = loaded;
  checkNode(options.node, scenario.spec.database.nodes);
  const run = simulate(scenario, { ...simulateOptions(options), databases });
  await (options.format === 'positions' ? writePositions(run, options) : writeEvents(run, options));
  return exitCodes.asExpected;
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

function windowOf({ from = 0, to = Infinity }: TraceOptions): Window {
  if (from > to) throw new UsageError('--from is later than --to');
  return { from, to };
}

function simulateOptions(options: TraceOptions): SimulateOptions {
  const window = windowOf(options);
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  if (options.format !== 'positions') {
    return { trace: window, ...(options.states === true ? { record: window } : {}), ...seed };
  }
  if (options.states === true) throw new UsageError('--states needs --format text or ndjson');
  return seed;
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
