/** `quorate compare`: variants side by side on the same seeds, or the value of a setting that is asked for. */
import type { AnyFamily } from '../../databases/database.js';
import type { Axis } from '../../experiments/compare/axis.js';
import {
  comparisonOf,
  pacelcNames,
  type Comparison,
} from '../../experiments/compare/comparison.js';
import { metricAt, usualMetrics, type Metric } from '../../experiments/compare/metrics.js';
import type { Scale } from '../../experiments/compare/scale.js';
import type { VariedScenario } from '../../experiments/compare/vary.js';
import { printSeeds, type Seeds } from '../../experiments/sweep/seeds.js';
import { beginSweep, onlyShard } from '../../experiments/sweep/sweep.js';
import { comparisonCsv } from '../../report/compare/csv.js';
import { comparisonDocument } from '../../report/compare/document.js';
import { comparisonMarkdown } from '../../report/compare/markdown.js';
import { comparisonText } from '../../report/compare/text.js';
import { reportKeysOf } from '../../scenario/report-path.js';
import { commandLine } from '../command-line.js';
import type { comparisonFormats, Expectation } from '../compare-commands.js';
import { question, refuseComparison } from '../compare-question.js';
import { baselineFirst, readSources, variantsFrom, type Refused } from '../compared-scenarios.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { interruption } from '../interruption.js';
import type { LoadOptions } from '../load.js';
import { UsageError, type Check } from '../options.js';
import { jsonDocument, writeResult } from '../output.js';
import { runSeeds } from '../run-seeds.js';
import { styleFor } from '../terminal.js';

export interface CompareOptions extends LoadOptions {
  readonly vary: readonly Axis[];
  readonly baseline?: string;
  readonly seeds: Seeds;
  readonly jobs?: number;
  readonly metrics?: readonly string[];
  readonly check: readonly Check[];
  readonly format?: (typeof comparisonFormats)[number];
  readonly json?: boolean;
  readonly smallest?: Scale;
  readonly largest?: Scale;
  readonly expect: readonly Expectation[];
  /** Of 100 runs. */
  readonly in: number;
}

/** A comparison judges nothing: expectations that are not met do not fail it. A question without an answer does. */
export async function compare(
  scenarios: readonly string[],
  options: CompareOptions,
): Promise<ExitCode> {
  const { smallest, largest } = options;
  const isJson = formatOf(options) === 'json';
  if (smallest !== undefined || largest !== undefined) refuseComparison(options);
  else if (options.expect.length > 0) {
    throw new UsageError('--expect is part of a question: --smallest or --largest is missing');
  }
  const read = await readSources(scenarios, options);
  if (read.kind === 'refused') return await refuse(read, isJson);
  if (smallest !== undefined) {
    return await question(scenarios, read, options, ['smallest', smallest]);
  }
  if (largest !== undefined) return await question(scenarios, read, options, ['largest', largest]);
  const varied = variantsFrom(read, options.vary, options);
  if (varied.kind === 'refused') return await refuse(varied, isJson);
  return await compareVariants(scenarios, varied.variants, read.databases, options);
}

async function refuse({ exitCode, document }: Refused, isJson: boolean): Promise<ExitCode> {
  if (isJson) await writeResult(jsonDocument(document, true));
  return exitCode;
}

async function compareVariants(
  scenarios: readonly string[],
  inOrder: readonly VariedScenario[],
  databases: readonly AnyFamily[],
  options: CompareOptions,
): Promise<ExitCode> {
  if (inOrder.length < 2) {
    throw new UsageError('there is nothing to compare with: add --vary, or name more scenarios');
  }
  const variants = baselineFirst(inOrder, options.baseline);
  const metrics = metricsOf(variants, options);
  const stop = interruption();
  const also = options.check.flatMap((one) => (one === 'pacelc' ? [] : [one]));
  const { seeds } = options;
  const sweep = beginSweep({ variants, seeds, shard: onlyShard, also, maxEvents: null });
  await runSeeds(sweep, options, { databases, signal: stop.signal });
  // Probing costs more than a run: who names metrics asks for it by --check pacelc.
  const isClassified = options.metrics === undefined || options.check.includes('pacelc');
  const traits = variants.map(({ scenario, settings }) => {
    return { settings, pacelc: isClassified ? pacelcNames(scenario, databases) : null };
  });
  const comparison = comparisonOf(sweep, metrics, traits);
  await writeResult(written(comparison, scenarios, options));
  await stop.end();
  return exitCodes.asExpected;
}

function metricsOf(
  [first]: readonly VariedScenario[],
  { metrics }: CompareOptions,
): readonly Metric[] {
  if (metrics === undefined || first === undefined) return usualMetrics;
  const keys = reportKeysOf(first.scenario.spec);
  return metrics.map((path) => {
    const metric = metricAt(path, keys);
    if ('problem' in metric) throw new UsageError(`--metrics: ${metric.problem}`);
    return metric;
  });
}

function formatOf({ format, json }: CompareOptions): NonNullable<CompareOptions['format']> {
  if (json === true && format !== undefined && format !== 'json') {
    throw new UsageError(`--json and --format ${format} contradict each other`);
  }
  return json === true ? 'json' : (format ?? 'text');
}

function written(
  comparison: Comparison,
  scenarios: readonly string[],
  options: CompareOptions,
): string {
  const around = {
    axes: options.vary,
    command: commandLine('compare', scenarios, { set: options.set, import: options.import }, [
      ...options.vary.flatMap(({ path, values }) => ['--vary', `${path}=${values.join(', ')}`]),
      ...['--seeds', printSeeds(options.seeds)],
      ...(options.baseline === undefined ? [] : ['--baseline', options.baseline]),
      ...(options.metrics === undefined ? [] : ['--metrics', options.metrics.join()]),
      ...(options.check.length === 0 ? [] : ['--check', options.check.join()]),
    ]),
    empty: options.metrics !== undefined,
    verdicts: options.check.flatMap((one) => (isVerdict(one) ? [one] : [])),
  };
  switch (formatOf(options)) {
    case 'json':
      return jsonDocument(comparisonDocument(comparison, options.vary), true);
    case 'csv':
      return comparisonCsv(comparison);
    case 'markdown':
      return comparisonMarkdown(comparison, around);
    case 'text':
      return comparisonText(comparison, around, styleFor('stdout', options.color));
  }
}

function isVerdict(check: Check): boolean {
  return check !== 'pacelc' && check !== 'divergenceIntervals';
}
