/** An entry of the catalogue of bugs: a mistake that a family can make on demand, and how it must be found. */
import type { ScenarioInput } from '../../scenario/schema.js';
import type { Fingerprint } from '../fingerprint.js';
import type { SpaceOptions } from '../hunt/space.js';

export interface KnownBug {
  /** As the family declares it; with `settings`, a name of its own. */
  readonly bug: string;
  /** What people really did wrong, in one sentence. */
  readonly mistake: string;
  /**
   * Where to look. Without the bug the database keeps what it expects, whatever faults are drawn. With
   * `keepOwn`, its own faults are a part of it.
   */
  readonly scenario: Omit<ScenarioInput, 'name'>;
  /** For a wrong turn that people take by a setting: options of the database. Default: the declared bug of this name. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What is drawn around it. Roles are those that nodes have. */
  readonly space: Omit<SpaceOptions, 'roles'>;
  /** The first run that fails must have one of these: findings, or an expectation in words. */
  readonly shows: readonly Fingerprint[];
  /** It is found with one of the seeds 1, 2, … up to this one. */
  readonly seeds: number;
  /** So many faults are left at most when the run is shrunk. Null with an expectation: only findings can be shrunk. */
  readonly faults: number | null;
}
