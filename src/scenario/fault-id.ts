/**
 * Ids for faults that have none: made from what the fault does and when, so that they say something in
 * reports, and stay the same when other faults come and go. They name the fault's random stream.
 */
import { formatDuration } from '../kernel/time.js';
import type { FaultSpec, LinksSpec } from '../simulation/nemesis/schema.js';
import { acted, type ActedFault } from './acted-fault.js';

/** The id of each fault; null where there is no fault. Given ids are kept, repeated ones get a number. */
export function faultIds(faults: readonly (FaultSpec | null)[]): (string | null)[] {
  const taken = new Set(faults.flatMap((fault) => (fault?.id === undefined ? [] : [fault.id])));
  return faults.map((fault) => {
    if (fault === null) return null;
    if (fault.id !== undefined) return fault.id;
    const id = firstFree(contentId(fault), taken);
    taken.add(id);
    return id;
  });
}

function firstFree(id: string, taken: ReadonlySet<string>): string {
  let number = 1;
  let free = id;
  while (taken.has(free)) {
    number += 1;
    free = `${id}-${String(number)}`;
  }
  return free;
}

/** `crash-primary-at-20s`, `partition-n1-n2+n3-at-5s`, `loss-when-promoted`. */
function contentId(fault: FaultSpec): string {
  const begin =
    fault.at !== undefined
      ? ['at', formatDuration(fault.at)]
      : fault.when !== undefined
        ? ['when', fault.when.event]
        : [];
  return [...contentOf(acted(fault)), ...begin].join('-').replaceAll(/\s+/gu, '-');
}

function contentOf({ action, fault }: ActedFault): readonly string[] {
  switch (action) {
    case 'partition': {
      const groups = fault.partition;
      return 'from' in groups
        ? [action, 'from', all(groups.from), 'to', all(groups.to)]
        : [action, ...groups.map(all)];
    }
    case 'isolate':
      return [action, all(fault.isolate)];
    case 'crash':
      return [action, all(fault.crash)];
    case 'restart':
      return [action, all(fault.restart)];
    case 'pause':
      return [action, all(fault.pause)];
    case 'slow':
      return [action, all(fault.slow)];
    case 'slowDisk':
      return [action, all(fault.slowDisk)];
    case 'clock':
      return [action, all(fault.clock)];
    case 'lag':
    case 'loss':
    case 'duplicate':
      return [action, ...(fault.kind === undefined ? [] : [fault.kind]), ...linkText(fault.on)];
    case 'bandwidth':
      return [action, ...linkText(fault.on)];
    case 'command':
      return [fault.command, all(fault.node)];
    case 'message': {
      const { kind, nth, from, to } = fault.message;
      return [action, kind, String(nth), 'from', all(from), 'to', all(to)];
    }
  }
}

function all(names: readonly string[]): string {
  return names.join('+');
}

function linkText(on: LinksSpec | undefined): readonly string[] {
  if (on === undefined) return [];
  if ('between' in on) return on.between.map(all);
  return [
    ...(on.from === undefined ? [] : ['from', all(on.from)]),
    ...(on.to === undefined ? [] : ['to', all(on.to)]),
  ];
}
