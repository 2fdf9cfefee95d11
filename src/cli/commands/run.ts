/** `quorate run`: simulates scenarios one after the other and reports what came of each. */
import type { AskedFor } from '../../checkers/asked-for.js';
import type { Pacelc } from '../../experiments/pacelc.js';
import { pacelcName, pacelcSummary } from '../../report/pacelc.js';
import { report as reportOn } from '../../report/report.js';
import type { Report } from '../../report/schema.js';
import { textReport } from '../../report/text.js';
import type { Override } from '../../scenario/overrides.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { classify } from '../classify.js';
import { commandLine } from '../command-line.js';
import { exitCodes, worstOf, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument } from '../load.js';
import type { Check } from '../options.js';
import { jsonDocument, writeAside, writeResult } from '../output.js';
import { styleFor } from '../terminal.js';
import { ruleBetween, summary, type Summary } from './run-summary.js';

export interface RunOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly maxEvents?: number;
  readonly check: readonly Check[];
  readonly color?: boolean;
}

const codes = {
  'as-expected': exitCodes.asExpected,
  failed: exitCodes.failed,
  unknown: exitCodes.unknown,
} as const satisfies Record<Report['outcome'], ExitCode>;

/** Runs the scenarios; the worst of them decides the exit code. */
export async function run(scenarios: readonly string[], options: RunOptions): Promise<ExitCode> {
  const alone = scenarios.length === 1;
  const style = styleFor('stdout', options.color);
  const output = outputOf(options);
  const results: Summary[] = [];
  for (const scenario of scenarios) {
    if (output === 'text' && results.length > 0) await writeResult(ruleBetween(style));
    results.push(await runOne(scenario, alone, options));
  }
  const failing = results
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown')
    .map(({ scenario }) => scenario);
  const reproduce =
    failing.length === 0 ? null : commandLine('run', failing, options, askedWords(options));
  if (output === 'text' && !alone) await writeResult(summary(results, style, reproduce));
  if (output === 'json' && reproduce !== null) writeAside(`${reproduce}\n`);
  return worstOf(results.map(({ exitCode }) => exitCode));
}

function outputOf({ quiet, json }: RunOptions): 'none' | 'json' | 'text' {
  if (quiet === true) return 'none';
  return json === true ? 'json' : 'text';
}

async function runOne(scenario: string, alone: boolean, options: RunOptions): Promise<Summary> {
  const { seed, maxEvents } = options;
  const output = outputOf(options);
  const loaded = await loadScenario(scenario, options);
  if (loaded.kind === 'problems') {
    if (output === 'json') await writeResult(jsonDocument(problemDocument(loaded), alone));
    return { scenario, outcome: 'not run', exitCode: loaded.exitCode, report: null };
  }
  const ended = simulate(loaded.scenario, {
    databases: loaded.databases,
    ...(seed === undefined ? {} : { seed }),
    ...(maxEvents === undefined ? {} : { maxEvents }),
  });
  const also = options.check.length === 0 ? usualChecks : options.check.filter(isAsked);
  const report = reportOn(ended, { also });
  const classified = options.check.includes('pacelc')
    ? classify(loaded.scenario, { seed: ended.seed, databases: loaded.databases })
    : null;
  if (output === 'json') {
    const more = classified === null ? {} : { pacelc: pacelcName(classified.whole) };
    await writeResult(jsonDocument({ ...report, ...more }, alone));
  }
  if (output === 'text') await writeResult(textOf(scenario, ended, report, options, classified));
  return { scenario, outcome: report.outcome, exitCode: codes[report.outcome], report };
}

/** What a person wants to know who asks for nothing: one line more. */
const usualChecks: readonly AskedFor[] = ['linearizable'];

function isAsked(check: Check): check is AskedFor {
  return check !== 'pacelc';
}

/** What was asked besides, as words of the command line. */
function askedWords({ check }: RunOptions): readonly string[] {
  return check.length === 0 ? [] : ['--check', check.join()];
}

function textOf(
  scenario: string,
  run: Run,
  report: Report,
  options: RunOptions,
  classified: Pacelc | null,
): string {
  const same = { ...options, seed: run.seed };
  const asked = askedWords(options);
  const { seed, set, import: modules } = same;
  const commands = {
    reproduce: commandLine('run', [scenario], same, asked),
    explain: commandLine('explain', [scenario], { seed, set, import: modules }, ['--finding', '1']),
  };
  return textReport(run, report, styleFor('stdout', options.color), commands, {
    contradictions: options.check.length > 0,
    ...(classified === null ? {} : { pacelc: pacelcSummary(classified) }),
  });
}
