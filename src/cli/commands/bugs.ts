/** `quorate bugs`: tests the tester. Every known bug is switched on, found and shrunk; without it, nothing is found. */
import { familyOf, knownBugs } from '../../experiments/bugs/catalogue.js';
import type { KnownBug } from '../../experiments/bugs/known-bug.js';
import { rowOf, type BugRow } from '../../experiments/bugs/row.js';
import {
  beginTrial,
  shrinkingOf,
  type Trial,
  type TrialOutcome,
} from '../../experiments/bugs/trial.js';
import { countDrawn, type Hunt } from '../../experiments/hunt/hunt.js';
import type { Seeds } from '../../experiments/sweep/seeds.js';
import { bugsEnd, bugsMarkdown, bugText } from '../../report/bugs/text.js';
import { hintAmong, quote } from '../../scenario/suggestion.js';
import { exitCodes, worstOf, type ExitCode } from '../exit-codes.js';
import { interruption } from '../interruption.js';
import { UsageError } from '../options.js';
import { jsonDocument, writeAside, writeResult } from '../output.js';
import { runSeeds } from '../run-seeds.js';
import { shrunkHere } from '../shrunk-here.js';
import { styleFor } from '../terminal.js';

export interface BugsOptions {
  readonly family?: string;
  readonly seeds?: Seeds;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly color?: boolean;
}

const codes: Readonly<Record<TrialOutcome, ExitCode>> = {
  caught: exitCodes.asExpected,
  'not found': exitCodes.failed,
  'something else': exitCodes.failed,
  'not shrunk': exitCodes.failed,
  'control found something': exitCodes.failed,
  'control not exercised': exitCodes.unknown,
  interrupted: exitCodes.unknown,
};

/** Tries the bugs one after the other, and prints what came of each as soon as it is known. */
export async function bugs(names: readonly string[], options: BugsOptions): Promise<ExitCode> {
  const wanted = bugsNamed(names, options.family);
  const stop = interruption();
  const trials: Trial[] = [];
  for (const known of wanted) {
    if (stop.signal.aborted) break;
    const trial = beginTrial(known, options.seeds);
    const place = `${String(trials.length + 1)} of ${String(wanted.length)}, ${known.bug}: `;
    await carryOut(trial, place, options, stop.signal);
    trials.push(trial);
    await writeOne(rowOf(trial), options);
  }
  const rows = trials.map(rowOf);
  await writeAll(trials, rows, wanted.length, options);
  await stop.end();
  return worstOf(rows.map(({ outcome }) => codes[outcome]));
}

/** In the order of the catalogue. */
function bugsNamed(names: readonly string[], family: string | undefined): readonly KnownBug[] {
  const families = [...new Set(knownBugs.map(familyOf))];
  if (family !== undefined) demand(family, families, '--family: there is no database');
  const possible = knownBugs.filter((one) => family === undefined || familyOf(one) === family);
  const known = [...new Set(possible.map(({ bug }) => bug))];
  for (const name of names) demand(name, known, 'there is no bug');
  return possible.filter(({ bug }) => names.length === 0 || names.includes(bug));
}

function demand(name: string, known: readonly string[], complaint: string): void {
  if (known.includes(name)) return;
  const hint = hintAmong(name, known, 'there are');
  throw new UsageError(`${complaint} ${quote(name)}${hint === null ? '' : ` (${hint})`}`);
}

/** Hunts, shrinks, and hunts without the bug. */
async function carryOut(
  trial: Trial,
  place: string,
  options: BugsOptions,
  signal: AbortSignal,
): Promise<void> {
  await runHunt(trial.hunt, place, options, signal);
  const work = signal.aborted ? null : shrinkingOf(trial);
  if (work !== null) trial.shrunk = await shrunkHere(work, signal, `${place}shrinking, `);
  if (!signal.aborted) await runHunt(trial.control, `${place}without it, `, options, signal);
}

async function runHunt(
  hunt: Hunt,
  about: string,
  { jobs }: BugsOptions,
  signal: AbortSignal,
): Promise<void> {
  const options = { import: [], ...(jobs === undefined ? {} : { jobs }) };
  await runSeeds(hunt.sweep, options, {
    databases: [],
    signal,
    about,
    onCounted: (_sweep, [measured]) => {
      if (measured !== undefined) countDrawn(hunt, measured);
    },
    wordsOf: () => ['bugs', hunt.plan.scenario.spec.name],
  });
}

async function writeOne(row: BugRow, { json, markdown, color }: BugsOptions): Promise<void> {
  if (json !== true && markdown !== true) {
    await writeResult(bugText(row, styleFor('stdout', color)));
  } else if (row.outcome !== 'caught') {
    writeAside(bugText(row, styleFor('stderr', color)));
  }
}

async function writeAll(
  trials: readonly Trial[],
  rows: readonly BugRow[],
  planned: number,
  { json, markdown, color }: BugsOptions,
): Promise<void> {
  if (json === true) {
    const bugRows = trials.map((trial, index) => ({ ...rows[index], ...scenariosOf(trial) }));
    const document = { formatVersion: 1, planned, bugs: bugRows };
    await writeResult(jsonDocument(document, true));
  } else if (markdown === true) await writeResult(bugsMarkdown(rows));
  else await writeResult(bugsEnd(rows, planned, styleFor('stdout', color)));
}

/** The scenario around which is drawn, with the bug, and the small one that shows it. */
function scenariosOf({ hunt, shrunk }: Trial): object {
  return {
    scenario: hunt.plan.scenario.input,
    smallest: shrunk?.scenario.input ?? null,
  };
}
