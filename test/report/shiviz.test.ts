/**
 * The export for ShiViz, read again with the expression that it names and judged by the rules that ShiViz
 * has for vector clocks; and its happened-before against the causes in the trace, found in another way.
 */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../../src/kernel/trace.js';
import { shivizExpression, shivizLines } from '../../src/report/export/shiviz.js';
import type { Run } from '../../src/simulation/run.js';
import { chronicleOf } from '../support/chronicle.js';
import { eventAt, runOf } from '../support/run.js';
import { eventful, failover } from './traced.js';

interface Parsed {
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
  readonly at: string;
  readonly event: string;
}

/** As ShiViz does it: everything that the expression finds in the text, the rest is passed over. */
function parse(text: string): readonly Parsed[] {
  return [...text.matchAll(new RegExp(shivizExpression, 'gmu'))].map(({ groups = {} }) => {
    const { host = '', clock = '', at = '', event = '' } = groups;
    return { host, clock: JSON.parse(clock) as Parsed['clock'], at, event };
  });
}

function exported(run: Run): readonly Parsed[] {
  const lines = [...shivizLines(run)];
  const parsed = parse(lines.join(''));
  expect(parsed).toHaveLength(lines.length - 1);
  return parsed;
}

/** What a clock says of each host that it has heard of. */
function entries({ clock }: Parsed): readonly (readonly [string, number])[] {
  return Object.entries(clock);
}

/** Own events are counted from 1; whatever a clock names exists, came before, and is known whole. */
function checkRules(events: readonly Parsed[]): void {
  const byHost = new Map<string, Parsed[]>();
  for (const event of events) {
    const own = byHost.get(event.host) ?? [];
    expect(event.clock[event.host]).toBe(own.length + 1);
    const sources = entries(event).flatMap(([host, count]) => {
      expect(Number.isInteger(count) && count >= 1).toBe(true);
      if (host === event.host) return own.at(-1) ?? [];
      const source = byHost.get(host)?.[count - 1];
      if (source === undefined) throw new Error(`${event.event}: ${host} ${count} is to come`);
      return source;
    });
    // No more than what those events knew, and all of it.
    const known: Record<string, number> = { [event.host]: own.length + 1 };
    for (const [host, count] of sources.flatMap(entries)) {
      known[host] = Math.max(known[host] ?? 0, count);
    }
    expect(event.clock).toEqual(known);
    byHost.set(event.host, [...own, event]);
  }
}

/** By event, which events its own place, its message or its fault put before it: 1 at their indices. */
function causalPast(run: Run, events: readonly Parsed[]): readonly Uint8Array[] {
  const pasts: Uint8Array[] = [];
  const lastOn = new Map<string, number>();
  const sentIn = new Map<number, number>();
  const lineOf = new Map<number, number>();
  const add = (parents: readonly (number | undefined)[]): number => {
    const index = pasts.length;
    const { host } = events[index] as Parsed;
    const past = new Uint8Array(index);
    for (const parent of [lastOn.get(host), ...parents]) {
      if (parent === undefined) continue;
      past[parent] = 1;
      pasts[parent]?.forEach((isBefore, earlier) => {
        if (isBefore === 1) past[earlier] = 1;
      });
    }
    pasts.push(past);
    lastOn.set(host, index);
    return index;
  };
  for (const event of run.trace ?? []) {
    if (isIdle(event)) continue;
    const { input, cause, number, effects } = event;
    const isCaused = input.kind === 'start' || input.kind === 'command' || input.kind === 'fault';
    const parent = 'message' in input ? sentIn.get(input.message) : undefined;
    const index = add([parent, isCaused ? lineOf.get(cause) : undefined]);
    lineOf.set(number, index);
    for (const effect of effects) {
      if ('message' in effect && input.kind !== 'fault') sentIn.set(effect.message, index);
    }
    while (events[pasts.length]?.event === 'crashes') add([index]);
  }
  return pasts;
}

/** A client group finds that it has nothing more to begin. */
function isIdle({ input, effects }: TraceEvent): boolean {
  return input.kind === 'client' && input.step === 'begin' && effects.length === 0;
}

/** Every pair of events is ordered by the clocks if and only if it is by the causes. */
function checkCauses(run: Run): void {
  const events = exported(run);
  const pasts = causalPast(run, events);
  expect(pasts).toHaveLength(events.length);
  const clocks = events.map(entries);
  pasts.forEach((past, after) => {
    const later = (events[after] as Parsed).clock;
    const before = clocks.slice(0, after).map((clock) => {
      return clock.every(([host, count]) => count <= (later[host] ?? 0)) ? 1 : 0;
    });
    expect(Buffer.compare(Uint8Array.from(before), past)).toBe(0);
  });
}

const whole = eventful({ trace: { from: 0, to: 450_000 } });

describe('the export for ShiViz', () => {
  it('says in its first line how to read it, which is no event itself', () => {
    const [first = ''] = shivizLines(whole);
    expect(first).toContain(` ${shivizExpression}\n`);
    expect(parse(first)).toEqual([]);
  });

  it('has a line for every event of a node, and for every crash', () => {
    const trace = (whole.trace ?? []).filter((event) => !isIdle(event));
    const crashes = whole.chronicle.milestones.filter(({ event }) => event === 'crashed');
    expect(crashes.length).toBeGreaterThan(2);
    const events = exported(whole);
    expect(events).toHaveLength(trace.length + crashes.length);
    for (const node of ['n1', 'n2', 'n3']) {
      const here = trace.filter(({ input }) => 'node' in input && input.node === node);
      const down = crashes.filter((crash) => crash.node === node);
      const lines = events.filter(({ host }) => host === node);
      expect(lines).toHaveLength(here.length + down.length);
    }
  });

  it('keeps the rules of vector clocks', () => {
    checkRules(exported(whole));
    checkRules(exported(failover()));
  });

  it('orders two events if and only if one is a cause of the other', () => {
    checkCauses(whole);
  });

  it('does so in a window, too, where causes from before are not known', () => {
    const run = eventful({ trace: { from: 190_000, to: 330_000 } });
    expect(run.trace?.[0]?.number).toBeGreaterThan(50);
    checkRules(exported(run));
    checkCauses(run);
  });

  it('is put to the test by all that can be held: messages, requests and replies', () => {
    const trace = whole.trace ?? [];
    const kinds = new Set(
      trace.flatMap(({ input, cause }) => {
        const letGo = trace.find(({ number }) => number === cause)?.input.kind === 'fault';
        return letGo && 'message' in input ? [input.kind] : [];
      }),
    );
    expect([...kinds].sort()).toEqual(['message', 'reply', 'request']);
  });

  it('is plain to see for one message', () => {
    const story = chronicleOf({ nodes: ['n1', 'n2'] });
    const sent = { arrivesAt: [3000], disposition: null, body: { kind: 'hello' } };
    const trace = [
      eventAt(1, { kind: 'timer', node: 'n1', timer: 'tick' }, [
        { kind: 'send', message: 1, from: 'n1', to: 'n2', ...sent },
      ]),
      eventAt(2, { kind: 'timer', node: 'n1', timer: 'tick' }),
      eventAt(3, { kind: 'message', node: 'n2', from: 'n1', message: 1, body: sent.body }),
      eventAt(4, { kind: 'timer', node: 'n1', timer: 'tick' }),
    ];
    const lines = [...shivizLines(runOf(story.chronicle(), { trace }))];
    expect(lines.slice(1)).toEqual([
      'n1 {"n1":1} 0.001000s timer tick\n',
      'n1 {"n1":2} 0.002000s timer tick\n',
      'n2 {"n1":1,"n2":1} 0.003000s receives #1 from n1: hello\n',
      'n1 {"n1":3} 0.004000s timer tick\n',
    ]);
  });
});
