/**
 * The operation that a session is busy with: its attempts, its requests that nobody has answered yet, and
 * whether any of them may have had an effect.
 */
import type { ClientHandle, Request } from '../../databases/database.js';
import type { Operation } from '../../history/operation.js';

/** A request. Without an answer it may still have an effect. */
interface Asked {
  readonly handle: ClientHandle;
  readonly node: string;
  readonly attempt: number;
  isAnswered: boolean;
}

export interface Current {
  readonly operation: Operation;
  readonly options: unknown;
  attempt: number;
  /** What the current attempt asks of nodes. */
  request: Request<unknown>;
  /** `waits to retry`: the attempt was given up, and the backoff before the next one has begun. */
  phase: 'asking' | 'waits to retry' | 'time is up';
  readonly asked: Asked[];
  /** Some answer leaves room for an effect: only a refusal does not. */
  uncertain: boolean;
  lastReason: string;
}

const nothingAsked: Request<unknown> = {
  operation: 0,
  kind: 'read',
  key: '',
  write: 0,
  condition: null,
  basis: [],
  attempt: 0,
  options: null,
};

/** An operation that begins. */
export function begun(operation: Operation, options: unknown): Current {
  return {
    operation,
    options,
    attempt: 0,
    request: nothingAsked,
    phase: 'asking',
    asked: [],
    uncertain: false,
    lastReason: 'no node was asked',
  };
}

/** Another attempt begins. */
export function tryOnce(current: Current): void {
  const { operation, options } = current;
  current.attempt += 1;
  current.phase = 'asking';
  current.request = requestOf(operation, current.attempt, options);
  operation.retries = current.attempt - 1;
}

function requestOf(operation: Operation, attempt: number, options: unknown): Request<unknown> {
  const { id, kind, key, write, condition } = operation;
  const basis = condition === 'unchanged' ? (operation.basis ?? []) : [];
  return { operation: id, kind, key, write, condition, basis, attempt, options };
}

/** The nodes that the current attempt has asked, and that have not answered it. */
export function silentNodes({ asked, attempt }: Current): readonly string[] {
  const own = asked.filter((one) => one.attempt === attempt && !one.isAnswered);
  return [...new Set(own.map(({ node }) => node))];
}

/** How the operation ends without success: `fail` only when none of its requests can have an effect. */
export function failureOf({ asked, uncertain }: Current): 'fail' | 'info' {
  return uncertain || asked.some(({ isAnswered }) => !isAnswered) ? 'info' : 'fail';
}
