/** What the schemas of all families share: `nodes:`, and the shape of a family's declaration. */
import { z } from 'zod';
import type { Duration } from '../../kernel/time.js';
import type { FindingKind } from '../../report/schema.js';
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

/** Something that a family has to say about options that its schema allows. */
export interface Remark {
  /**
   * - `contradiction`: not all of it can be meant
   * - `range`: too many, or too few
   * - `idle`: beside the rest it means nothing
   * - `advice`: a scenario runs with it, yet this is surely not what somebody wants
   */
  readonly kind: 'contradiction' | 'range' | 'idle' | 'advice';
  /** The option that it is about: keys, and places in lists. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** By zone: its nodes. */
export type Zones = Readonly<Record<string, readonly string[]>>;

/** What a client group, or one step of its script, does with the operation options that are judged. */
export interface ClientWork {
  readonly reads: boolean;
  readonly writes: boolean;
  /** When it gives up on an operation. */
  readonly timeout: Duration;
  /** Whether it tries again what may have happened already. */
  readonly triesUnknownAgain: boolean;
}

/**
 * A change of one setting that may prevent a finding. Whether it does is not claimed here: an experiment
 * tries it on the run in question.
 */
export interface Remedy {
  /** The findings against which it is worth a try. */
  readonly against: readonly FindingKind[];
  /**
   * Whose setting it is: the `database`'s; that of the `operation`s of the client group that met the
   * finding; or `either`: the group's where it says one itself, else the database's.
   */
  readonly of: 'database' | 'operation' | 'either';
  /** The way to it, from `database` or from the client group: `failover.fencing`. */
  readonly path: string;
  /** What to write there, as YAML. */
  readonly value: string;
  /** What it means, in a clause. */
  readonly says: string;
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
  /** What is to be said about `database:`, beside all that clients ask of their writes, and the zones with who is in them. */
  readonly judge?: (options: never, writes: readonly never[], zones: Zones) => readonly Remark[];
  /** What a client group may ask of its operations; stands beside the group's other keys. */
  readonly operation: z.ZodObject;
  /**
   * What is to be said about the options of one client group or step of a script, beside those of the database. Paths
   * begin with an option of the operation, or with a key of the group.
   */
  readonly judgeOperation?: (
    operation: never,
    options: never,
    work: ClientWork,
  ) => readonly Remark[];
  /** Whether writes can have a condition (history/operation.ts). Default: they cannot. */
  readonly conditions?: boolean;
  /** Message kinds, each with a sentence. */
  readonly messages: Readonly<Record<string, string>>;
  /** Roles that `view` answers and faults can target. */
  readonly roles: readonly string[];
  /** Events that `when` can name, each with a sentence. Each is a note with this text. */
  readonly events: Readonly<Record<string, string>>;
  /**
   * Events that put the family's invariants to the test, and are rare enough that a sweep may have none of them: then a
   * reader is told. Default: none.
   */
  readonly marks?: readonly string[];
  /** Operator's acts, each with a sentence. */
  readonly commands: Readonly<Record<string, string>>;
  /** What may stand beside a command, by its name; beside others nothing may. Default: nobody looks. */
  readonly commandKeys?: Readonly<Record<string, z.ZodRawShape>>;
  /** Documented wrong turns that a scenario can switch on, each with a sentence. */
  readonly bugs: Readonly<Record<string, string>>;
  /** Changes that are worth a try against findings, in the order in which people should hear of them. */
  readonly remedies?: readonly Remedy[];
}
