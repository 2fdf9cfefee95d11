/**
 * The front door: runs a scenario with a seed. Synchronous, touches no clock, file, network or process, and
 * returns plain data. Same scenario, same seed, same run, to the last bit.
 */
import type { AnyFamily } from '../databases/database.js';
import { families } from '../databases/registry.js';
import type { Chronicle } from '../history/chronicle.js';
import { SimulatorError } from '../kernel/errors.js';
import type { LoopEnd } from '../kernel/kernel.js';
import { sinceStart } from '../kernel/time.js';
import type { Scenario } from '../scenario/scenario.js';
import { livenessTerms } from './liveness.js';
import { Loop } from './loop.js';
import type { Run, SimulateOptions } from './run.js';
import { settle, type Settled } from './settle.js';
import { World } from './world.js';

const defaultMaxEvents = 20_000_000;

/** Runs a scenario. Throws SimulatorError when the simulator, or a protocol given in `databases`, makes a mistake. */
export function simulate(scenario: Scenario, options: SimulateOptions = {}): Run {
  const { spec } = scenario;
  const seed = String(options.seed ?? spec.seed ?? '1');
  const world = new World(spec, familyOf(spec.database.kind, options.databases ?? []), {
    seed,
    freeze: options.freeze ?? false,
    maxEvents: options.maxEvents ?? defaultMaxEvents,
  });
  const loop = new Loop(world, options);
  world.start();
  const reached = loop.run(sinceStart(spec.duration));
  loop.stopSampling();
  const messages = world.post.counts;
  const settled = settle(world, (until) => (reached === 'reached' ? loop.run(until) : reached));
  loop.close();
  world.invariants.check();
  world.nemesis.warnOfSilence();
  return {
    scenario,
    seed,
    digest: world.kernel.digest.toString(),
    events: world.kernel.event,
    endedAt: world.kernel.now,
    chronicle: chronicleOf(world, settled),
    replication: loop.sampler.result,
    messages,
    finalViews: new Map(world.hosts.map((host) => [host.id, host.view()])),
    notes: world.milestones.notes,
    invariantViolations: world.invariants.violations,
    warnings: world.warnings,
    stoppedEarly: stopReason(settled.end, world),
    trace: loop.isTraced ? world.recorder.events : null,
    initialStates: loop.initialStates,
  };
}

function familyOf(kind: string, own: readonly AnyFamily[]): AnyFamily {
  const family = [...own, ...families].find((known) => known.declaration.kind === kind);
  if (family === undefined) throw new SimulatorError(`no database family of kind ${kind}`);
  return family;
}

function stopReason(end: LoopEnd, { kernel }: World): string | null {
  switch (end) {
    case 'reached':
      return null;
    case 'limit':
      return `stopped after ${String(kernel.event)} events`;
    case 'stalled':
      return 'virtual time stood still: operations that take no time follow each other without a pause';
  }
}

function chronicleOf(world: World, { settledAt, contents, reads }: Settled): Chronicle {
  const { clients, family, ledger, nemesis, milestones, spec, kernel } = world;
  return {
    roles: family.declaration.roles,
    operations: clients.operations,
    writes: clients.writes,
    provenance: ledger.provenance,
    faults: nemesis.occurrences,
    milestones: milestones.list,
    finalContents: contents,
    finalReads: reads,
    liveness: livenessTerms(world),
    clientsStoppedAt: sinceStart(spec.duration),
    settledAt,
    endedAt: kernel.now,
  };
}
