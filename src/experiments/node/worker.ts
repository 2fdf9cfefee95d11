/**
 * A worker thread (pool.ts): is told once, as data, what to sweep or to try, and then runs seeds, some at a
 * time, until it is ended.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { AnyFamily } from '../../databases/database.js';
import { scenario as scenarioFrom, type CustomScenarioInput } from '../../scenario/build.js';
import { measureAll, RunFailure, type Variant } from '../sweep/sweep.js';
import type { Answer, Batch, Setup, TrialSetup } from './messages.js';

const port = parentPort;
if (port === null) throw new Error('this module runs in a worker thread');

const work = await workOf(workerData as Setup | TrialSetup);

port.on('message', ({ batch, seeds }: Batch) => {
  let answer: Answer<unknown>;
  try {
    answer = { kind: 'measured', batch, measured: seeds.map(work) };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    const { seed, variant, cause } = error;
    answer = { kind: 'error', batch, seed, variant, error: cause };
  }
  port.postMessage(answer);
});

/** What is to be done with each number. */
async function workOf(setup: Setup | TrialSetup): Promise<(seed: number) => unknown> {
  if ('plan' in setup) {
    // Sweeps have no use for the catalogue of published results.
    const { trialAt } = await import('../reproduce/reproduction.js');
    return (place) => trialAt(setup.plan, place);
  }
  const databases = await familiesIn(setup.modules);
  const variants = setup.variants.map((variant) => variantOf(variant, databases));
  const plan = { ...setup, variants };
  return (seed) => measureAll(plan, seed, databases);
}

function variantOf(
  { name, input, digest, space }: Setup['variants'][number],
  databases: readonly AnyFamily[],
): Variant {
  const scenario = scenarioFrom(input as CustomScenarioInput, {
    declarations: databases.map(({ declaration }) => declaration),
  });
  if (scenario.digest !== digest) {
    throw new Error(`the scenario of ${name} is another one in the worker`);
  }
  return { name, scenario, ...(space === null ? {} : { space }) };
}

async function familiesIn(modules: readonly string[]): Promise<readonly AnyFamily[]> {
  const imported = await Promise.all(modules.map((module) => import(module) as Promise<unknown>));
  return imported.flatMap((one) => (one as { readonly databases: readonly AnyFamily[] }).databases);
}
