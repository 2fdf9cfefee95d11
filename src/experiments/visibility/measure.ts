/** What the probing clients of one or many runs saw: how many reads were fresh after each wait, and how long operations took. */
import type { Chronicle } from '../../history/chronicle.js';
import type { Operation } from '../../history/operation.js';
import { MICROSECOND, type Duration } from '../../kernel/time.js';
import type { Run } from '../../simulation/run.js';
import type { Probing } from './probe.js';

/** Reads of one wait. All counts add up over runs. */
export interface Seen {
  /** Between the acknowledgement and the beginning of the read. */
  readonly wait: Duration;
  readonly versions: number;
  /** Of an acknowledged write, and answered. */
  reads: number;
  /** By how many versions behind the newest: 0 is the newest. What saw none of the key's counts as all of them behind. */
  readonly behind: number[];
}

export interface Measured {
  readonly seen: Seen[];
  /** Of what was answered. */
  readonly writeLatencies: Duration[];
  readonly readLatencies: Duration[];
  /** Not acknowledged, not answered. */
  unanswered: { writes: number; reads: number };
}

export function nothingMeasured(): Measured {
  return { seen: [], writeLatencies: [], readLatencies: [], unanswered: { writes: 0, reads: 0 } };
}

/** Adds what one run shows. */
export function measure(
  measured: Measured,
  { chronicle }: Pick<Run, 'chronicle'>,
  groups: ReadonlyMap<string, Probing>,
): void {
  for (const operation of chronicle.operations) count(measured, operation);
  for (const { group, writes, read } of trialsIn(chronicle)) {
    const probing = groups.get(group);
    if (probing === undefined || !isWhole(writes, read, probing)) continue;
    const seen = seenAt(measured, probing);
    const newest = writes.findLastIndex(({ write }) => read.versions?.includes(write));
    const behind = writes.length - 1 - newest;
    seen.reads += 1;
    seen.behind[behind] = (seen.behind[behind] ?? 0) + 1;
  }
}

function count(measured: Measured, { kind, outcome, invokedAt, completedAt }: Operation): void {
  const isRead = kind === 'read';
  if (outcome !== 'ok') {
    measured.unanswered[isRead ? 'reads' : 'writes'] += outcome === null ? 0 : 1;
    return;
  }
  const latencies = isRead ? measured.readLatencies : measured.writeLatencies;
  latencies.push((completedAt ?? invokedAt) - invokedAt);
}

interface Trial {
  readonly group: string;
  readonly writes: readonly Operation[];
  readonly read: Operation;
}

/** Each read with the writes of its key before it, all by the same session. */
function* trialsIn({ operations }: Chronicle): Generator<Trial> {
  const open = new Map<string, Operation[]>();
  for (const operation of operations) {
    const { client, group, kind } = operation;
    const writes = open.get(client) ?? [];
    if (kind === 'read') {
      open.delete(client);
      yield { group, writes, read: operation };
    } else {
      writes.push(operation);
      open.set(client, writes);
    }
  }
}

/** Whether all was answered: a write that nobody acknowledged has nothing to be visible from. */
function isWhole(writes: readonly Operation[], read: Operation, { versions }: Probing): boolean {
  return (
    writes.length === versions &&
    read.outcome === 'ok' &&
    writes.every(({ outcome }) => outcome === 'ok')
  );
}

function seenAt({ seen }: Measured, { wait, versions }: Probing): Seen {
  const known = seen.find((one) => one.wait === wait && one.versions === versions);
  if (known !== undefined) return known;
  const fresh = { wait, versions, reads: 0, behind: new Array<number>(versions + 1).fill(0) };
  seen.push(fresh);
  return fresh;
}

/** How many reads returned one of the newest `versions` versions. */
export function withinOf({ behind }: Seen, versions: number): number {
  return behind.slice(0, versions).reduce((sum, reads) => sum + reads, 0);
}

/** Nobody acts at the instant of an answer, so this is at once. */
export const atOnce: Duration = MICROSECOND;
