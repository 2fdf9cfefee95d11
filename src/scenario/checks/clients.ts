/** Client groups: one pace each, within the run, what their database can do, and no more of them than can be simulated. */
import { formatDuration, SECOND } from '../../kernel/time.js';
import type { ClientSpec } from '../../simulation/clients/schema.js';
import type { Parts } from '../parts.js';
import type { Complain, Path } from '../problem.js';

const mostSessions = 10_000;
const mostOperations = 10_000_000;

/** Complains of client groups that contradict themselves, never begin, or are too many. */
export function checkClients({ clients, duration, family }: Parts, complain: Complain): void {
  clients.forEach((client, index) => {
    if (client === null) return;
    const path = ['clients', index];
    checkPace(client, path, complain);
    checkTimes(client, duration, path, complain);
    if (family !== null && family.conditions !== true) {
      refuseConditions(client, family.kind, path, complain);
    }
  });
  const sessions = clients.reduce((sum, client) => sum + (client?.count ?? 0), 0);
  if (sessions > mostSessions) {
    const message = `${String(sessions)} sessions are more than ${String(mostSessions)}`;
    complain('E701', ['clients'], message, { hint: 'fewer sessions can work at a higher rate' });
  }
}

function checkPace(
  { rate, think, script, repeat }: ClientSpec,
  path: Path,
  complain: Complain,
): void {
  if (script !== undefined) {
    const hint = 'steps such as { wait: 1s } give a script its pace';
    for (const [key, value] of [
      ['rate', rate],
      ['think', think],
    ] as const) {
      if (value === undefined) continue;
      complain('E404', [...path, key], `a script has no ${key}`, { hint, on: 'key' });
    }
  } else if (rate !== undefined && think !== undefined) {
    const hint = 'rate is for open loops, think for closed ones: leave one of them out';
    const message = 'a group has a rate or a think time, not both';
    complain('E404', [...path, 'think'], message, { hint, on: 'key' });
  }
  if (repeat !== undefined && script === undefined) {
    const hint = 'operations says after how many operations a group stops';
    const message = 'repeat means nothing without a script';
    complain('E405', [...path, 'repeat'], message, { hint, on: 'key' });
  }
}

function checkTimes(
  { from, until, timeout, patience, rate }: ClientSpec,
  duration: number | null,
  path: Path,
  complain: Complain,
): void {
  if (until !== undefined && until <= from) {
    const message = `this group stops before it begins at ${formatDuration(from)}`;
    complain('E406', [...path, 'until'], message);
  }
  if (patience !== undefined && patience > timeout) {
    const message = `this has no effect: after ${formatDuration(timeout)} the operation has timed out`;
    complain('W401', [...path, 'patience'], message);
  }
  if (duration === null) return;
  if (from >= duration) {
    const message = `this group never begins: clients stop at ${formatDuration(duration)}`;
    complain('E406', [...path, 'from'], message);
  }
  const length = Math.min(until ?? duration, duration) - from;
  const operations = Math.round(((rate ?? 0) * length) / SECOND);
  if (operations > mostOperations) {
    const message = `${String(operations)} operations are more than ${String(mostOperations)}`;
    complain('E701', [...path, 'rate'], message, { hint: 'lower the rate or the duration' });
  }
}

/** Complains of writes with a condition, of which the family of the database knows nothing. */
function refuseConditions(
  { workload, script }: ClientSpec,
  kind: string,
  path: Path,
  complain: Complain,
): void {
  const refuse = (word: string, at: Path): void => {
    const hint = 'write, delete and update have no condition';
    complain('E408', [...path, ...at], `databases of kind ${kind} know no ${word}`, { hint });
  };
  if (script === undefined && workload === 'compare-and-set') refuse(workload, ['workload']);
  (script ?? []).forEach((step, place) => {
    const word = 'do' in step ? step.do : null;
    if (word === 'insert' || word === 'compare-and-set') refuse(word, ['script', place, 'do']);
  });
}
