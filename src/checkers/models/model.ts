/**
 * A sequential model: how an object behaves when operations come one at a time. The general search
 * (../linearizable) tries orders against it; users bring their own.
 */
import type { ObservedOperation, Value } from '../../history/history.js';

/** What one step of a model looks at. `output` is undefined when nobody knows what was answered: then any answer goes. */
export type Asked = Pick<ObservedOperation, 'action' | 'input' | 'output'>;

/** The same, and whether it surely happened. */
export type Attempted = Pick<ObservedOperation, keyof Asked | 'outcome'>;

export interface Model<State = unknown> {
  /** As `--model` names it. */
  readonly name: string;
  /** The actions that it knows; histories with others are refused. */
  readonly actions: readonly string[];
  /** Actions that leave the state as it is: without an answer they say nothing and are left out. */
  readonly readOnly: readonly string[];
  /** False when an operation concerns the whole history and not one key. */
  readonly perKey: boolean;
  /** The state before the first operation. */
  initial(): State;
  /** The state after the operation, or undefined when it cannot have been answered so. States are never changed. */
  step(state: State, operation: Asked): State | undefined;
  /** A text or number that two states share if and only if they are equal. */
  identity(state: State): string | number;
  /** The state, for people. */
  describe(state: State): string;
  /**
   * True when this answer leaves every state as it is, though its action is not among `readOnly`: a cas
   * that was answered no. The search then takes the operation as soon as it fits.
   */
  leavesState?(operation: Asked): boolean;
  /**
   * Which operations of unknown outcome somebody may have noticed, judged by all operations of a key.
   * The others are left out, so whatever order exists with one of them must exist without it.
   */
  noticed?(operations: readonly Attempted[]): (unknown: Asked) => boolean;
  /**
   * Actions that replace the whole state: what they leave does not depend on what was there. With them goes `mayLead`:
   * whether operations other than these can turn a state into one that a read-only operation fits. Together
   * they let the search see early that a read will never fit.
   */
  readonly overwriting?: readonly string[];
  mayLead?(state: State, reading: Asked): boolean;
  /** Complains of an operation that the model cannot read (a cas without two values), in words; null when it is well. */
  refuses?(action: string, input: Value): string | null;
}

/** Whether an operation with this answer leaves every state as it is. */
export function isReadOnly(model: Model, operation: Asked): boolean {
  return model.readOnly.includes(operation.action) || model.leavesState?.(operation) === true;
}
