/**
 * Runs the kernel from boundary to boundary: samples, and the edges of the windows of tracing and recording,
 * fall between events, so nothing in the run can notice them.
 */
import type { LoopEnd } from '../kernel/kernel.js';
import { sinceStart, type Instant } from '../kernel/time.js';
import { cloneState } from './recorder.js';
import { ReplicationSampler } from './replication.js';
import type { SimulateOptions, Window } from './run.js';
import type { World } from './world.js';

const everything: Window = { from: 0, to: Infinity };

export class Loop {
  readonly sampler: ReplicationSampler;
  /** The state of each node that was up when recording began; null when nothing is recorded. */
  initialStates: ReadonlyMap<string, unknown> | null = null;
  readonly #traced: Window | null;
  readonly #recorded: Window | null;
  readonly #world: World;
  /** Every event up to and including this instant has happened. */
  #reached: Instant = -1;
  #nextSample: Instant;

  constructor(world: World, { trace, record }: Pick<SimulateOptions, 'trace' | 'record'>) {
    this.#world = world;
    this.sampler = new ReplicationSampler(world);
    this.#nextSample = sinceStart(this.sampler.interval);
    this.#traced = windowOf(trace);
    this.#recorded = windowOf(record);
    this.#openOrClose();
  }

  /** Whether somebody asked for a trace: what is recorded is also traced. */
  get isTraced(): boolean {
    return this.#traced !== null || this.#recorded !== null;
  }

  /** Goes on until every event up to and including an instant has happened. */
  run(until: Instant): LoopEnd {
    for (;;) {
      const boundary = Math.min(until, this.#nextSample, this.#nextEdge());
      const end = this.#world.kernel.run(boundary);
      if (end !== 'reached') return end;
      this.#reached = boundary;
      if (boundary === this.#nextSample) this.#sample();
      this.#openOrClose();
      if (boundary === until) return 'reached';
    }
  }

  stopSampling(): void {
    this.#nextSample = Infinity;
  }

  /** The end of the run is the end of the windows. */
  close(): void {
    this.#setRecording(false);
    this.#world.recorder.tracing = false;
  }

  #sample(): void {
    this.sampler.sample();
    this.#world.invariants.check();
    this.#nextSample += this.sampler.interval;
  }

  #nextEdge(): Instant {
    return Math.min(this.#edgeOf(this.#traced), this.#edgeOf(this.#recorded));
  }

  /** The last instant before the window opens or closes next. */
  #edgeOf(window: Window | null): Instant {
    if (window === null || this.#reached >= window.to) return Infinity;
    return this.#isInside(window) ? window.to : window.from - 1;
  }

  #isInside(window: Window | null): boolean {
    return window !== null && this.#reached >= window.from - 1 && this.#reached < window.to;
  }

  #openOrClose(): void {
    const isRecorded = this.#isInside(this.#recorded);
    this.#world.recorder.tracing = isRecorded || this.#isInside(this.#traced);
    this.#setRecording(isRecorded);
  }

  #setRecording(isOn: boolean): void {
    const { recorder, hosts } = this.#world;
    if (recorder.recording === isOn) return;
    recorder.recording = isOn;
    if (isOn) {
      const up = hosts.filter((host) => host.isUp);
      this.initialStates = new Map(up.map((host) => [host.id, host.state]));
    } else {
      // Snapshots stay as they are: from here on every node works on a copy.
      for (const host of hosts) host.state = cloneState(host.state);
    }
  }
}

function windowOf(asked: boolean | Window | undefined): Window | null {
  if (asked === undefined || asked === false) return null;
  if (asked === true) return everything;
  const { from, to } = asked;
  const isWhole = Number.isInteger(from) && (Number.isInteger(to) || to === Infinity);
  if (isWhole && from <= to) return { from: Math.max(0, from), to };
  throw new RangeError('a window goes from a whole microsecond to one that is not earlier');
}
