/**
 * Names in a scenario, and which of them refer to something. A schema that is registered in `references`
 * holds the name of a node, zone, event …; the reader looks every one of them up, wherever it stands.
 */
import { z } from 'zod';

/**
 * What a name may refer to.
 *
 * - `node`: a node
 * - `place`: a node or a zone
 * - `zone`: a zone
 * - `target`: a node, a zone, a role, or one of the selectors
 * - `party`: a target, all `clients`, or one client group
 * - `event`, `message`, `command`, `bug`: what the database family declares
 * - `input`: a kind of message, or `request`
 */
export type ReferenceKind =
  | 'node'
  | 'place'
  | 'zone'
  | 'target'
  | 'party'
  | 'event'
  | 'message'
  | 'input'
  | 'command'
  | 'bug';

/** Which schemas hold a reference, and to what; or a text with `names` in it, each of which is one. */
export const references = z.registry<{
  readonly to: ReferenceKind;
  readonly names?: (text: string) => readonly string[];
}>();

/** Targets that every family has, besides nodes, zones and roles. */
export const selectors = {
  random: 'one node, drawn anew each time the fault begins',
  minority: 'the largest number of nodes that is less than half, drawn anew each time',
  majority: 'the smallest number of nodes that is more than half, drawn anew each time',
  all: 'all nodes',
} as const;

/** The name of all client groups together, in partitions. */
export const allClients = 'clients';

/** The name of a node, zone, client group or fault. */
export const name = z
  .string()
  .regex(
    /^[A-Za-z][\w.-]*$/u,
    'a name begins with a letter and holds letters, digits, "-", "_" and "."',
  );

function nameOf(to: ReferenceKind, description: string) {
  return name.meta({ description }).register(references, { to });
}

function wordOf(to: ReferenceKind, description: string) {
  return z.string().min(1).meta({ description }).register(references, { to });
}

export const nodeName = nameOf('node', 'The name of a node');
export const placeName = nameOf('place', 'The name of a node or zone');
export const zoneName = nameOf('zone', 'The name of a zone');
export const eventName = wordOf(
  'event',
  'An event that the database family declares, or a generic one',
);
export const messageKind = wordOf('message', 'A kind of message of the database family');
export const inputKind = wordOf('input', 'A kind of message of the database family, or request');
export const commandName = nameOf('command', 'An operator’s act that the database family declares');
export const bugName = wordOf('bug', 'A bug that the database family declares');

function oneOrMore(to: ReferenceKind, description: string) {
  const one = nameOf(to, description);
  return z
    .union([one, z.array(one).min(1)])
    .transform((names): readonly string[] => (typeof names === 'string' ? [names] : names))
    .meta({ id: to, description });
}

/**
 * Whom something concerns: a node, a zone, a role (`primary`), a selector (`random`); or a list of these.
 * Roles and selectors are resolved when they are needed.
 */
export const target = oneOrMore(
  'target',
  'A node, a zone, a role such as primary, or random, minority, majority, all; or a list of these',
);

/** Nodes by their names alone: what operators tell a database. */
export const nodeNames = oneOrMore('node', 'The name of a node, or a list of names');

/** A target of a partition, which can also cut off clients. */
export const party = oneOrMore(
  'party',
  'A target, clients (all of them), or the name of a client group; or a list of these',
);
