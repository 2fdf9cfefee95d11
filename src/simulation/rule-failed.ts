/** A rule of a family threw: a mistake in the protocol's code, never a finding about the database. */
import { SimulatorError } from '../kernel/errors.js';
import type { World } from './world.js';

/** The error that names whose rule failed on what: `node n1`, `message append`. */
export function ruleFailed(
  { kernel, family }: World,
  who: string,
  what: string,
  cause: unknown,
): SimulatorError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new SimulatorError(
    `${family.declaration.kind}: ${who} failed on ${what} in event ${String(kernel.event)}: ${message}`,
    { cause },
  );
}
