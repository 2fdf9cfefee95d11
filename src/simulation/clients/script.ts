/** A session's walk through its group's script. */
import type { Duration } from '../../kernel/time.js';
import type { StepSpec } from './schema.js';
import type { Intent } from './workload.js';

/** The next operation, and how long the script waits before it. */
export interface ScriptStep {
  readonly wait: Duration;
  readonly intent: Intent;
}

export class Script {
  readonly #steps: readonly StepSpec[];
  readonly #session: string;
  /** The options of the group, for what a step does not say. */
  readonly #options: Readonly<Record<string, unknown>>;
  #left: number;
  #position = 0;
  #keysMade = 0;
  #lastKey: string;

  constructor(
    steps: readonly StepSpec[],
    repeat: number | undefined,
    session: string,
    options: Readonly<Record<string, unknown>>,
  ) {
    this.#steps = steps;
    this.#left = repeat ?? Infinity;
    this.#session = session;
    this.#options = options;
    this.#lastKey = `${session}-1`;
  }

  /** The next operation; null when the script is through, or holds none. */
  next(): ScriptStep | null {
    let wait: Duration = 0;
    let waits = 0;
    for (let step = this.#take(); step !== null; step = this.#take()) {
      if (!('wait' in step)) return { wait, intent: this.#intentOf(step) };
      wait += step.wait;
      waits += 1;
      if (waits === this.#steps.length) return null;
    }
    return null;
  }

  #take(): StepSpec | null {
    const step = this.#steps[this.#position];
    if (this.#left <= 0 || step === undefined) return null;
    this.#position += 1;
    if (this.#position === this.#steps.length) {
      this.#position = 0;
      this.#left -= 1;
    }
    return step;
  }

  #intentOf(step: Exclude<StepSpec, { readonly wait: number }>): Intent {
    const { do: kind, key, amount = 1, ...said } = step;
    return {
      kind,
      key: this.#resolve(key),
      amount: kind === 'add' ? amount : null,
      options: { ...this.#options, ...said },
    };
  }

  #resolve(key: string): string {
    if (key === '$new') {
      this.#keysMade += 1;
      this.#lastKey = `${this.#session}-${String(this.#keysMade)}`;
    } else if (key !== '$last') {
      this.#lastKey = key;
    }
    return this.#lastKey;
  }
}
