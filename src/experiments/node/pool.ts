/**
 * Runs the seeds of a sweep, or other numbered work, on worker threads and hands out what came of it in their order.
 * Workers pull batches, so a slow run holds up nobody but those who wait for its place; only a few batches
 * are ahead of what has been handed out, so memory does not grow with the number of seeds.
 */
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { Measurement } from '../sweep/measurement.js';
import { RunFailure } from '../sweep/sweep.js';
import type { Answer, Setup, TrialSetup } from './messages.js';

/** A batch should take about so long: long enough to be worth a message, short enough to share fairly. */
const batchMs = 50;
const mostSeeds = 64;
/** Batches that are out or wait for their turn, by worker. */
const ahead = 4;

/**
 * What every seed measured, by variant. Ends its workers when the caller stops asking, or at a signal.
 * Throws `RunFailure` when a run throws.
 */
export function measuredByWorkers(
  seeds: Iterator<number>,
  setup: Setup,
  jobs: number,
  signal: AbortSignal | null,
): AsyncGenerator<readonly Measurement[], void> {
  return doneByWorkers(seeds, setup, jobs, signal);
}

/** The same for work of any kind: what came of each number. */
export async function* doneByWorkers<Result>(
  seeds: Iterator<number>,
  setup: Setup | TrialSetup,
  jobs: number,
  signal: AbortSignal | null,
): AsyncGenerator<Result, void> {
  const pool = new Pool<Result>(seeds, setup, jobs);
  const stop = (): void => {
    pool.stop();
  };
  signal?.addEventListener('abort', stop);
  try {
    for (let next = await pool.next(); next !== null; next = await pool.next()) yield* next;
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.end();
  }
}

class Pool<Result> {
  readonly #seeds: Iterator<number>;
  readonly #workers: readonly Worker[];
  readonly #idle: Worker[] = [];
  readonly #began = new Map<number, number>();
  readonly #answers = new Map<number, Answer<Result>>();
  #given = 0;
  #taken = 0;
  #size = 1;
  #isOut = false;
  #isStopped = false;
  /** A worker that ended by itself: nothing can be waited for any more. */
  #failure: Error | null = null;
  #wake: (() => void) | null = null;

  constructor(seeds: Iterator<number>, setup: Setup | TrialSetup, jobs: number) {
    this.#seeds = seeds;
    this.#workers = Array.from({ length: jobs }, () => this.#hire(setup));
  }

  /** The results of the next batch, in the order of seeds; null after the last one, or when it was stopped. */
  async next(): Promise<readonly Result[] | null> {
    for (;;) {
      if (this.#isStopped) return null;
      this.#feed();
      if (this.#failure !== null) throw this.#failure;
      const answer = this.#answers.get(this.#taken);
      if (answer?.kind === 'error') {
        throw new RunFailure(answer.seed, answer.variant, answer.error);
      }
      if (answer !== undefined) {
        this.#answers.delete(this.#taken);
        this.#taken += 1;
        return answer.measured;
      }
      if (this.#isOut && this.#taken === this.#given) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#wakeUp();
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #hire(setup: Setup | TrialSetup): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: setup });
    worker.on('message', (answer: Answer<Result>) => {
      this.#take(answer);
      this.#idle.push(worker);
      this.#wakeUp();
    });
    worker.on('error', (error) => {
      this.#failure ??= error;
      this.#wakeUp();
    });
    this.#idle.push(worker);
    return worker;
  }

  #take(answer: Answer<Result>): void {
    const { batch } = answer;
    this.#answers.set(batch, answer);
    if (answer.kind === 'error') return;
    const took = performance.now() - (this.#began.get(batch) ?? 0);
    this.#began.delete(batch);
    // The first batches carry the cost of warming up; later ones correct it.
    const fitting = Math.floor((answer.measured.length * batchMs) / Math.max(took, 1));
    this.#size = Math.max(1, Math.min(mostSeeds, fitting, 2 * this.#size));
  }

  #feed(): void {
    const most = ahead * this.#workers.length;
    while (!this.#isOut && this.#idle.length > 0 && this.#given - this.#taken < most) {
      const seeds = this.#draw();
      if (seeds.length === 0) return;
      const batch = this.#given;
      this.#given += 1;
      this.#began.set(batch, performance.now());
      this.#idle.pop()?.postMessage({ batch, seeds });
    }
  }

  #draw(): readonly number[] {
    const seeds: number[] = [];
    while (seeds.length < this.#size) {
      const next = this.#seeds.next();
      if (next.done === true) {
        this.#isOut = true;
        break;
      }
      seeds.push(next.value);
    }
    return seeds;
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
