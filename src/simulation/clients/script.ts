/** A session's walk through its group's script. */
import type { Duration } from '../../kernel/time.js';
import type { StepSpec } from './schema.js';
import type { Intent } from './workload.js';

export type ScriptStep =
  | { readonly kind: 'wait'; readonly duration: Duration }
  | { readonly kind: 'operation'; readonly intent: Intent };

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

  /** The next step; null when the script is through. */
  next(): ScriptStep | null {
    if (this.#left <= 0) return null;
    const step = this.#steps[this.#position];
    if (step === undefined) return null;
    this.#position += 1;
    if (this.#position === this.#steps.length) {
      this.#position = 0;
      this.#left -= 1;
    }
    if ('wait' in step) return { kind: 'wait', duration: step.wait };
    const { do: kind, key, ...said } = step;
    const options = { ...this.#options, ...said };
    return { kind: 'operation', intent: { kind, key: this.#resolve(key), options } };
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
