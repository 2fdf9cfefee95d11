/** Faults of nodes: crash, restart, pause, slow node, slow disk, clock, and operators' commands. */
import type { Tagged } from '../../databases/database.js';
import { pairs } from '../../kernel/pairs.js';
import { sampler } from '../../kernel/sampling.js';
import { eventKind } from '../events.js';
import type { Host } from '../host/host.js';
import type { Deed, Occasion } from './actions.js';
import { scheduleKeys, type FaultOf } from './schema.js';

/** Keys of a command's fault that are not the command's own. */
function isCommon(key: string): boolean {
  return key === 'command' || key === 'node' || scheduleKeys.includes(key);
}

export function crash(fault: FaultOf<'crash'>, occasion: Occasion): Deed {
  const { network, kernel } = occasion.world;
  return onNodes('crash', fault.crash, occasion, (host) => {
    if (fault.inFlight === 'drop') network.dropInFlightFrom(host.index, kernel.event);
    return host.crash(fault.disk);
  });
}

export function restart(fault: FaultOf<'restart'>, occasion: Occasion): Deed {
  return onNodes('restart', fault.restart, occasion, (host) => {
    host.restart();
    return null;
  });
}

export function pause(fault: FaultOf<'pause'>, occasion: Occasion): Deed {
  return onNodes('pause', fault.pause, occasion, (host) => host.pause());
}

export function slow(fault: FaultOf<'slow'>, occasion: Occasion): Deed {
  const { factor, by } = fault;
  return onNodes('slow', fault.slow, occasion, (host) => {
    const slowness = { factor, by };
    host.service.slow(slowness);
    return () => {
      host.service.unslow(slowness);
    };
  });
}

export function slowDisk(fault: FaultOf<'slowDisk'>, occasion: Occasion): Deed {
  return onNodes('slow disk of', fault.slowDisk, occasion, (host) => {
    const draw = sampler(fault.flush);
    host.service.slowDisk(draw);
    return () => {
      host.service.unslowDisk(draw);
    };
  });
}

export function clock(fault: FaultOf<'clock'>, occasion: Occasion): Deed {
  return onNodes('clock of', fault.clock, occasion, (host) => {
    const jump = fault.jump ?? 0;
    host.clock.jump(jump);
    const undrift = fault.drift === undefined ? null : host.timers.drift(fault.drift);
    return () => {
      host.clock.jump(-jump);
      undrift?.();
    };
  });
}

/** The act reaches the node in an event of its own, as messages do. */
export function command(fault: FaultOf<'command'>, occasion: Occasion): Deed {
  const { kernel } = occasion.world;
  const own = pairs(fault as Record<string, unknown>).filter(([key]) => !isCommon(key));
  return onNodes(`command ${fault.command} to`, fault.node, occasion, (host) => {
    const act: Tagged = { ...Object.fromEntries(own), kind: fault.command };
    kernel.schedule(kernel.now, eventKind.command, host.index, 0, act);
    return null;
  });
}

/** Does something to each node that the targets name; what each answers takes it back. */
function onNodes(
  verb: string,
  names: readonly string[],
  { targets, world }: Occasion,
  act: (host: Host) => (() => void) | null,
): Deed {
  const nodes = targets.nodes(names);
  const named = nodes.map((node) => world.nameOf(node)).join(' ');
  return {
    summary: `${verb} ${nodes.length === 0 ? 'nothing' : named}`,
    nodes,
    begin() {
      const hosts = world.hosts.filter((host) => nodes.includes(host.index));
      const undo = hosts.map(act).filter((back) => back !== null);
      if (undo.length === 0) return null;
      return () => {
        for (const back of undo) back();
      };
    },
  };
}
