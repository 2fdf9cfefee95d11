/** `quorate hunt`: draws scenarios until a run fails, makes that one small and writes it down. */
import { beginHunt, countDrawn, type Found, type Hunt } from '../../experiments/hunt/hunt.js';
import { summaryOfHunt, type Example, type HuntSummary } from '../../experiments/hunt/summary.js';
import { spaceRow } from '../../experiments/hunt/words.js';
import { huntText } from '../../report/hunt/text.js';
import type { Override } from '../../scenario/overrides.js';
import { commandLine, wordsAbout } from '../command-line.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { exampleOf, type Shown } from '../hunt-example.js';
import { destination, foundText, writeFound, type Destination } from '../hunt-file.js';
import { huntPlan, type HuntPlanOptions } from '../hunt-plan.js';
import { interruption } from '../interruption.js';
import { loadScenario, problemDocument, type Loaded } from '../load.js';
import { jsonDocument, writeAside, writeResult } from '../output.js';
import { shellLine } from '../../report/shell.js';
import { runSeeds } from '../run-seeds.js';
import { styleFor } from '../terminal.js';

export interface HuntOptions extends HuntPlanOptions {
  readonly shrink: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly jobs?: number;
  /** Milliseconds. */
  readonly timeBudget?: number;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly json?: boolean;
  readonly color?: boolean;
}

type LoadedScenario = Extract<Loaded, { kind: 'scenario' }>;

const codes = {
  found: exitCodes.failed,
  nothing: exitCodes.asExpected,
  'not exercised': exitCodes.unknown,
} as const satisfies Record<HuntSummary['outcome'], ExitCode>;

/** Found is a failure, as in a run. */
export async function hunt(argument: string, options: HuntOptions): Promise<ExitCode> {
  const loaded = await loadScenario(argument, options);
  if (loaded.kind === 'problems') {
    if (options.json === true) await writeResult(jsonDocument(problemDocument(loaded), true));
    return loaded.exitCode;
  }
  const place = await destination(argument, options);
  const begun = beginHunt(huntPlan(loaded.scenario, loaded.databases, options));
  const stop = interruption();
  await runSeeds(begun.sweep, options, {
    databases: loaded.databases,
    signal: stop.signal,
    onCounted: (_sweep, [measured]) => {
      if (measured !== undefined) countDrawn(begun, measured);
    },
    progress: () =>
      begun.found.size === 0 ? '' : `, found: ${[...begun.found.keys()].join('; ')}`,
    wordsOf: (seed) => huntWords(argument, options, seed),
  });
  const examples = await writeDown(begun, loaded, place, argument, options, stop.signal);
  const summary = summaryOfHunt(begun, examples);
  await writeSummary(begun, summary, options);
  await stop.end();
  return codes[summary.outcome];
}

/** Writes down the first run of everything that was found; without `--all`, only the first thing. */
async function writeDown(
  begun: Hunt,
  { databases }: LoadedScenario,
  place: Destination,
  argument: string,
  options: HuntOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Example>> {
  const examples = new Map<string, Example>();
  const wanted = [...begun.found.values()].slice(0, begun.plan.isForAll ? undefined : 1);
  for (const found of wanted) {
    const shrinks = options.shrink && !signal.aborted;
    const shown = await exampleOf(found, begun.plan, { databases, shrinks, signal });
    const draw = shellLine(huntWords(argument, options, found.firstSeed));
    const taken = [...examples.values()].map(({ file }) => file);
    const text = (file: string): string =>
      foundText(found, shown, draw, commandsFor(file, found, shown, options));
    const file = await writeFound(text, found.firstSeed, place, taken);
    examples.set(found.name, { ...shown.example, file });
  }
  return examples;
}

/** The commands that run a file and explain what it shows. */
function commandsFor(
  file: string,
  { fingerprint }: Found,
  { exhibit }: Shown,
  { import: modules }: HuntOptions,
): readonly string[] {
  const overrides = { set: [], import: modules };
  const run = commandLine('run', [file], overrides);
  if (fingerprint === null) return [run];
  const finding = ['--finding', String(exhibit.number)];
  return [run, commandLine('explain', [file], overrides, finding)];
}

async function writeSummary(
  { plan: { scenario, space } }: Hunt,
  summary: HuntSummary,
  { json, color, import: modules }: HuntOptions,
): Promise<void> {
  const { name } = scenario.spec;
  const file = summary.found[0]?.example?.file;
  const replay =
    file === undefined ? null : commandLine('run', [file], { set: [], import: modules });
  if (json !== true) {
    await writeResult(huntText({ name, replay }, summary, styleFor('stdout', color)));
    return;
  }
  const about = { name, digest: scenario.digest, file: scenario.file };
  const document = {
    formatVersion: 1,
    scenario: about,
    ...summary,
    space: spaceRow(space),
    replay,
  };
  await writeResult(jsonDocument(document, true));
  if (replay !== null) writeAside(`${replay}\n`);
}

/** The words of the command line that draw one seed again. */
function huntWords(argument: string, options: HuntOptions, seed: number): readonly string[] {
  const { find, vary, faults, mostFaults, keepFaults, keepOwn } = options;
  return [
    'hunt',
    ...wordsAbout([argument], { set: options.set, import: options.import }),
    ...(find === undefined ? [] : ['--find', find]),
    ...(vary === undefined ? [] : ['--vary', vary]),
    ...(faults === undefined ? [] : ['--faults', faults]),
    ...(mostFaults === undefined ? [] : ['--most-faults', String(mostFaults)]),
    ...(keepFaults === true ? ['--keep-faults'] : []),
    ...(keepOwn === true ? ['--keep-own'] : []),
    ...['--seeds', String(seed)],
  ];
}
