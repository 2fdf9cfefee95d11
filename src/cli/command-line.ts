/**
 * Command lines that a reader can copy into a shell: the one that repeats a run, the one that explains
 * it. They come from what was asked on the command line, and go into what it prints and writes.
 */
import { shellLine } from '../report/shell.js';
import type { Override } from '../scenario/overrides.js';

/** What was overridden on the command line. */
export interface Overrides {
  readonly seed?: string;
  readonly set: readonly Override[];
  readonly import: readonly string[];
  readonly maxEvents?: number;
}

/** `quorate run a.yaml --seed 7 --set 'database.acknowledge=any 1'`. */
export function commandLine(
  command: 'run' | 'explain' | 'trace' | 'compare' | 'shrink',
  scenarios: readonly string[],
  overrides: Overrides,
  more: readonly string[] = [],
): string {
  return shellLine([command, ...wordsAbout(scenarios, overrides), ...more]);
}

/** The words that name scenarios and what is overridden. */
export function wordsAbout(
  scenarios: readonly string[],
  { seed, set, import: modules, maxEvents }: Overrides,
): readonly string[] {
  return [
    ...scenarios.map((scenario) => (scenario.startsWith('-') ? `./${scenario}` : scenario)),
    ...modules.flatMap((module) => ['--import', module]),
    ...(seed === undefined ? [] : ['--seed', seed]),
    ...set.flatMap(({ path, value }) => ['--set', `${path}=${value}`]),
    ...(maxEvents === undefined ? [] : ['--max-events', String(maxEvents)]),
  ];
}
