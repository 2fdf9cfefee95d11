/** Faults of nodes: crash, restart, pause, slow node, slow disk, clock, and operators' commands. */
import type { Tagged } from '../../databases/database.js';
import { pairs } from '../../kernel/pairs.js';
import { sampler } from '../../kernel/sampling.js';
import type { Host } from '../host/host.js';
import type { Applied, Occasion } from './actions.js';
import { scheduleKeys, type FaultOf } from './schema.js';

/** Keys of a command's fault that are not the command's own. */
function isCommon(key: string): boolean {
  return key === 'command' || key === 'node' || scheduleKeys.includes(key);
}

export function crash(fault: FaultOf<'crash'>, occasion: Occasion): Applied {
  const { network, kernel } = occasion.world;
  return onNodes('crash', fault.crash, occasion, (host) => {
    host.crash(fault.disk);
    if (fault.inFlight === 'drop') network.dropInFlightFrom(host.index, kernel.event);
    return () => {
      host.boot();
    };
  });
}

export function restart(fault: FaultOf<'restart'>, occasion: Occasion): Applied {
  return onNodes('restart', fault.restart, occasion, (host) => {
    host.boot();
    return null;
  });
}

export function pause(fault: FaultOf<'pause'>, occasion: Occasion): Applied {
  return onNodes('pause', fault.pause, occasion, (host) => {
    host.pause();
    return () => {
      host.resume();
    };
  });
}

export function slow(fault: FaultOf<'slow'>, occasion: Occasion): Applied {
  const { factor, by } = fault;
  return onNodes('slow', fault.slow, occasion, (host) => {
    const slowness = { factor, by };
    host.service.slow(slowness);
    return () => {
      host.service.unslow(slowness);
    };
  });
}

export function slowDisk(fault: FaultOf<'slowDisk'>, occasion: Occasion): Applied {
  return onNodes('slow disk of', fault.slowDisk, occasion, (host) => {
    const draw = sampler(fault.flush);
    host.service.slowDisk(draw);
    return () => {
      host.service.unslowDisk(draw);
    };
  });
}

export function clock(fault: FaultOf<'clock'>, occasion: Occasion): Applied {
  return onNodes('clock of', fault.clock, occasion, (host) => {
    const before = host.clock.drift;
    const jump = fault.jump ?? 0;
    host.clock.jump(jump);
    if (fault.drift !== undefined) host.timers.setDrift(fault.drift);
    return () => {
      host.clock.jump(-jump);
      if (fault.drift !== undefined) host.timers.setDrift(before);
    };
  });
}

export function command(fault: FaultOf<'command'>, occasion: Occasion): Applied {
  const own = pairs(fault as Record<string, unknown>).filter(([key]) => !isCommon(key));
  return onNodes(`command ${fault.command} to`, fault.node, occasion, (host) => {
    const act: Tagged = { ...Object.fromEntries(own), kind: fault.command };
    host.command(act);
    return null;
  });
}

/** Does something to each node that the targets name; what each answers takes it back. */
function onNodes(
  verb: string,
  names: readonly string[],
  { targets, world }: Occasion,
  act: (host: Host) => (() => void) | null,
): Applied {
  const nodes = targets.nodes(names);
  const undo = nodes.flatMap((node) => {
    const host = world.hosts[node];
    const back = host === undefined ? null : act(host);
    return back === null ? [] : [back];
  });
  return {
    summary: `${verb} ${nodes.length === 0 ? 'nothing' : nodes.map((node) => world.nameOf(node)).join(' ')}`,
    nodes,
    missed: nodes.length === 0 ? names : [],
    end:
      undo.length === 0
        ? null
        : () => {
            for (const back of undo) back();
          },
  };
}
