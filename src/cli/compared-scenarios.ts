/** From what stands on the command line of `compare` to the variants: files, folders, and what is varied. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AnyFamily } from '../databases/database.js';
import type { Axis } from '../experiments/compare/axis.js';
import {
  mostVariants,
  variantCount,
  varied,
  type Source,
  type Varied,
  type VariedScenario,
} from '../experiments/compare/vary.js';
import { withSymbols } from '../report/style.js';
import { printable } from '../scenario/frame.js';
import { renderProblems, type Problem } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { hintAmong, quote } from '../scenario/suggestion.js';
import { bundledFolders, filesIn } from './bundled.js';
import { exitCodes, worstOf, type ExitCode } from './exit-codes.js';
import { loadScenario, problemDocument, type Loaded, type LoadOptions } from './load.js';
import { UsageError } from './options.js';
import { writeAside } from './output.js';
import { styleFor } from './terminal.js';

/** Scenarios as they were read, before anything is varied. */
export interface Sources {
  readonly kind: 'sources';
  readonly sources: readonly Source[];
  /** As their files say it. */
  readonly scenarios: readonly Scenario[];
  /** Families of the user's own. */
  readonly databases: readonly AnyFamily[];
  /** What was said about them already. */
  readonly told: readonly string[];
}

/** What is wrong has been shown. */
export interface Refused {
  readonly kind: 'refused';
  readonly exitCode: ExitCode;
  /** What `--json` says. */
  readonly document: object;
}

/** Finds and reads the scenarios that stand on the command line. Problems are shown on stderr right away. */
export async function readSources(
  scenarios: readonly string[],
  options: LoadOptions,
): Promise<Sources | Refused> {
  const files = (await Promise.all(scenarios.map(filesFor))).flat();
  const loaded: Loaded[] = [];
  for (const file of files) loaded.push(await loadScenario(file, options));
  const failed = loaded.flatMap((one) => (one.kind === 'problems' ? [one] : []));
  if (failed.length > 0) {
    const exitCode = worstOf(failed.map((one) => one.exitCode));
    const document = { formatVersion: 1, scenarios: failed.map(problemDocument) };
    return { kind: 'refused', exitCode, document };
  }
  const read = loaded.flatMap((one) => (one.kind === 'scenario' ? [one] : []));
  const names = namesOf(files);
  return {
    kind: 'sources',
    sources: read.map(({ file, text }, place) => {
      return { name: names[place] ?? file, argument: files[place] ?? file, file, text };
    }),
    scenarios: read.map(({ scenario }) => scenario),
    databases: read[0]?.databases ?? [],
    told: read.flatMap(({ warnings }) => warnings.map(({ message }) => message)),
  };
}

/** The scenarios with what is varied. Problems are shown on stderr with the name of their variant. */
export function variantsFrom(
  { sources, databases, told }: Sources,
  axes: readonly Axis[],
  { set, color }: LoadOptions,
): { readonly kind: 'variants'; readonly variants: readonly VariedScenario[] } | Refused {
  const count = variantCount(sources.length, axes);
  if (count > mostVariants) {
    throw new UsageError(
      `${String(count)} variants are too many to compare: ${String(mostVariants)} are possible`,
    );
  }
  const declarations = databases.map(({ declaration }) => declaration);
  const all = varied(sources, axes, { set, declarations });
  for (const one of all) {
    const isWrong = one.kind === 'problems';
    const news = isWrong
      ? one.problems
      : one.warnings.filter(({ message }) => !told.includes(message));
    showProblems(one, news, color);
  }
  const wrong = all.flatMap((one) => (one.kind === 'problems' ? [one] : []));
  if (wrong.length > 0) {
    const variants = wrong.map(({ name, problems }) => ({ name, problems }));
    const document = { formatVersion: 1, variants };
    return { kind: 'refused', exitCode: exitCodes.badScenario, document };
  }
  return {
    kind: 'variants',
    variants: all.flatMap((one) => (one.kind === 'variant' ? [one] : [])),
  };
}

function showProblems(
  { name, source }: Varied,
  problems: readonly Problem[],
  color: boolean | undefined,
): void {
  if (problems.length === 0) return;
  const style = styleFor('stderr', color);
  const { file, text } = source;
  const shown = renderProblems(problems, { file, source: text, paint: style.paint });
  writeAside(withSymbols(`variant ${style.paint.strong(printable(name))}\n${shown}`, style));
}

/** The variants, the one that the others are compared with first. */
export function baselineFirst(
  variants: readonly VariedScenario[],
  baseline: string | undefined,
): readonly VariedScenario[] {
  if (baseline === undefined) return variants;
  const first = variants.find(({ name }) => name === baseline);
  if (first === undefined) {
    const names = variants.map(({ name }) => name);
    throw new UsageError(
      `there is no variant ${quote(baseline)}; ${hintAmong(baseline, names, 'the variants are') ?? ''}`,
    );
  }
  return [first, ...variants.filter((one) => one !== first)];
}

/** The scenario files in a folder, here or of the package; what is no folder stands for itself. */
async function filesFor(argument: string): Promise<readonly string[]> {
  const here = await stat(argument).catch(() => null);
  if (here?.isDirectory() === true) {
    const files = (await readdir(argument)).filter((file) => file.endsWith('.yaml')).sort();
    if (files.length === 0) throw new UsageError(`${argument} holds no scenario (*.yaml)`);
    return files.map((file) => join(argument, file));
  }
  if (here !== null || !(await bundledFolders()).includes(argument)) return [argument];
  return (await filesIn(argument)).map((file) => file.replace(/\.yaml$/u, ''));
}

/** Their names without path and extension; where two have the same one, as they were given. */
function namesOf(files: readonly string[]): readonly string[] {
  const bare = files.map((file) => basename(file).replace(/\.ya?ml$/u, ''));
  return bare.map((name, place) =>
    bare.indexOf(name) === bare.lastIndexOf(name) ? name : (files[place] ?? name),
  );
}
