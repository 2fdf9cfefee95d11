/**
 * The front door: runs a scenario with a seed. Synchronous, touches no clock, file, network or process, and
 * returns plain data. Same scenario, same seed, same run, to the last bit.
 */
import type { AnyFamily } from '../databases/database.js';
import { families } from '../databases/registry.js';
import type { Chronicle } from '../history/chronicle.js';
import { SimulatorError } from '../kernel/errors.js';
import type { LoopEnd } from '../kernel/kernel.js';
import { sinceStart, type Instant } from '../kernel/time.js';
import type { Scenario } from '../scenario/scenario.js';
import { cloneState } from './recorder.js';
import { ReplicationSampler } from './replication.js';
import type { Run, SimulateOptions, Window } from './run.js';
import { settle, type Settled } from './settle.js';
import { World } from './world.js';

const defaultMaxEvents = 50_000_000;
const everything: Window = { from: 0, to: Infinity };

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
  const settled = settle(world, (until) => (reached === 'reached' ? loop.run(until) : reached));
  loop.close();
  world.invariants.check();
  return {
    scenario,
    seed,
    digest: world.kernel.digest.toString(),
    events: world.kernel.event,
    endedAt: world.kernel.now,
    chronicle: chronicleOf(world, settled),
    replication: loop.sampler.result,
    finalViews: new Map(world.hosts.map((host) => [host.id, host.view()])),
    notes: world.milestones.notes,
    invariantViolations: world.invariants.violations,
    warnings: world.warnings,
    stoppedEarly: stopReason(settled.end, world),
    trace: loop.traceWindow === null ? null : world.recorder.events,
    initialStates: loop.initialStates,
  };
}

function familyOf(kind: string, own: readonly AnyFamily[]): AnyFamily {
  const family = [...own, ...families].find((known) => known.declaration.kind === kind);
  if (family === undefined) throw new SimulatorError(`no database family of kind ${kind}`);
  return family;
}

/** Runs the kernel from boundary to boundary: samples, and the edges of the trace window, fall between events. */
class Loop {
  readonly sampler: ReplicationSampler;
  readonly traceWindow: Window | null;
  initialStates: ReadonlyMap<string, unknown> | null = null;
  readonly #recordWindow: Window | null;
  readonly #world: World;
  #nextSample: Instant;

  constructor(world: World, options: SimulateOptions) {
    this.#world = world;
    this.sampler = new ReplicationSampler(world);
    this.#nextSample = sinceStart(this.sampler.interval);
    this.#recordWindow = windowOf(options.record);
    this.traceWindow = this.#recordWindow ?? windowOf(options.trace);
    this.#openOrClose();
  }

  run(until: Instant): LoopEnd {
    const { kernel } = this.#world;
    for (;;) {
      const boundary = Math.min(until, this.#nextSample, this.#nextEdge());
      const end = kernel.run(boundary);
      if (end !== 'reached') return end;
      if (boundary === this.#nextSample) this.#sample();
      this.#openOrClose();
      if (boundary === until) return 'reached';
    }
  }

  stopSampling(): void {
    this.#nextSample = Infinity;
  }

  /** The end of the run is the end of the window. */
  close(): void {
    if (this.#world.recorder.recording) this.#stopRecording();
    this.#world.recorder.tracing = false;
  }

  #sample(): void {
    this.sampler.sample();
    this.#world.invariants.check();
    this.#nextSample += this.sampler.interval;
  }

  /** The last instant before the window opens or closes next. */
  #nextEdge(): Instant {
    if (this.traceWindow === null) return Infinity;
    const { now } = this.#world.kernel;
    const { from, to } = this.traceWindow;
    if (now < from - 1) return from - 1;
    return now < to ? to : Infinity;
  }

  #openOrClose(): void {
    if (this.traceWindow === null) return;
    const { recorder, kernel, hosts } = this.#world;
    const { from, to } = this.traceWindow;
    const isInside = kernel.now >= from - 1 && kernel.now < to;
    recorder.tracing = isInside;
    if (this.#recordWindow === null || isInside === recorder.recording) return;
    if (!isInside) {
      this.#stopRecording();
      return;
    }
    recorder.recording = true;
    const up = hosts.filter((host) => host.isUp);
    this.initialStates = new Map(up.map((host) => [host.id, host.state]));
  }

  /** Snapshots stay as they are: from here on every node works on a copy. */
  #stopRecording(): void {
    this.#world.recorder.recording = false;
    for (const host of this.#world.hosts) host.state = cloneState(host.state);
  }
}

function windowOf(asked: boolean | Window | undefined): Window | null {
  if (asked === undefined || asked === false) return null;
  return asked === true ? everything : asked;
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

function chronicleOf(world: World, { settledAt, reader }: Settled): Chronicle {
  const { clients, ledger, nemesis, milestones, spec, kernel, hosts } = world;
  return {
    operations: clients.operations,
    writes: clients.writes,
    provenance: ledger.provenance,
    faults: nemesis.occurrences,
    milestones: milestones.list,
    finalContents: hosts.map((host) => ({ node: host.id, versions: host.contents() })),
    finalReads: reader.allReads(),
    clientsStoppedAt: sinceStart(spec.duration),
    settledAt,
    endedAt: kernel.now,
  };
}
