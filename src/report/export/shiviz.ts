/**
 * A trace for ShiViz, which draws it as a space-time diagram: a line an event, with the host it happened on,
 * its vector clock, its time and what it was. Nodes, sessions and the nemesis are hosts.
 */
import type { TraceEvent } from '../../kernel/trace.js';
import { printable } from '../../scenario/frame.js';
import type { Run } from '../../simulation/run.js';
import { effectText, inputText } from '../trace-text.js';
import { VectorClocks } from './clocks.js';
import { milestonesByEvent, whereOf } from '../where.js';

/** What ShiViz needs to be told to read the lines. The groups are its own, but for `at`. */
export const shivizExpression = String.raw`(?<host>\S+) (?<clock>\{\S+\}) (?<at>\S+) (?<event>.+)`;

/**
 * The lines: how to read them, then the events that the run has kept. A crash happens to its node, too,
 * so it has a line there besides the one of the fault.
 */
export function* shivizLines({ trace, chronicle }: Run): Generator<string> {
  yield `ShiViz reads this with the log parsing regular expression ${shivizExpression}\n`;
  const events = trace ?? [];
  const clocks = new VectorClocks(events);
  const line = (host: string, clock: Clock, event: TraceEvent, text: string): string =>
    `${host} ${clockText(clocks.hosts, clock)} ${inSeconds(event)} ${printable(text)}\n`;
  const announced = milestonesByEvent(chronicle.milestones);
  for (const event of events) {
    const host = whereOf(event);
    if (host === null) continue;
    const clock = clocks.count(event, host);
    yield line(host, clock, event, describe(event));
    for (const { event: what, node } of announced.get(event.number) ?? []) {
      if (what !== 'crashed') continue;
      yield line(node, clocks.countFrom(clock, node), event, 'crashes');
    }
  }
}

type Clock = ReturnType<VectorClocks['count']>;

/** As JSON without spaces; hosts that were never heard of are left out. */
function clockText(hosts: readonly string[], clock: Clock): string {
  const entries = hosts.flatMap((host, index) => {
    const count = clock[index];
    return count === undefined ? [] : [`${JSON.stringify(host)}:${count}`];
  });
  return `{${entries.join(',')}}`;
}

function inSeconds({ at }: TraceEvent): string {
  return `${(at / 1_000_000).toFixed(6)}s`;
}

/** What happened, and what came of it for operations and people. */
function describe({ input, effects }: TraceEvent): string {
  const told = effects.filter(
    ({ kind }) => kind === 'invoke' || kind === 'complete' || kind === 'note',
  );
  const isToldAnyway = input.kind === 'client' && told.some(({ kind }) => kind === 'invoke');
  return [...(isToldAnyway ? [] : [inputText(input)]), ...told.map(effectText)].join('; ');
}
