/** `quorate run`: simulates scenarios one after the other and reports what came of each. */
import { report as reportOn } from '../../report/report.js';
import type { Report } from '../../report/schema.js';
import { textReport } from '../../report/text.js';
import type { Override } from '../../scenario/overrides.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { exitCodes, worstOf, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument } from '../load.js';
import { jsonDocument, writeAside, writeResult } from '../output.js';
import { commandLine } from '../reproduce.js';
import { styleFor } from '../terminal.js';
import { ruleBetween, summary, type Summary } from './run-summary.js';

export interface RunOptions {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly maxEvents?: number;
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
  const reproduce = failing.length === 0 ? null : commandLine('run', failing, options);
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
  const report = reportOn(ended);
  if (output === 'json') await writeResult(jsonDocument(report, alone));
  if (output === 'text') await writeResult(textOf(scenario, ended, report, options));
  return { scenario, outcome: report.outcome, exitCode: codes[report.outcome], report };
}

function textOf(scenario: string, run: Run, report: Report, options: RunOptions): string {
  const same = { ...options, seed: run.seed };
  const { seed, set, import: modules } = same;
  return textReport(run, report, styleFor('stdout', options.color), {
    reproduce: commandLine('run', [scenario], same),
    explain: commandLine('explain', [scenario], { seed, set, import: modules }, ['--finding', '1']),
  });
}
