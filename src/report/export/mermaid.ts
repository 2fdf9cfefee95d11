/**
 * A trace as a Mermaid sequence diagram. Diagrams are for few events: after a limit the rest is counted,
 * never dropped in silence.
 */
import { printable } from '../../scenario/frame.js';
import type { Instant } from '../../kernel/time.js';
import type { Run } from '../../simulation/run.js';
import { clip, counted } from '../text/layout.js';
import { instant, lengthOf } from '../words.js';
import { sequenceOf, type Message, type Note } from './sequence.js';

export interface MermaidOptions {
  /** Only messages from or to this node, what is noted of it, and faults. */
  readonly node?: string | undefined;
  /** How many messages and notes to draw at most. */
  readonly limit?: number | undefined;
}

/** More than this is hard to read, and soon too long for Mermaid. */
const defaultLimit = 200;

const longestText = 48;

/** The diagram, line by line. */
export function* mermaidLines(run: Run, options: MermaidOptions = {}): Generator<string> {
  const { drawn, leftOut } = picture(run, options);
  const names = participants(run, options.node, drawn);
  const ids = new Map(names.map((name, index) => [name, `p${index + 1}`]));
  yield 'sequenceDiagram\n';
  for (const [name, id] of ids) yield `    participant ${id} as ${escaped(name)}\n`;
  for (const one of drawn) {
    yield one.kind === 'message' ? messageLine(one, ids) : noteLine(one, ids);
  }
  if (leftOut !== null) yield noteLine({ over: [], at: leftOut.from, text: inWords(leftOut) }, ids);
}

interface LeftOut {
  readonly from: Instant;
  messages: number;
  notes: number;
}

interface Picture {
  readonly drawn: readonly (Message | Note)[];
  readonly leftOut: LeftOut | null;
}

function picture(run: Run, { node, limit = defaultLimit }: MermaidOptions): Picture {
  const drawn: (Message | Note)[] = [];
  let leftOut: LeftOut | null = null;
  for (const one of sequenceOf(run, node ?? null)) {
    if (drawn.length < limit) {
      drawn.push(one);
    } else {
      leftOut ??= { from: one.at, messages: 0, notes: 0 };
      leftOut[one.kind === 'message' ? 'messages' : 'notes'] += 1;
    }
  }
  return { drawn, leftOut };
}

function inWords({ messages, notes }: LeftOut): string {
  const what = `${counted(messages, 'message')} and ${counted(notes, 'note')}`;
  return `from here on ${what} are left out`;
}

/** Clients as they come, then the nodes of the scenario; of one node those that it has to do with. */
function participants(
  { scenario }: Run,
  node: string | undefined,
  drawn: Picture['drawn'],
): readonly string[] {
  const { nodes } = scenario.spec.database;
  const seen = new Set<string>();
  for (const one of drawn) {
    if (one.kind === 'message') seen.add(one.from).add(one.to);
    if (one.kind === 'note') for (const name of one.over) seen.add(name);
  }
  const clients = [...seen].filter((name) => !nodes.includes(name));
  const isShown = (name: string): boolean => node === undefined || node === name || seen.has(name);
  return [...clients, ...nodes.filter(isShown)];
}

type Ids = ReadonlyMap<string, string>;

/** Replies are dotted, lost messages end in a cross. */
function messageLine(message: Message, ids: Ids): string {
  const { from, to, isReply, isLost, at, sentAt, text, fate } = message;
  const arrow = `${isReply ? '--' : '-'}${isLost ? 'x' : '>>'}`;
  const took = sentAt === null || sentAt === at ? '' : `, ${lengthOf(at - sentAt)} on the way`;
  const what = `${clip(text, longestText)}${took}${fate === null ? '' : `, ${fate}`}`;
  return `    ${ids.get(from) ?? from}${arrow}${ids.get(to) ?? to}: ${line(at, what)}\n`;
}

/** Over those whom it concerns, or over everybody. */
function noteLine({ over, at, text }: Omit<Note, 'kind'>, ids: Ids): string {
  const all = [...ids.values()];
  const concerned = [...ids].filter(([name]) => over.includes(name)).map(([, id]) => id);
  const [first = '', ...others] = concerned.length === 0 ? all : concerned;
  const last = others.at(-1);
  return `    Note over ${first}${last === undefined ? '' : `,${last}`}: ${line(at, text)}\n`;
}

function line(at: Instant, text: string): string {
  return escaped(`${instant(at)} ${text}`);
}

/**
 * Text without what Mermaid takes for its own: ends of statements, comments, directives, mark-up, formulas,
 * and entities, as which all these are written. A colon that no space follows could be the beginning of
 * a style.
 */
function escaped(text: string): string {
  return printable(text).replaceAll(
    /[#;%<>&$\\]|:(?=\S)/gu,
    (character) => `#${character.charCodeAt(0)};`,
  );
}
