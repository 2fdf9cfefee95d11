/**
 * The trace: the ordered record of all events of a run, each with its cause and what came of it. It is
 * kept only when somebody asks (`simulate(…, { trace })`); the digest is always computed.
 */
import type { Instant } from './time.js';

/** What an event was. `node` and `client` are names; message and operation ids join the lines of one story. */
export type TraceInput =
  | { readonly kind: 'start'; readonly node: string; readonly incarnation: number }
  | {
      readonly kind: 'message';
      readonly node: string;
      readonly from: string;
      readonly message: number;
      readonly body: unknown;
    }
  | {
      readonly kind: 'request';
      readonly node: string;
      readonly client: string;
      readonly message: number;
      readonly operation: number;
      readonly attempt: number;
    }
  | {
      readonly kind: 'reply';
      readonly client: string;
      readonly from: string;
      readonly message: number;
      readonly operation: number;
      readonly body: unknown;
    }
  | { readonly kind: 'timer'; readonly node: string; readonly timer: string }
  | { readonly kind: 'flushed'; readonly node: string; readonly mark: number }
  | { readonly kind: 'command'; readonly node: string; readonly body: unknown }
  | { readonly kind: 'client'; readonly client: string; readonly step: string }
  | {
      readonly kind: 'fault';
      readonly fault: string;
      readonly phase: 'begins' | 'ends';
      readonly summary: string;
    }
  | {
      readonly kind: 'ignored';
      readonly node: string;
      readonly what: string;
      readonly why: string;
    };

/** What came of an event. */
export type TraceEffect =
  | {
      readonly kind: 'send';
      readonly message: number;
      readonly from: string;
      readonly to: string;
      readonly body: unknown;
      /** Instants of arrival (several when duplicated); empty when dropped or held. */
      readonly arrivesAt: readonly Instant[];
      /** What decided, when it was not plainly passed: `dropped by partition-1`. */
      readonly disposition: string | null;
    }
  | {
      readonly kind: 'ask';
      readonly message: number;
      readonly to: string;
      readonly operation: number;
      readonly arrivesAt: readonly Instant[];
      readonly disposition: string | null;
    }
  | {
      readonly kind: 'answer';
      readonly message: number;
      readonly to: string;
      readonly operation: number;
      readonly body: unknown;
      readonly arrivesAt: readonly Instant[];
      readonly disposition: string | null;
    }
  | { readonly kind: 'arm'; readonly timer: string; readonly at: Instant }
  | { readonly kind: 'cancel'; readonly timer: string }
  | { readonly kind: 'append'; readonly record: unknown }
  | { readonly kind: 'truncate'; readonly length: number }
  | { readonly kind: 'discard'; readonly count: number }
  | { readonly kind: 'snapshot'; readonly record: unknown }
  | { readonly kind: 'flush'; readonly mark: number; readonly at: Instant }
  | {
      readonly kind: 'note';
      readonly text: string;
      readonly fields: Readonly<Record<string, string | number>>;
    }
  | {
      readonly kind: 'provenance';
      readonly what: string;
      readonly node: string;
      readonly write: number;
      readonly others: readonly number[];
    }
  | {
      readonly kind: 'invoke';
      readonly client: string;
      readonly operation: number;
      readonly summary: string;
    }
  | {
      readonly kind: 'complete';
      readonly client: string;
      readonly operation: number;
      readonly outcome: string;
      readonly summary: string;
    };

export interface TraceEvent {
  /** 1, 2, 3 … in the order in which events happen. */
  readonly number: number;
  readonly at: Instant;
  /** The event that scheduled this one; 0 for the beginning of the run. */
  readonly cause: number;
  readonly input: TraceInput;
  readonly effects: readonly TraceEffect[];
  /** Recorded mode: the node's state after the event, immutable. */
  readonly state?: unknown;
  /** Recorded mode: what changed in it. */
  readonly patches?: readonly unknown[];
  readonly inversePatches?: readonly unknown[];
}
