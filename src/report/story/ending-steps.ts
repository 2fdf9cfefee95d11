/** How writes end in a story: what took their copies away, and whether the last strong read has them. */
import type { Operation, WriteId } from '../../history/operation.js';
import type { Instant } from '../../kernel/time.js';
import type { TraceEvent } from '../../kernel/trace.js';
import type { Run } from '../../simulation/run.js';
import { eventOf, messageName, type TracedCopy } from './evidence.js';
import { step, type Step, type Telling } from './telling.js';

/** What took each copy away. `what` names the write where a story tells of several. */
export function departureSteps(
  copies: readonly TracedCopy[],
  trace: readonly TraceEvent[],
  what = 'it',
): readonly Step[] {
  return copies.flatMap(({ node, left }) => {
    if (left === null) return [];
    const input = eventOf(trace, left.event)?.input;
    const order = input?.kind === 'message' ? ` on ${messageName(input)} from ${input.from}` : '';
    const departed = departures[left.kind](what);
    return [step(left.at, left.event, `${node} ${departed}${order}${gaveWay(left.other)}.`)];
  });
}

const departures = {
  'rolled-back': (what: string) => `cuts ${what} from its log`,
  erased: (what: string) => `crashes before the write was durable there, and forgets ${what}`,
  discarded: (what: string) => `drops ${what} while resolving a conflict`,
  merged: (what: string) => `folds ${what} into another write`,
} as const;

function gaveWay(other: WriteId): string {
  return other === 0 ? '' : `, in favour of ${other}`;
}

/**
 * The strong read after settling. It stands at the end of the story, so at the last event until
 * then.
 */
export function finalReadSteps(operation: Operation, { run, values }: Telling): readonly Step[] {
  const { key } = operation;
  const read = run.chronicle.finalReads.get(key);
  if (read === undefined) return [];
  const event = lastEventUntil(run, read.at);
  if (read.versions === null) {
    return [step(read.at, event, `No node can serve a strong read of ${key} at the end.`)];
  }
  const answer = `A strong read of ${key} at the end returns ${values.returned(key, read.versions)}`;
  return [step(read.at, event, `${answer}: ${verdictOn(operation, read.versions)}.`)];
}

function verdictOn({ kind, write }: Operation, versions: readonly WriteId[]): string {
  if (kind === 'delete') return versions.length === 0 ? 'it stays deleted' : 'the key has a value';
  return versions.includes(write) ? 'it is there' : `${write} is not there`;
}

function lastEventUntil({ trace, events }: Run, at: Instant): number {
  return trace?.findLast((event) => event.at <= at)?.number ?? events;
}
