/** How judgements of the options are spoken: each check gets a `Say`, and answers nothing. */
import type { Remark } from '../../../common/schema.js';

/** Takes one remark. */
export type Say = (
  kind: Remark['kind'],
  path: Remark['path'],
  message: string,
  hint?: string,
) => void;

/** A list of remarks, and the function that adds to it. */
export function remarkBook(): { readonly remarks: Remark[]; readonly say: Say } {
  const remarks: Remark[] = [];
  return {
    remarks,
    say: (kind, path, message, hint) => {
      remarks.push({ kind, path, message, ...(hint === undefined ? {} : { hint }) });
    },
  };
}

/** `there is 1 replica, not 2`. */
export function notSoMany(there: number, what: readonly [string, string], asked: number): string {
  const [one, more] = what;
  const are = there === 1 ? `is 1 ${one}` : `are ${String(there)} ${more}`;
  return `there ${are}, not ${String(asked)}`;
}

export const replicaWords = ['replica', 'replicas'] as const;
