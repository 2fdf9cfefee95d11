/** Prints what a sweep, or several merged shards of one, have counted. */
import { tallyFrom } from '../experiments/sweep/file.js';
import type { SweepFile } from '../experiments/sweep/schema.js';
import { parseSeeds, seedCount, shardSize } from '../experiments/sweep/seeds.js';
import { summaryOf, type TallySummary } from '../experiments/sweep/summary.js';
import { sweepText, type SweepHead } from '../report/sweep/text.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { jsonDocument, writeResult } from './output.js';
import { shellLine } from '../report/shell.js';
import { styleFor } from './terminal.js';

export interface SweepOutput {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  /** Whether it is the only result. */
  readonly alone: boolean;
}

const codes = {
  'as-expected': exitCodes.asExpected,
  failed: exitCodes.failed,
  unknown: exitCodes.unknown,
} as const satisfies Record<TallySummary['outcome'], ExitCode>;

/** @param missing shards that are not there */
export async function writeSweepResult(
  file: SweepFile,
  missing: readonly string[],
  { json, quiet, color, alone }: SweepOutput,
): Promise<ExitCode> {
  const [tally] = file.tallies;
  const [variant] = file.plan.variants;
  if (tally === undefined || variant === undefined) throw new RangeError('a sweep of nothing');
  const summary = summaryOf(tallyFrom(tally));
  const head = headOf(file, missing);
  if (quiet === true) return exitCode(summary, missing);
  if (json === true) {
    const { seeds } = file.plan;
    const { planned, stopped, shard } = head;
    const { scenario: name, digest, file: path } = variant;
    const about = { formatVersion: 1, scenario: { name, digest, file: path }, seeds, shard };
    const document = { ...about, planned, stopped, missing, ...summary };
    await writeResult(jsonDocument(document, alone));
  } else await writeResult(sweepText(head, summary, styleFor('stdout', color)));
  return exitCode(summary, missing);
}

/** What is not there may have failed. */
function exitCode({ outcome }: TallySummary, missing: readonly string[]): ExitCode {
  return outcome === 'as-expected' && missing.length > 0 ? exitCodes.unknown : codes[outcome];
}

function headOf({ plan, parts }: SweepFile, missing: readonly string[]): SweepHead {
  const [variant] = plan.variants;
  const [part] = parts;
  const seeds = parseSeeds(plan.seeds) ?? [];
  const isShard = parts.length === 1 && plan.shards > 1 && part !== undefined;
  const stops = parts.flatMap(({ stopped }) => stopped ?? []);
  return {
    name: variant?.scenario ?? '',
    seeds: plan.seeds,
    shard: isShard ? `shard ${String(part.shard)} of ${String(plan.shards)}` : null,
    planned: isShard
      ? shardSize(seeds, { index: part.shard, count: plan.shards })
      : seedCount(seeds),
    stopped: stops[0] ?? null,
    replay: (seed) => shellLine(['run', ...(variant?.words ?? []), '--seed', String(seed)]),
    missing,
  };
}
