/** A property that does not hold, as data and as text for people. */
import { rewritten } from '../experiments/change.js';
import type { Fingerprint } from '../experiments/fingerprint.js';
import { exhibitOf, exhibitYaml } from '../experiments/shrink/file.js';
import { expectationOf } from '../experiments/shrink/target.js';
import { counted } from '../report/text/layout.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Run } from '../simulation/run.js';
import type { Problem, TrialOptions } from './property.js';
import { commandFor, usualFile } from './scenario-text.js';

export interface FailureOptions extends Pick<TrialOptions, 'databases'> {
  /** Where the smallest scenario goes; commands name the file. `write` may be `writeFileSync` of Node. */
  readonly out?: {
    readonly file: string;
    readonly write: (file: string, text: string) => void;
  };
  /** The modules that export the databases, as `--import` of the command line takes them. */
  readonly modules?: readonly string[];
}

/** How a failure was come by. */
interface Way {
  /** The scenario as it was drawn. */
  readonly original: Scenario;
  /** The seed and path of fast-check: they lead to the same failure again. */
  readonly seed: number;
  readonly path: string;
  /** Scenarios that were drawn, that of the failure included; 0 when a path led to it at once. */
  readonly runs: number;
  /** Steps to smaller scenarios, and how many smaller ones were run. */
  readonly shrinks: number;
  readonly tried: number;
  /** Names of other problems that were met on the way. */
  readonly others: readonly string[];
  /** What the property threw, or a rule of a protocol; else null. */
  readonly thrown: unknown;
}

/** The smallest scenario that was found, and what is wrong with it. */
export interface Found extends Way {
  readonly scenario: Scenario;
  readonly problem: Problem;
  /** Null when it could not be run to the end. */
  readonly run: Run | null;
}

export interface Failure extends Way {
  /** What is wrong, by name: it stayed the same while the scenario became smaller. */
  readonly name: string;
  /** What happened, in a sentence. */
  readonly headline: string;
  /** Null when it is no finding. */
  readonly fingerprint: Fingerprint | null;
  /** The smallest scenario. It names its seed and, where that can be said, expects what is wrong. */
  readonly scenario: Scenario;
  /** The same as a file that says what it shows. */
  readonly yaml: string;
  /** Its run; null when it could not be run to the end. */
  readonly run: Run | null;
  /** All of it, for people. */
  readonly message: string;
}

export function failureOf(found: Found, options: FailureOptions): Failure {
  const { problem, scenario: smallest, ...rest } = found;
  const { databases = [], modules = [], out } = options;
  const { name, fingerprint = null } = problem;
  const expect = problem.expect ?? (fingerprint === null ? null : expectationOf(fingerprint));
  const declarations = databases.map(({ declaration }) => declaration);
  const scenario =
    expect === null
      ? smallest
      : rewritten(smallest, (written) => ({ ...written, expect }), declarations);
  const { headline, number } =
    fingerprint === null
      ? { headline: problem.message ?? `${name}.`, number: null }
      : exhibitOf({ scenario, fingerprint }, databases);
  const command = (verb: string, ...more: readonly string[]): string =>
    commandFor(verb, out?.file ?? usualFile, scenario, modules, more);
  const commands = [
    command('run'),
    ...(number === null ? [] : [command('explain', '--finding', String(number))]),
  ];
  const yaml = exhibitYaml(
    scenario,
    name,
    `Drawn by a property test and ${shrunkFrom(found)}, by`,
    {
      exhibit: { headline, number: number ?? 1 },
      origin: replayOf(found),
      commands,
    },
  );
  const failure = { ...rest, name, headline, fingerprint, scenario, yaml };
  return { ...failure, message: messageOf(failure, saved(yaml, options), commands) };
}

function messageOf(
  failure: Omit<Failure, 'message'>,
  place: string,
  commands: readonly string[],
): string {
  const { name, headline, runs, shrinks, tried, others, yaml } = failure;
  const drawn = runs === 0 ? '' : ` in run ${runs}`;
  const effort =
    shrinks === 0 ? '' : `, in ${counted(shrinks, 'step')} and ${counted(tried, 'run')}`;
  const lines = [
    ...(headline === `${name}.` ? [] : [headline, '']),
    `The property failed${drawn}: ${name}. It was ${shrunkFrom(failure)}${effort}.`,
    ...(others.length === 0 ? [] : [`Also met on the way: ${others.join('; ')}.`]),
    `To see it again, give the test: ${replayOf(failure)}`,
    '',
    `The smallest scenario that shows it${place}:`,
    '',
    yaml,
    ...commands,
  ];
  return lines.join('\n');
}

/** `shrunk from 8 faults to 1` */
function shrunkFrom({ original, scenario }: Pick<Failure, 'original' | 'scenario'>): string {
  const before = original.spec.faults.length;
  const after = scenario.spec.faults.length;
  if (before === after) return `shrunk, with ${counted(after, 'fault')}`;
  return `shrunk from ${counted(before, 'fault')} to ${String(after)}`;
}

/** What to give the test. */
function replayOf({ seed, path }: Pick<Way, 'seed' | 'path'>): string {
  return `{ seed: ${seed}, path: '${path}' }`;
}

/** Writes the file, and answers what to say of it. Whatever hinders that must not hide the failure. */
function saved(yaml: string, { out }: FailureOptions): string {
  if (out === undefined) return `, for a file ${usualFile}`;
  try {
    out.write(out.file, yaml);
    return `, written to ${out.file}`;
  } catch (error) {
    return `, for a file ${out.file} (it could not be written: ${String(error)})`;
  }
}
