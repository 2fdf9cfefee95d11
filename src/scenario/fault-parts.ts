/**
 * The faults of a scenario, parsed one by one: what one does tells which keys it may have, and a command's own keys are
 * what the database family declares.
 */
import { z } from 'zod';
import type { FamilyDeclaration } from '../databases/common/schema.js';
import {
  actionsIn,
  faultActions,
  faultSchemas,
  type FaultAction,
  type FaultSpec,
} from '../simulation/nemesis/schema.js';
import type { Complain } from './problem.js';
import { isMapping, referencesIn, type Mapping, type Reference } from './schema-walk.js';
import { parsePart } from './shape.js';
import { didYouMean, nearest, quote } from './suggestion.js';

/** A fault; null when it is broken, and a complaint. */
export function parseFault(
  entry: unknown,
  index: number,
  family: FamilyDeclaration | null,
  complain: Complain,
): FaultSpec | null {
  const path = ['faults', index];
  if (!isMapping(entry)) {
    complain('E203', path, `expected a mapping of keys to values, not ${quote(entry)}`);
    return null;
  }
  const [action, another] = actionsIn(entry);
  if (action === undefined) {
    refuseIdle(entry, path, complain);
    return null;
  }
  if (another !== undefined) {
    const hint = 'write two faults, each with its own beginning';
    const message = `a fault does one thing, and this one does two: ${action} and ${another}`;
    complain('E502', [...path, another], message, { hint, on: 'key' });
    return null;
  }
  const schema = faultSchemaFor(action, entry, family);
  return (parsePart(schema, entry, path, complain) ?? null) as FaultSpec | null;
}

/** A command's own keys are what the family declares. */
function faultSchemaFor(
  action: FaultAction,
  { command }: Mapping,
  family: FamilyDeclaration | null,
): z.ZodObject {
  const isKnown = typeof command === 'string' && Object.hasOwn(family?.commands ?? {}, command);
  if (action !== 'command' || !isKnown || family?.commandKeys === undefined) {
    return faultSchemas[action];
  }
  return z.strictObject({ ...faultSchemas.command.shape, ...family.commandKeys[command] });
}

/** A fault without an action: a misspelled one is shown, otherwise all that there are. */
function refuseIdle(entry: Mapping, path: readonly (string | number)[], complain: Complain): void {
  const misspelled = Object.keys(entry).find((key) => nearest(key, faultActions) !== null);
  if (misspelled === undefined) {
    const hint = `actions are: ${faultActions.join(', ')}`;
    complain('E501', path, 'this fault does nothing', { hint });
  } else {
    const hint = didYouMean(misspelled, faultActions);
    const message = `there is no fault ${quote(misspelled)}`;
    complain('E201', [...path, misspelled], message, { hint, on: 'key' });
  }
}

/** The names in a fault that refer to something; none while nobody knows what it does. */
export function referencesInFault(
  entry: unknown,
  index: number,
  family: FamilyDeclaration | null,
): readonly Reference[] {
  if (!isMapping(entry)) return [];
  const [action, another] = actionsIn(entry);
  if (action === undefined || another !== undefined) return [];
  return referencesIn(faultSchemaFor(action, entry, family), entry, ['faults', index]);
}
