/**
 * Who held the role that is meant for one node at a time, and when: from its promotion, or its boot in that
 * role, until it stepped down or crashed. A node that is cut off or paused is in office all the same.
 */
import type { Chronicle } from '../history/chronicle.js';
import type { Instant } from '../kernel/time.js';
import type { FailoverEvents } from './incidents.js';
import type { Stretch } from './stretches.js';

/** Roles that are meant for one node at a time. */
export const soleRoles: readonly string[] = ['primary', 'leader'];

export interface Tenure extends Stretch {
  readonly node: string;
}

/** All tenures, in the order in which they began; none in a family without such a role. */
export function tenuresOf(
  { roles, milestones, endedAt }: Pick<Chronicle, 'roles' | 'milestones' | 'endedAt'>,
  { booted, promoted, steppedDown, crashed }: FailoverEvents,
): readonly Tenure[] {
  const tenures: Tenure[] = [];
  if (!soleRoles.some((role) => roles.includes(role))) return tenures;
  const since = new Map<string, Instant>();
  const leave = (node: string, to: Instant): void => {
    const from = since.get(node);
    since.delete(node);
    if (from !== undefined) tenures.push({ node, from, to });
  };
  for (const { event, node, at, fields } of milestones) {
    const isInOffice = booted.includes(event) && soleRoles.includes(String(fields['role']));
    if (promoted.includes(event) || isInOffice) {
      if (!since.has(node)) since.set(node, at);
    } else if (event === steppedDown || event === crashed) leave(node, at);
  }
  for (const node of [...since.keys()]) leave(node, endedAt);
  return tenures.sort((a, b) => a.from - b.from);
}
