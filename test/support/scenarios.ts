/** The scenarios that come with the program, for tests. */
import { readFileSync } from 'node:fs';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** The scenario of this name, `15-split-brain`. Throws when it is wrong or missing. */
export function bundledScenario(name: string): Scenario {
  const file = `${name}.yaml`;
  const { scenario } = readScenario(readFileSync(`scenarios/${file}`, 'utf8'), { file });
  if (scenario === null) throw new Error(`${file} is no scenario`);
  return scenario;
}
