/** Changes worth a try that are the same in every family whose clients can number their writes. */
import type { Remedy } from '../schema.js';

/** Against writes that are applied twice. */
export const retryRemedies: readonly Remedy[] = [
  {
    against: ['duplicateWrites'],
    of: 'operation',
    path: 'idempotencyKey',
    value: 'true',
    says: 'a write that is tried again is applied once',
  },
  {
    against: ['duplicateWrites'],
    of: 'operation',
    path: 'retry',
    value: 'none',
    says: 'nothing is tried again',
  },
];
