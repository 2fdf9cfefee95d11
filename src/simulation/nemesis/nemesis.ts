/** The nemesis: applies the scenario's faults at their time, or when what they wait for happens, and takes them back. */
import type { FaultOccurrence } from '../../history/chronicle.js';
import { SimulatorError } from '../../kernel/errors.js';
import type { RandomStream } from '../../kernel/random.js';
import { sinceStart, type Instant } from '../../kernel/time.js';
import { eventKind } from '../events.js';
import type { World } from '../world.js';
import { planFault, type Deed } from './actions.js';
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
  /** Somebody was told that it found nothing to act on. */
  warned: boolean;
}

/** What takes an occurrence back, and its record in the chronicle. */
interface Lasting {
  readonly takeBack: () => void;
  readonly occurrence: FaultOccurrence;
}

export class Nemesis {
  readonly occurrences: FaultOccurrence[] = [];
  /** When a fault last began or ended. */
  changedAt: Instant = 0;
  /** Ends, and restarts after the clients have stopped, that are still to come. Settling waits for them. */
  pending = 0;
  readonly #world: World;
  readonly #planned: readonly Planned[];
  /** By occurrence, for those that will end. */
  readonly #lasting = new Map<number, Lasting>();

  constructor(world: World) {
    this.#world = world;
    const { spec, random, kernel } = world;
    this.#planned = spec.faults.map((fault, index) => ({
      index,
      id: fault.id,
      action: actionOf(fault),
      spec: fault,
      random: random.stream(`fault/${fault.id}`),
      begun: 0,
      heard: 0,
      warned: false,
    }));
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
      const { when, at = 0 } = planned.spec;
      if (when === undefined) this.#schedule(planned, sinceStart(at));
      else this.#listen(planned, when);
    }
  }

  /** Faults begin while clients run. A restart ends another fault: it may come while the cluster settles. */
  #schedule(planned: Planned, at: Instant): void {
    const { spec, kernel } = this.#world;
    const isLate = at >= spec.duration;
    if (isLate && planned.action !== 'restart') return;
    if (isLate) this.pending += 1;
    kernel.schedule(at, eventKind.faultBegins, planned.index, 0, null);
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
    return targets.nodes(on).some((index) => this.#world.nameOf(index) === node);
  }

  /** Says which faults waited in vain: what people meant to see did not happen. */
  warnOfSilence(): void {
    for (const { id, index, spec, heard } of this.#planned) {
      const { when } = spec;
      if (when === undefined || heard >= when.count) continue;
      this.#world.warnings.push({
        code: 'W202',
        message: `fault ${id} never began: ${when.event} happened ${heard} of ${when.count} times`,
        path: ['faults', index],
      });
    }
  }

  #begin(planned: Planned): void {
    const { kernel, recorder, spec, warnings } = this.#world;
    if (kernel.now >= spec.duration) this.pending -= 1;
    this.#repeat(planned);
    const targets = new Targets(this.#world, planned.random);
    const { id, random } = planned;
    const deed = planFault(planned.spec, { world: this.#world, targets, id, random });
    const { summary } = deed;
    if (recorder.tracing) recorder.begin({ kind: 'fault', fault: id, phase: 'begins', summary });
    this.#apply(planned, deed);
    if (targets.missed.size === 0 || planned.warned) return;
    planned.warned = true;
    warnings.push({
      code: 'W201',
      message: `fault ${id}: ${[...targets.missed].join(', ')} matched nothing when it began`,
      path: ['faults', planned.index],
    });
  }

  #repeat(planned: Planned): void {
    const { kernel, spec } = this.#world;
    const { every, times = Infinity } = planned.spec;
    planned.begun += 1;
    if (every === undefined || planned.begun >= times) return;
    const next = kernel.now + every;
    if (next < spec.duration) this.#schedule(planned, next);
  }

  #apply({ id, index, action, spec }: Planned, { summary, nodes, begin }: Deed): void {
    const { kernel, hosts } = this.#world;
    kernel.digest.text(id);
    for (const node of nodes) kernel.digest.number(node);
    const takeBack = begin();
    const occurrence: FaultOccurrence = {
      fault: id,
      index,
      kind: action,
      summary,
      beganAt: kernel.now,
      beganIn: kernel.event,
      endedAt: takeBack === null ? kernel.now : null,
      nodes: hosts.filter((host) => nodes.includes(host.index)).map((host) => host.id),
    };
    this.changedAt = kernel.now;
    this.occurrences.push(occurrence);
    if (spec.for === undefined || takeBack === null) return;
    const number = this.occurrences.length;
    this.#lasting.set(number, { takeBack, occurrence });
    this.pending += 1;
    kernel.schedule(kernel.now + spec.for, eventKind.faultEnds, index, number, null);
  }

  #end(planned: Planned, number: number): void {
    const { kernel, recorder } = this.#world;
    const lasting = this.#lasting.get(number);
    if (lasting === undefined) return;
    const { takeBack, occurrence } = lasting;
    this.#lasting.delete(number);
    this.pending -= 1;
    this.changedAt = kernel.now;
    occurrence.endedAt = kernel.now;
    if (recorder.tracing) {
      const { summary } = occurrence;
      recorder.begin({ kind: 'fault', fault: planned.id, phase: 'ends', summary });
    }
    takeBack();
  }

  #plan(index: number): Planned {
    const planned = this.#planned[index];
    if (planned === undefined) throw new SimulatorError(`no fault ${String(index)}`);
    return planned;
  }
}
