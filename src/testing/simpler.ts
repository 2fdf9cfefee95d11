/**
 * Arbitraries of scenarios, or of parts of them, that shrink as `quorate shrink` does: fewer faults, then
 * fewer and shorter ones, fewer clients, operations and nodes, rounder values.
 */
import { Arbitrary, stream, Value, type Random, type Stream } from 'fast-check';
import type { Written } from '../experiments/change.js';
import { isLeaf } from '../experiments/shrink/edit.js';
import { simplifications } from '../experiments/shrink/simplifications.js';
import { versionOf, writtenOf } from '../experiments/shrink/version.js';
import type { Drawing } from './drawing.js';

/** What an arbitrary draws: a whole scenario, or a section of one. */
export interface Shape<Drawn> {
  readonly from: (written: Written) => Drawn;
  /** The whole scenario around a value that somebody gave; null when it is none. */
  readonly around: (value: unknown) => Written | null;
  /** The only section that varies; null when all do. */
  readonly section: string | null;
}

/** The largest seed of a drawn scenario: nine digits are enough for chance, and few enough for people. */
const mostSeeds = 999_999_999;

class Simpler<Drawn> extends Arbitrary<Drawn> {
  readonly #drawing: Drawing;
  readonly #shape: Shape<Drawn>;

  constructor(drawing: Drawing, shape: Shape<Drawn>) {
    super();
    this.#drawing = drawing;
    this.#shape = shape;
  }

  override generate(random: Random): Value<Drawn> {
    return this.#value(this.#drawing.draw(random.nextInt(1, mostSeeds)));
  }

  override canShrinkWithoutContext(value: unknown): value is Drawn {
    const written = this.#shape.around(value);
    return written !== null && versionOf(written, this.#drawing.declarations) !== null;
  }

  /** The context of a value is the scenario around it, as somebody would write it. */
  override shrink(value: Drawn, context: unknown): Stream<Value<Drawn>> {
    const written = (context as Written | undefined) ?? this.#shape.around(value);
    return stream(this.#simpler(written ?? {}));
  }

  *#simpler(written: Written): Generator<Value<Drawn>, undefined> {
    const { declarations, allows } = this.#drawing;
    const { section } = this.#shape;
    const version = versionOf(written, declarations);
    const rest = version === null ? '' : restOf(writtenOf(version), section);
    for (const simpler of simplifications(written, declarations)) {
      if (allows(simpler) && restOf(simpler, section) === rest) yield this.#value(simpler);
    }
    return undefined;
  }

  #value(written: Written): Value<Drawn> {
    return new Value(this.#shape.from(written), written);
  }
}

export function simplerArbitrary<Drawn>(drawing: Drawing, shape: Shape<Drawn>): Arbitrary<Drawn> {
  return new Simpler(drawing, shape);
}

/** All that must stay the same, as text: what stands beside the only section that varies. */
function restOf(written: Written, section: string | null): string {
  if (section === null) return '';
  const kept = Object.entries(written).filter(([key, value]) => {
    const isEmpty = typeof value === 'object' && isLeaf(value);
    return key !== section && !isEmpty;
  });
  return JSON.stringify(kept);
}
