/** What the schemas of all families share: `nodes:`, and the shape of a family's declaration. */
import { z } from 'zod';
import { bugName, name } from '../../scenario/names/schema.js';

const mostNodes = 1000;

/** `nodes:` of every family: names, or a number that stands for n1, n2, … */
export const nodesSchema = z
  .union([
    z
      .int()
      .positive()
      .max(mostNodes)
      .transform((count) => Array.from({ length: count }, (_, index) => `n${String(index + 1)}`)),
    z.array(name).min(1).max(mostNodes),
  ])
  .transform((names): readonly string[] => names)
  .describe('Names, or a number that stands for n1, n2, …');

/** `bugs:` of every family. */
export const bugsSchema = z
  .array(bugName)
  .default([])
  .describe('Documented wrong turns of the protocol to switch on');

/** Something that a family has to say about options that are allowed, yet surely not what somebody wants. */
export interface Advice {
  /** The option that it is about. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * All that a scenario can say to a family, and nothing of how the family works: so that scenarios are
 * judged without knowing what runs.
 */
export interface FamilyDeclaration {
  readonly kind: string;
  /** One sentence for `list` and the documentation. */
  readonly summary: string;
  /** `database:` in a scenario. Holds at least `kind`, `nodes` and `bugs`. */
  readonly database: z.ZodObject;
  /** Warnings about options that the schema allows. */
  readonly advise?: (options: never) => readonly Advice[];
  /** What a client group may ask of its operations; stands beside the group's other keys. */
  readonly operation: z.ZodObject;
  /** Message kinds, each with a sentence. */
  readonly messages: Readonly<Record<string, string>>;
  /** Roles that `view` answers and faults can target. */
  readonly roles: readonly string[];
  /** Events that `when` can name, each with a sentence. Each is a note with this text. */
  readonly events: Readonly<Record<string, string>>;
  /** Operator's acts, each with a sentence. */
  readonly commands: Readonly<Record<string, string>>;
  /** Documented wrong turns that a scenario can switch on, each with a sentence. */
  readonly bugs: Readonly<Record<string, string>>;
}
