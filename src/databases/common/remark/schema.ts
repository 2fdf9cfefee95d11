/** How judgements of the options are spoken: each check gets a `Say`, and answers nothing. */
import type { Remark } from '../schema.js';

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

/** Options that mean nothing in some case, each with the value that it has when nobody says one. */
export function judgeIdle<Options extends object>(
  options: Options,
  unsaid: readonly (readonly [keyof Options & string, unknown])[],
  why: string,
  say: Say,
): void {
  for (const [key, value] of unsaid) {
    if (options[key] === value) continue;
    say('advice', [key], `${key} means nothing here: ${why}`);
  }
}

/** `there is 1 replica, not 2`. */
export function notSoMany(there: number, what: readonly [string, string], asked: number): string {
  const [one, more] = what;
  const are = there === 1 ? `is 1 ${one}` : `are ${String(there)} ${more}`;
  return `there ${are}, not ${String(asked)}`;
}

export const replicaWords = ['replica', 'replicas'] as const;
