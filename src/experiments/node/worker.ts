/**
 * A worker thread of a sweep (pool.ts): is told the scenarios once, as data, and then runs seeds, some at a
 * time, until it is ended.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { AnyFamily } from '../../databases/database.js';
import { scenario as scenarioFrom, type CustomScenarioInput } from '../../scenario/build.js';
import { measureAll, RunFailure, type Variant } from '../sweep/sweep.js';
import type { Answer, Batch, Setup } from './messages.js';

const port = parentPort;
if (port === null) throw new Error('this module runs in a worker thread');

const setup = workerData as Setup;
const databases = await familiesIn(setup.modules);
const variants = setup.variants.map((variant): Variant => {
  const scenario = scenarioFrom(variant.input as CustomScenarioInput, {
    declarations: databases.map(({ declaration }) => declaration),
  });
  if (scenario.digest !== variant.digest) {
    throw new Error(`the scenario of ${variant.name} is another one in the worker`);
  }
  const { name, space } = variant;
  return { name, scenario, ...(space === null ? {} : { space }) };
});

port.on('message', ({ batch, seeds }: Batch) => {
  let answer: Answer;
  try {
    const plan = { ...setup, variants };
    const measured = seeds.map((seed) => measureAll(plan, seed, databases));
    answer = { kind: 'measured', batch, measured };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    const { seed, variant, cause } = error;
    answer = { kind: 'error', batch, seed, variant, error: cause };
  }
  port.postMessage(answer);
});

async function familiesIn(modules: readonly string[]): Promise<readonly AnyFamily[]> {
  const imported = await Promise.all(modules.map((module) => import(module) as Promise<unknown>));
  return imported.flatMap((one) => (one as { readonly databases: readonly AnyFamily[] }).databases);
}
