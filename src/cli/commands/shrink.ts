/** `quorate shrink`: makes a scenario as small as still shows a finding, and writes it down. */
import { fingerprintsOf, findingOf, type Fingerprint } from '../../experiments/fingerprint.js';
import { exhibitOf, lessOf, shrunkYaml, type Exhibit } from '../../experiments/shrink/file.js';
import { shrinking, type Extent, type Shrunk } from '../../experiments/shrink/shrink.js';
import { fingerprintAt, targetOf } from '../../experiments/shrink/target.js';
import { inMilliseconds } from '../../kernel/time.js';
import { findingAt } from '../../report/explain.js';
import { findingsOf, report as reportOn } from '../../report/report.js';
import { withSymbols } from '../../report/style.js';
import { counted, wrap } from '../../report/text/layout.js';
import { printable } from '../../scenario/frame.js';
import type { Override } from '../../scenario/overrides.js';
import type { Run } from '../../simulation/run.js';
import { simulate } from '../../simulation/simulate.js';
import { commandLine } from '../command-line.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import { loadScenario, problemDocument } from '../load.js';
import { interruption } from '../interruption.js';
import { refuseExisting, writeNewFile } from '../new-file.js';
import { UsageError } from '../options.js';
import { jsonDocument, writeAside, writeResult } from '../output.js';
import { shrunkHere } from '../shrunk-here.js';
import { styleFor } from '../terminal.js';

export interface ShrinkCommandOptions {
  readonly seed?: string;
  readonly finding?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly maxRuns?: number;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Shrinks the scenario. Exit code 64 when its run has nothing to show. */
export async function shrink(argument: string, options: ShrinkCommandOptions): Promise<ExitCode> {
  const { seed, out, force = false, json = false, maxRuns } = options;
  const loaded = await loadScenario(argument, options);
  if (loaded.kind === 'problems') {
    if (json) await writeResult(jsonDocument(problemDocument(loaded), true));
    return loaded.exitCode;
  }
  if (out !== undefined) await refuseExisting(out, force);
  const { scenario, databases } = loaded;
  const run = simulate(scenario, { databases, ...(seed === undefined ? {} : { seed }) });
  const fingerprint = wanted(run, options.finding);
  const work = shrinking(scenario, run.seed, {
    fingerprint,
    databases,
    ...(maxRuns === undefined ? {} : { maxRuns }),
  });
  const stop = interruption();
  const shrunk = await shrunkHere(work, stop.signal);
  const exhibit = exhibitOf(shrunk, databases);
  const text = textOf(argument, shrunk, exhibit, options);
  if (json) await writeResult(jsonDocument(documentOf(shrunk, exhibit, text), true));
  else writeAside(summaryOf(shrunk, exhibit, stop.signal.aborted, options));
  const code = await writeScenario(text, options);
  await stop.end();
  return code;
}

/** Into the file of --out, else to standard output. */
async function writeScenario(text: string, options: ShrinkCommandOptions): Promise<ExitCode> {
  const { out, force = false, json = false } = options;
  if (out === undefined) {
    if (!json) await writeResult(text);
    return exitCodes.asExpected;
  }
  const code = await writeNewFile(out, text, force);
  if (code === exitCodes.asExpected && !json) {
    writeAside(`Wrote ${out}. Run it with: ${again('run', options)}\n`);
  }
  return code;
}

/** The fingerprint that was asked for, by itself, by its finding or by a number; else what the run suggests. */
function wanted(run: Run, finding: string | undefined): Fingerprint {
  const findings = findingsOf(run);
  const shown = [...fingerprintsOf(findings, run).keys()];
  const list = shown.length === 0 ? 'nothing' : shown.map((one) => `\n  ${one}`).join('');
  if (finding === undefined) {
    const target = targetOf(run, findings);
    if (target.kind === 'finding') return target.fingerprint;
    const how =
      shown.length === 0
        ? ''
        : `. It can be shrunk to show another finding, which --finding names:${list}`;
    throw new UsageError(`nothing to shrink with seed ${run.seed}: ${target.why}${how}`);
  }
  if (/^\d+$/u.test(finding)) {
    const place = findingAt(reportOn(run), Number(finding));
    const fingerprint = place === null ? null : fingerprintAt(run, findings, place);
    if (fingerprint !== null) return fingerprint;
    throw new UsageError(
      `there is no finding ${finding} with seed ${run.seed}; the run shows:${list}`,
    );
  }
  const named = shown.find((one) => one === finding || findingOf(one) === finding);
  if (named !== undefined) return named;
  throw new UsageError(`the run with seed ${run.seed} does not show ${finding}; it shows:${list}`);
}

function textOf(
  argument: string,
  shrunk: Shrunk,
  exhibit: Exhibit,
  options: ShrinkCommandOptions,
): string {
  const { seed, fingerprint } = shrunk;
  const origin = commandLine('shrink', [argument], { ...options, seed }, [
    '--finding',
    fingerprint,
  ]);
  const number = ['--finding', String(exhibit.number)];
  const commands = [again('run', options), again('explain', options, number)];
  return shrunkYaml(shrunk, { exhibit, origin, commands });
}

/** A command about the file that is written, or about one that nobody has named yet. */
function again(
  command: 'run' | 'explain',
  { out, import: modules }: ShrinkCommandOptions,
  more: readonly string[] = [],
): string {
  const overrides = { set: [], import: modules };
  if (out !== undefined) return commandLine(command, [out], overrides, more);
  return `${commandLine(command, [], overrides, more)} <this file>`;
}

/** What became of it, for people. */
function summaryOf(
  shrunk: Shrunk,
  { headline }: Exhibit,
  isInterrupted: boolean,
  { color }: ShrinkCommandOptions,
): string {
  const style = styleFor('stderr', color);
  const { runs, isSmallest, fingerprint } = shrunk;
  const early = isInterrupted
    ? 'Interrupted there: it may be smaller yet.'
    : 'That is where it gave up: --max-runs allows more.';
  const end = isSmallest ? 'Nothing smaller was found.' : early;
  const lines = [
    ...wrap(printable(headline), style.width, ''),
    ...wrap(`Shrunk ${lessOf(shrunk)} in ${counted(runs, 'run')}. ${end}`, style.width, ''),
  ];
  return withSymbols(`${style.paint.strong(fingerprint)}\n${lines.join('\n')}\n`, style);
}

/** What `--json` says. */
function documentOf(shrunk: Shrunk, exhibit: Exhibit, yaml: string): object {
  const { scenario, seed, fingerprint, runs, steps, isSmallest, before, after } = shrunk;
  return {
    formatVersion: 1,
    scenario: { name: scenario.spec.name, digest: scenario.digest },
    seed,
    fingerprint,
    finding: exhibit.number,
    headline: exhibit.headline,
    runs,
    isSmallest,
    before: extentRow(before),
    after: extentRow(after),
    steps,
    yaml,
  };
}

function extentRow({ duration, ...extent }: Extent): object {
  return { ...extent, durationMs: inMilliseconds(duration) };
}
