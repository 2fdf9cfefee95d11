/** A drawn scenario as a counterexample shows it, and the commands that run it again. */
import { shellLine } from '../report/shell.js';
import { printYaml } from '../scenario/print.js';
import type { Scenario } from '../scenario/scenario.js';
import { familyOf } from './families.js';

/** What a file is called that somebody makes of a counterexample, when nobody names one. */
export const usualFile = 'failing.yaml';

/** Stands for the module that exports a database of the user's own, when nobody names it. */
const someModule = './your-databases.js';

/** The scenario as YAML, with empty lines around it. */
export function scenarioText(scenario: Scenario): string {
  const [, ...body] = printYaml(scenario).trimEnd().split('\n');
  const head = `# Saved as ${usualFile}, it runs with: ${commandFor('run', usualFile, scenario)}`;
  return ['', '', head, ...body, '', ''].join('\n');
}

/** `quorate run failing.yaml`, with the modules that a database of one's own needs. */
export function commandFor(
  verb: string,
  file: string,
  scenario: Scenario,
  modules: readonly string[] = [],
  more: readonly string[] = [],
): string {
  const isBuiltIn = familyOf(scenario) !== null;
  const named = modules.length > 0 || isBuiltIn ? modules : [someModule];
  const imports = named.flatMap((module) => ['--import', module]);
  return shellLine([verb, file, ...imports, ...more]);
}
