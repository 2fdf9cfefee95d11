/** Faults: each has one beginning, within the run, and an effect. */
import { formatDuration } from '../../kernel/time.js';
import type { FaultAction } from '../../simulation/nemesis/schema.js';
import { acted, type ActedFault } from '../acted-fault.js';
import type { Parts } from '../parts.js';
import type { Complain, Path } from '../problem.js';
import { checkPartition } from './partition.js';

const mostOccurrences = 10_000;

/** Qualities of links and nodes, and scripts for messages: without a beginning they hold from the start. */
const standing: ReadonlySet<FaultAction> = new Set<FaultAction>([
  ...(['lag', 'loss', 'duplicate', 'bandwidth', 'message', 'slow', 'slowDisk'] as const),
]);

/** Acts that are over at once. */
const momentary: ReadonlySet<FaultAction> = new Set<FaultAction>(['restart', 'command']);

/** Complains of faults that contradict themselves, or never happen. */
export function checkFaults(parts: Parts, complain: Complain): void {
  parts.faults.forEach((fault, index) => {
    if (fault === null) return;
    const path = ['faults', index];
    const one = acted(fault);
    checkBeginning(one, path, complain);
    checkEnd(one, parts, path, complain);
    checkRepetition(one, parts.duration, path, complain);
    checkEffect(one, path, complain);
    if (one.action === 'partition') checkPartition(one.fault.partition, parts, path, complain);
  });
}

function checkBeginning({ action, fault }: ActedFault, path: Path, complain: Complain): void {
  if (fault.at !== undefined && fault.when !== undefined) {
    const hint = 'when: { event: …, after: 5s } waits a while after the event';
    complain('E504', [...path, 'when'], 'a fault begins at a time or when something happens', {
      hint,
      on: 'key',
    });
  }
  if (fault.at === undefined && fault.when === undefined && !standing.has(action)) {
    const hint = 'write for example at: 5s, or when: crashed';
    complain('E503', [...path, action], `this ${action} has no beginning`, { hint, on: 'key' });
  }
}

function checkEnd(
  { action, fault }: ActedFault,
  { duration, settle }: Parts,
  path: Path,
  complain: Complain,
): void {
  if (fault.for !== undefined && momentary.has(action)) {
    complain('E405', [...path, 'for'], `a ${action} is over at once, so for means nothing here`, {
      on: 'key',
    });
  }
  if (fault.at === undefined || duration === null) return;
  // What ends another fault may still come while the cluster settles.
  const last = action === 'restart' ? duration + (settle ?? 0) : duration;
  if (fault.at < last) return;
  const message = `this fault never begins: the run is over at ${formatDuration(last)}`;
  complain('E505', [...path, 'at'], message);
}

function checkRepetition(
  { fault }: ActedFault,
  duration: number | null,
  path: Path,
  complain: Complain,
): void {
  const { every, times } = fault;
  if (every === undefined) {
    if (times === undefined) return;
    const hint = 'every says at which interval';
    const message = 'times means nothing without every';
    complain('E405', [...path, 'times'], message, { hint, on: 'key' });
    return;
  }
  if (fault.for !== undefined && every < fault.for) {
    const message = `this begins again before it ends: it takes ${formatDuration(fault.for)}`;
    complain('E506', [...path, 'every'], message);
  }
  const occurrences = Math.min(
    times ?? Number.POSITIVE_INFINITY,
    ((duration ?? 0) - (fault.at ?? 0)) / every,
  );
  if (occurrences > mostOccurrences) {
    const message = `this begins more than ${String(mostOccurrences)} times`;
    complain('E701', [...path, 'every'], message, { hint: 'a longer interval, or times: 100' });
  }
}

function checkEffect(one: ActedFault, path: Path, complain: Complain): void {
  if (one.action === 'clock' && one.fault.jump === undefined && one.fault.drift === undefined) {
    const hint = 'write for example jump: -200ms or drift: 200ppm';
    complain('E501', [...path, 'clock'], 'this clock neither jumps nor drifts', {
      hint,
      on: 'key',
    });
  }
  if (one.action === 'slow' && one.fault.factor === 1 && one.fault.by === 0) {
    const hint = 'write for example factor: 10 or by: 5ms';
    complain('E501', [...path, 'slow'], 'this slows nothing down', { hint, on: 'key' });
  }
}
