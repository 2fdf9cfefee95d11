/** The nemesis: applies the scenario's faults at their time, or when what they wait for happens, and takes them back. */
import type { FaultOccurrence } from '../../history/chronicle.js';
import { SimulatorError } from '../../kernel/errors.js';
import type { RandomStream } from '../../kernel/random.js';
import { sinceStart, type Instant } from '../../kernel/time.js';
import { eventKind } from '../events.js';
import type { World } from '../world.js';
import { applyFault, type Applied } from './actions.js';
import { actionOf, type FaultAction, type FaultSpec } from './schema.js';
import { Targets } from './targets.js';

/** A fault of the scenario and what the nemesis keeps about it. */
interface Planned {
  readonly index: number;
  readonly id: string;
  readonly action: FaultAction;
  readonly spec: FaultSpec;
  readonly random: RandomStream;
  begun: number;
  heard: number;
}

export class Nemesis {
  readonly occurrences: FaultOccurrence[] = [];
  /** When a fault last began or ended. */
  changedAt: Instant = 0;
  /** Faults that will still end. */
  pendingEnds = 0;
  readonly #world: World;
  readonly #planned: readonly Planned[];
  readonly #applied: Applied[] = [];

  constructor(world: World) {
    this.#world = world;
    const { spec, random, kernel } = world;
    this.#planned = spec.faults.map((fault, index) => {
      const action = actionOf(fault);
      const stream = random.stream(`fault/${fault.id}`);
      return { index, id: fault.id, action, spec: fault, random: stream, begun: 0, heard: 0 };
    });
    kernel.handle(eventKind.faultBegins, (fault) => {
      this.#begin(this.#plan(fault));
    });
    kernel.handle(eventKind.faultEnds, (fault, occurrence) => {
      this.#end(this.#plan(fault), occurrence);
    });
  }

  /** Schedules what has a time; what waits for something listens. */
  start(): void {
    for (const planned of this.#planned) {
      if (planned.spec.when === undefined)
        this.#schedule(planned, sinceStart(planned.spec.at ?? 0));
      else this.#listen(planned, planned.spec.when);
    }
  }

  #schedule(planned: Planned, at: Instant): void {
    this.#world.kernel.schedule(at, eventKind.faultBegins, planned.index, 0, null);
  }

  #listen(planned: Planned, when: NonNullable<FaultSpec['when']>): void {
    const { milestones, kernel } = this.#world;
    milestones.listen(when.event, (node) => {
      if (planned.heard >= when.count || !this.#isMeant(planned, when.on, node)) return;
      planned.heard += 1;
      if (planned.heard === when.count) this.#schedule(planned, kernel.now + when.after);
    });
  }

  #isMeant(planned: Planned, on: readonly string[] | undefined, node: string): boolean {
    if (on === undefined) return true;
    const targets = new Targets(this.#world, planned.random);
    return targets.endpoints(on).some((index) => this.#world.nameOf(index) === node);
  }

  #begin(planned: Planned): void {
    const { kernel, recorder, spec } = this.#world;
    if (kernel.now > spec.duration) return;
    planned.begun += 1;
    const { every, times, for: lasts } = planned.spec;
    if (every !== undefined && planned.begun < (times ?? Infinity)) {
      this.#schedule(planned, kernel.now + every);
    }
    const { fault, index } = { fault: planned.id, index: planned.index };
    if (recorder.tracing) recorder.begin({ kind: 'fault', fault, phase: 'begins', summary: '' });
    const targets = new Targets(this.#world, planned.random);
    const applied = applyFault(planned.spec, {
      world: this.#world,
      targets,
      id: fault,
      random: planned.random,
    });
    this.#remember(planned, applied);
    if (lasts !== undefined && applied.end !== null) {
      this.pendingEnds += 1;
      const at = kernel.now + lasts;
      kernel.schedule(at, eventKind.faultEnds, index, this.#applied.length - 1, null);
    }
  }

  #remember(planned: Planned, applied: Applied): void {
    const { kernel, recorder, warnings } = this.#world;
    const { summary, nodes } = applied;
    this.changedAt = kernel.now;
    this.#applied.push(applied);
    this.occurrences.push({
      fault: planned.id,
      index: planned.index,
      kind: planned.action,
      summary,
      beganAt: kernel.now,
      beganIn: kernel.event,
      endedAt: null,
      nodes: nodes.map((node) => this.#world.nameOf(node)),
    });
    kernel.digest.text(planned.id);
    for (const node of nodes) kernel.digest.number(node);
    if (recorder.tracing) recorder.effect({ kind: 'note', text: summary, fields: {} });
    if (applied.missed.length === 0) return;
    warnings.push({
      code: 'W201',
      message: `fault ${planned.id} found nothing to act on: ${applied.missed.join(', ')} matched no node when it began`,
      path: ['faults', planned.index],
    });
  }

  #end(planned: Planned, occurrence: number): void {
    const { kernel, recorder } = this.#world;
    const applied = this.#applied[occurrence];
    const record = this.occurrences[occurrence];
    if (applied === undefined || record === undefined) return;
    this.pendingEnds -= 1;
    this.changedAt = kernel.now;
    record.endedAt = kernel.now;
    if (recorder.tracing) {
      const { summary } = applied;
      recorder.begin({ kind: 'fault', fault: planned.id, phase: 'ends', summary });
    }
    applied.end?.();
  }

  #plan(index: number): Planned {
    const planned = this.#planned[index];
    if (planned === undefined) throw new SimulatorError(`no fault ${String(index)}`);
    return planned;
  }
}
