/**
 * The Mermaid diagram, read again by a small parser of just the statements it uses, which takes nothing that
 * Mermaid's own grammar might take for something else; and compared with the trace.
 */
import { describe, expect, it } from 'vitest';
import type { TraceEffect, TraceEvent } from '../../src/kernel/trace.js';
import { mermaidLines, type MermaidOptions } from '../../src/report/export/mermaid.js';
import type { Run } from '../../src/simulation/run.js';
import { chronicleOf } from '../support/chronicle.js';
import { eventAt, runOf } from '../support/run.js';
import { eventful, failover } from './traced.js';

interface Message {
  readonly from: string;
  readonly arrow: string;
  readonly to: string;
  readonly text: string;
}

interface Note {
  readonly over: readonly string[];
  readonly text: string;
}

interface Diagram {
  readonly participants: readonly string[];
  readonly steps: readonly (Message | Note)[];
  readonly messages: readonly Message[];
  readonly notes: readonly Note[];
}

/** Neither the end of a statement, nor a comment, a directive, mark-up or a formula; entities by number. */
const text = String.raw`(?<text>(?:[^#;%<>&$\\\n:]|:(?= )|#\d+;)+)`;
const participantLine = new RegExp(`^ {4}participant (?<id>p\\d+) as ${text}$`, 'u');
const noteLine = new RegExp(`^ {4}Note over (?<first>p\\d+)(?:,(?<last>p\\d+))?: ${text}$`, 'u');
const messageLine = new RegExp(
  `^ {4}(?<from>p\\d+)(?<arrow>->>|-->>|-x|--x)(?<to>p\\d+): ${text}$`,
  'u',
);

function decoded(escaped = ''): string {
  return escaped.replaceAll(/#(\d+);/gu, (_entity, code: string) =>
    String.fromCharCode(Number(code)),
  );
}

function diagram(run: Run, options?: MermaidOptions): Diagram {
  const [first, ...lines] = [...mermaidLines(run, options)];
  expect(first).toBe('sequenceDiagram\n');
  const names = new Map<string, string>();
  const named = (id = ''): string => {
    const name = names.get(id);
    if (name === undefined) throw new Error(`${id} takes no part`);
    return name;
  };
  const steps = lines.flatMap((line): (Message | Note)[] => {
    expect(line.endsWith('\n')).toBe(true);
    const participant = participantLine.exec(line.trimEnd())?.groups;
    if (participant !== undefined) {
      names.set(participant['id'] ?? '', decoded(participant['text']));
      return [];
    }
    const note = noteLine.exec(line.trimEnd())?.groups;
    if (note !== undefined) {
      const over = [note['first'], note['last']].filter((id) => id !== undefined).map(named);
      return [{ over, text: decoded(note['text']) }];
    }
    const message = messageLine.exec(line.trimEnd())?.groups;
    if (message === undefined) throw new Error(`not understood: ${line}`);
    const { from, arrow = '', to } = message;
    return [{ from: named(from), arrow, to: named(to), text: decoded(message['text']) }];
  });
  const messages = steps.filter((one): one is Message => 'arrow' in one);
  const notes = steps.filter((one): one is Note => 'over' in one);
  return { participants: [...names.values()], steps, messages, notes };
}

const small = chronicleOf({ nodes: ['n1', 'n2', 'n3'] });
const write = small.write('x', 1, 4);
small.fault('crash', ['n2'], 5, 8).milestone('crashed', 'n2', 5).milestone('restarted', 'n2', 8);
const chronicle = small.read('x', 9, 10, [write]).milestone('promoted', 'n3', 7).chronicle();

const hello = { kind: 'hello', round: 2 };

function send(
  message: number,
  [from, to]: readonly [string, string],
  arrivesAt: readonly number[],
  disposition: string | null = null,
): TraceEffect {
  return { kind: 'send', message, from, to, body: hello, arrivesAt, disposition };
}

function tick(milliseconds: number, effects: readonly TraceEffect[]): TraceEvent {
  return eventAt(milliseconds, { kind: 'timer', node: 'n1', timer: 'tick' }, effects);
}

function drawn(trace: readonly TraceEvent[], options?: MermaidOptions): readonly string[] {
  const lines = [...mermaidLines(runOf(chronicle, { trace }), options)];
  return lines.filter((line) => !line.includes('participant')).map((line) => line.trim());
}

describe('the sequence diagram', () => {
  it('draws a request when it arrives and its reply dotted, with what was asked and answered', () => {
    const trace = [
      eventAt(1, { kind: 'client', client: 'app.1', step: 'step' }, [
        { kind: 'invoke', client: 'app.1', operation: 1, summary: 'write x = 1' },
        { kind: 'ask', message: 1, to: 'n1', operation: 1, arrivesAt: [3000], disposition: null },
      ]),
      eventAt(
        3,
        { kind: 'request', node: 'n1', client: 'app.1', message: 1, operation: 1, attempt: 1 },
        [
          {
            kind: 'answer',
            message: 2,
            to: 'app.1',
            operation: 1,
            body: { kind: 'ok' },
            arrivesAt: [4000],
            disposition: 'sent again',
          },
        ],
      ),
      eventAt(4, {
        kind: 'reply',
        client: 'app.1',
        from: 'n1',
        message: 2,
        operation: 1,
        body: { kind: 'ok' },
      }),
    ];
    expect([...mermaidLines(runOf(chronicle, { trace }))].join('')).toBe(`sequenceDiagram
    participant p1 as app.1
    participant p2 as n1
    participant p3 as n2
    participant p4 as n3
    p1->>p2: 0.003 s write x = 1, 2 ms on the way
    p2-->>p1: 0.004 s ok, 1 ms on the way, sent again
`);
  });

  it('ends lost messages in a cross: where they were dropped, or where nobody took them', () => {
    const trace = [
      tick(1, [send(1, ['n1', 'n2'], [], 'dropped by partition-1'), send(2, ['n1', 'n2'], [2000])]),
      eventAt(2, {
        kind: 'ignored',
        node: 'n2',
        what: 'message hello #2',
        why: 'the node is down',
      }),
    ];
    expect(drawn(trace)).toEqual([
      'sequenceDiagram',
      'p1-xp2: 0.001 s hello {round: 2}, dropped by partition-1',
      'p1-xp2: 0.002 s hello {round: 2}, 1 ms on the way, the node is down',
    ]);
  });

  it('draws a copy again, and a message that waits for its node once', () => {
    const arrives = { kind: 'message', node: 'n2', from: 'n1', message: 1, body: hello } as const;
    const trace = [
      tick(1, [send(1, ['n1', 'n2'], [2000, 4000], 'duplicated')]),
      eventAt(2, arrives),
      eventAt(3, arrives),
      eventAt(4, arrives),
      eventAt(5, arrives),
    ];
    expect(drawn(trace).slice(1)).toEqual([
      'p1->>p2: 0.002 s hello {round: 2}, 1 ms on the way, duplicated',
      'p1->>p2: 0.004 s hello {round: 2}, 3 ms on the way, duplicated',
    ]);
  });

  it('draws what was sent before the window, and counts what is still on its way after it', () => {
    const arrives = { kind: 'message', node: 'n2', from: 'n3', message: 1, body: hello } as const;
    const trace = [
      eventAt(2, arrives),
      eventAt(3, arrives),
      tick(4, [send(2, ['n1', 'n2'], [9000])]),
    ];
    expect(drawn(trace).slice(1)).toEqual([
      'p3->>p2: 0.002 s hello {round: 2}',
      'Note over p1,p3: 0.004 s 1 message still on the way',
    ]);
  });

  it('notes faults over whom they touch, what nodes announce, and operations that nobody answered', () => {
    const fault = { kind: 'fault', fault: 'crash-1', summary: 'crash n2' } as const;
    const trace = [
      eventAt(5, { ...fault, phase: 'begins' }),
      eventAt(6, { kind: 'client', client: 'app.1', step: 'timeout' }, [
        {
          kind: 'complete',
          client: 'app.1',
          operation: 1,
          outcome: 'info',
          summary: 'write x = 1',
        },
      ]),
      eventAt(7, { kind: 'timer', node: 'n3', timer: 'election' }),
      eventAt(8, { ...fault, phase: 'ends' }),
    ];
    expect(drawn(trace).slice(1)).toEqual([
      'Note over p3: 0.005 s crash n2 begins',
      'Note over p1: 0.006 s write x = 1 ends info',
      'Note over p4: 0.007 s promoted',
      'Note over p3: 0.008 s crash n2 ends',
      'Note over p3: 0.008 s restarted',
    ]);
  });

  it('escapes what Mermaid would take for its own', () => {
    const hostile = '#1; %%{init: {}}%% <b>&amp;$$x$$</b> style:y\n\\end "q"';
    const body = { kind: hostile };
    const trace = [
      eventAt(1, { kind: 'message', node: 'n2', from: 'end', message: 1, body }),
      eventAt(2, { kind: 'message', node: 'n2', from: 'a;b#c', message: 2, body }),
    ];
    const { participants, messages } = diagram(runOf(chronicle, { trace }));
    expect(participants).toEqual(['end', 'a;b#c', 'n1', 'n2', 'n3']);
    const shown = `${hostile.replace('\n', '·').slice(0, 47)}…`;
    expect(messages.map((one) => one.text)).toEqual([`0.001 s ${shown}`, `0.002 s ${shown}`]);
  });

  it('keeps to a node and to those that it speaks with', () => {
    const trace = [
      tick(1, [send(1, ['n1', 'n2'], []), send(2, ['n1', 'n3'], [])]),
      eventAt(7, { kind: 'timer', node: 'n3', timer: 'election' }),
    ];
    const whole = diagram(runOf(chronicle, { trace }), { node: 'n2' });
    expect(whole.participants).toEqual(['n1', 'n2']);
    expect(whole.messages.map(({ from, to }) => [from, to])).toEqual([['n1', 'n2']]);
    expect(whole.notes).toEqual([]);
  });

  it('says how much it leaves out', () => {
    const run = failover();
    const whole = diagram(run, { limit: 1_000_000 });
    const { steps } = diagram(run, { limit: 30 });
    expect(steps.slice(0, 30)).toEqual(whole.steps.slice(0, 30));
    expect(steps).toHaveLength(31);
    const rest = whole.steps.slice(30);
    const messages = rest.filter((one) => 'arrow' in one).length;
    const notes = rest.length - messages;
    expect(messages).toBeGreaterThan(100);
    expect(steps.at(-1)?.text).toMatch(
      new RegExp(
        `^[\\d.]+ s from here on ${messages} messages and ${notes} notes are left out$`,
        'u',
      ),
    );
    expect(diagram(run).steps).toHaveLength(201);
  });

  it('tells a failover: the crash, the promotion, the clients that give up, the node that returns', () => {
    const { notes, participants } = diagram(failover(), { limit: 1_000_000 });
    const told = notes.map(
      ({ over, text: what }) => `${over.join()} ${what.replace(/^\S+ s /u, '')}`,
    );
    expect(told).toEqual(
      expect.arrayContaining([
        'n1 crash n1 begins',
        expect.stringMatching(/^n[23] promoted$/u),
        expect.stringMatching(/^app\.\d write k\d = \d+ ends info$/u),
        'n1 crash n1 ends',
        'n1 restarted',
      ]),
    );
    expect(participants.slice(-3)).toEqual(['n1', 'n2', 'n3']);
  });

  it('draws every message of a rough run as often as it arrived or was lost', () => {
    const run = eventful({ trace: true });
    const { messages } = diagram(run, { limit: 1_000_000 });
    const events = run.trace ?? [];
    const isDraft = ({ kind }: TraceEffect): boolean =>
      kind === 'send' || kind === 'ask' || kind === 'answer';
    const sendings = events.flatMap(({ effects }) => effects.filter(isDraft));
    const never = sendings.filter((one) => 'arrivesAt' in one && one.arrivesAt.length === 0);
    const arrivals = sendings.flatMap((one) => ('arrivesAt' in one ? one.arrivesAt : []));
    expect(never.length).toBeGreaterThan(10);
    expect(messages).toHaveLength(never.length + arrivals.length);
    const refused = events.filter(
      ({ input }) => input.kind === 'ignored' && /(?:#|operation )\d+$/u.test(input.what),
    );
    const lost = messages.filter(({ arrow }) => arrow.endsWith('x'));
    expect(lost).toHaveLength(never.length + refused.length);
  });
});
