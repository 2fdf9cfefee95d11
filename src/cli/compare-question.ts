/** `quorate compare --smallest` and `--largest`: from which value of a setting on an expectation holds. */
import type { AnyFamily } from '../databases/database.js';
import type { Scale } from '../experiments/compare/scale.js';
import {
  mayFail,
  thresholdOf,
  type Question,
  type Trial,
} from '../experiments/compare/threshold.js';
import { varied } from '../experiments/compare/vary.js';
import { printSeeds, seedCount } from '../experiments/sweep/seeds.js';
import { beginSweep, onlyShard, type Variant } from '../experiments/sweep/sweep.js';
import { thresholdDocument, thresholdText, type Asked } from '../report/compare/threshold.js';
import { parseExpectation, reportKeysOf } from '../scenario/expectation.js';
import type { Override } from '../scenario/overrides.js';
import type { Scenario } from '../scenario/scenario.js';
import { commandLine } from './command-line.js';
import type { CompareOptions } from './commands/compare.js';
import { variantsFrom, type Sources } from './compared-scenarios.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { UsageError } from './options.js';
import { jsonDocument, writeResult } from './output.js';
import { runSeeds } from './run-seeds.js';
import { styleFor } from './terminal.js';

/** Throws when options of a comparison stand beside a question. */
export function refuseComparison(options: CompareOptions): void {
  const { vary, baseline, metrics, format, expect } = options;
  if (vary.length > 0 || baseline !== undefined || metrics !== undefined) {
    throw new UsageError(
      '--vary, --baseline and --metrics are for comparisons: leave them out beside --smallest or --largest',
    );
  }
  if (format === 'csv' || format === 'markdown') {
    throw new UsageError(`an answer has the formats text and json, not ${format}`);
  }
  if (expect.length === 0)
    throw new UsageError('what shall hold? Add --expect, such as lostWrites=0');
}

/** Looks for the value. Ends with 1 when the range holds no answer. */
export async function question(
  scenarios: readonly string[],
  read: Sources,
  options: CompareOptions,
  [looksFor, scale]: readonly [Question['looksFor'], Scale],
): Promise<ExitCode> {
  const [scenario, another] = read.scenarios;
  if (scenario === undefined || another !== undefined) {
    throw new UsageError('a question is about one scenario');
  }
  judgeExpectations(scenario, options);
  const isJson = options.json === true || options.format === 'json';
  const expect: Override = {
    path: 'expect',
    value: JSON.stringify(Object.fromEntries(options.expect)),
  };
  const asking = { ...options, set: [...options.set, expect] };
  const ends = [scale.valueAt(0), scale.valueAt(scale.size - 1)];
  const possible = variantsFrom(read, [{ path: scale.path, values: ends }], asking);
  if (possible.kind === 'refused') {
    if (isJson) await writeResult(jsonDocument(possible.document, true));
    return possible.exitCode;
  }
  const attempt = async (value: string): Promise<Trial> => {
    const [made] = varied(read.sources, [{ path: scale.path, values: [value] }], {
      set: asking.set,
      declarations: read.databases.map(({ declaration }) => declaration),
    });
    if (made?.kind !== 'variant') throw new UsageError(`${scale.path} cannot be ${value}`);
    return await attempted(value, made, read.databases, options);
  };
  const wish: Question = { looksFor, scale, percent: options.in };
  const answer = await thresholdOf(wish, attempt);
  const asked = askedOf(scenarios, wish, options);
  await writeResult(
    isJson
      ? jsonDocument(thresholdDocument(answer, asked), true)
      : thresholdText(answer, asked, styleFor('stdout', options.color)),
  );
  const isAnswered = answer.kind === 'found' || answer.kind === 'everywhere';
  return isAnswered ? exitCodes.asExpected : exitCodes.failed;
}

function judgeExpectations({ spec }: Scenario, { expect }: CompareOptions): void {
  for (const [path, comparison] of expect) {
    const result = parseExpectation(path, comparison, reportKeysOf(spec));
    if (result.kind === 'expectation') continue;
    const hint = result.hint === null ? '' : `; ${result.hint}`;
    throw new UsageError(`--expect ${path}: ${result.message}${hint}`);
  }
}

/** Runs the seeds until it is clear whether the expectation holds in enough of them. */
async function attempted(
  value: string,
  variant: Variant,
  databases: readonly AnyFamily[],
  options: CompareOptions,
): Promise<Trial> {
  const { seeds } = options;
  const sweep = beginSweep({
    variants: [variant],
    seeds,
    shard: onlyShard,
    also: [],
    maxEvents: null,
  });
  const forgiven = mayFail(seedCount(seeds), options.in);
  await runSeeds(sweep, options, {
    databases,
    onCounted: (counted) => {
      const { runs = 0, outcomes } = counted.tallies[0] ?? {};
      const unmet = runs - (outcomes?.runs['as-expected'] ?? 0);
      if (unmet > forgiven) counted.stopped = 'failure';
    },
  });
  const outcomes = sweep.tallies[0]?.outcomes;
  const met = outcomes?.runs['as-expected'] ?? 0;
  const { failed, unknown } = outcomes?.first ?? {};
  const unmetSeeds = [failed, unknown].filter((seed) => seed !== undefined);
  return {
    value,
    holds: sweep.done - met <= forgiven,
    runs: sweep.done,
    met,
    unmetSeed: unmetSeeds.length === 0 ? null : Math.min(...unmetSeeds),
  };
}

function askedOf(
  scenarios: readonly string[],
  wish: Question,
  { set, import: modules, expect, seeds }: CompareOptions,
): Asked {
  const expectations = expect.map(([path, value]) => ({ path: `expect.${path}`, value }));
  return {
    question: wish,
    expect,
    seeds: printSeeds(seeds),
    replay: (value, seed) =>
      commandLine('run', scenarios, {
        seed: String(seed),
        import: modules,
        set: [...set, { path: wish.scale.path, value }, ...expectations],
      }),
  };
}
