/**
 * From what stands on the command line to a scenario: a path, or the name of a bundled one.
 * Everything that can be wrong with it comes back as problems, with the text they point into.
 */
import { stat } from 'node:fs/promises';
import type { AnyFamily } from '../databases/database.js';
import { withSymbols } from '../report/style.js';
import type { Override } from '../scenario/overrides.js';
import { renderProblems, type Problem } from '../scenario/problem.js';
import { readScenario } from '../scenario/read.js';
import type { Scenario } from '../scenario/scenario.js';
import { didYouMean, quote } from '../scenario/suggestion.js';
import { bundledFile, bundledFiles, bundledPath, namesOf } from './bundled.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { importFamilies } from './import.js';
import { writeAside } from './output.js';
import { readScenarioFile } from './read-file.js';
import { styleFor } from './terminal.js';

interface Source {
  /** The file as people know it: as given, or the name of the bundled one. */
  readonly file: string;
  readonly text: string;
}

export type Loaded = Source &
  (
    | {
        readonly kind: 'scenario';
        readonly scenario: Scenario;
        /** Families of the user's own. */
        readonly databases: readonly AnyFamily[];
        readonly warnings: readonly Problem[];
      }
    | {
        readonly kind: 'problems';
        readonly problems: readonly Problem[];
        readonly exitCode: ExitCode;
      }
  );

/** What commands that take a scenario are told about it. */
export interface LoadOptions {
  readonly set: readonly Override[];
  /** Modules with families of the user's own. */
  readonly import: readonly string[];
  /** `--color`, `--no-color`, or neither. */
  readonly color?: boolean;
}

/** Finds, reads and judges a scenario. Problems and warnings are shown on stderr right away. */
export async function loadScenario(argument: string, options: LoadOptions): Promise<Loaded> {
  const loaded = await load(argument, options.set, await importFamilies(options.import));
  const problems = loaded.kind === 'problems' ? loaded.problems : loaded.warnings;
  if (problems.length > 0) {
    const style = styleFor('stderr', options.color);
    const { file, text: source } = loaded;
    writeAside(withSymbols(renderProblems(problems, { file, source, paint: style.paint }), style));
  }
  return loaded;
}

async function load(
  argument: string,
  set: readonly Override[],
  databases: readonly AnyFamily[],
): Promise<Loaded> {
  const bundled = await bundledFor(argument);
  const file = bundled ?? argument;
  const read = await readScenarioFile(bundled === null ? argument : bundledPath(bundled));
  if (read.kind === 'problem') {
    const { problem } = read;
    const hint = problem.code === 'E001' ? await hintFor(argument) : problem.hint;
    const problems = [{ ...problem, hint }];
    return { kind: 'problems', file, text: '', problems, exitCode: read.exitCode };
  }
  const source = { file, text: read.text };
  const declarations = databases.map(({ declaration }) => declaration);
  const result = readScenario(read.text, { file, set, declarations });
  return result.scenario === null
    ? { kind: 'problems', ...source, problems: result.problems, exitCode: exitCodes.badScenario }
    : {
        kind: 'scenario',
        ...source,
        scenario: result.scenario,
        warnings: result.warnings,
        databases,
      };
}

/** A bundled scenario is meant when there is no such file here. */
async function bundledFor(argument: string): Promise<string | null> {
  const here = await stat(argument).catch(() => null);
  if (here?.isFile() === true) return null;
  return bundledFile(argument, await bundledFiles());
}

/**
 * The bundled scenario whose name begins like what was given, or is near to it; for paths, nothing.
 */
async function hintFor(argument: string): Promise<string | null> {
  if (/[\\/]/u.test(argument)) return null;
  const names = (await bundledFiles()).flatMap(namesOf);
  const begun = names.find((name) => argument !== '' && name.startsWith(argument));
  if (begun !== undefined) return `did you mean ${quote(begun)}?`;
  return didYouMean(argument, names) ?? 'quorate list names the scenarios that come with quorate';
}

/** What `--json` says about a scenario that could not be read. */
export function problemDocument({ problems, file }: Extract<Loaded, { kind: 'problems' }>): object {
  return { formatVersion: 1, scenario: { file }, problems };
}
