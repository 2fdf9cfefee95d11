/**
 * The trace as text, for people: one line an event (number, time, where, what, and the number of
 * the event that caused it), what came of it indented below.
 */
import type { Instant } from '../kernel/time.js';
import type { TraceEffect, TraceEvent, TraceInput } from '../kernel/trace.js';
import type { Run } from '../simulation/run.js';
import { printable } from '../scenario/frame.js';
import { withSymbols, type Style } from './style.js';
import { clip, counted } from './text/layout.js';
import { jsonText } from './trace-ndjson.js';
import { receiverOf } from './where.js';

const numberWidth = 7;
const timeWidth = 12;
const whereWidth = 8;
/** Effects stand below, a little to the right of where it happened. */
const effectIndent = ' '.repeat(numberWidth + 1 + timeWidth + 2 + 2);

/** Which run this is: the first line of the text. */
export function traceHeader({ scenario, seed, events, digest }: Run, style: Style): string {
  const { paint } = style;
  const rest = `· seed ${printable(seed)} · ${counted(events, 'event')} · digest ${digest}`;
  return withSymbols(`${paint.strong(printable(scenario.spec.name))} ${paint.dim(rest)}\n`, style);
}

/** The events, each ending in a line break. Lines are clipped at the width of the style. */
export function traceText(events: readonly TraceEvent[], style: Style): string {
  const text = events
    .flatMap((event) => [eventLine(event, style), ...effectLines(event, style)])
    .map((line) => `${line}\n`)
    .join('');
  return withSymbols(text, style);
}

function eventLine({ number, at, cause, input }: TraceEvent, { paint, width }: Style): string {
  const position = `${String(number).padStart(numberWidth)} ${inSeconds(at).padStart(timeWidth)}  `;
  const where = (receiverOf(input) ?? 'fault').padEnd(whereWidth);
  const from = cause === 0 ? '' : `  ← ${cause}`;
  const room = width - position.length - where.length - 1 - from.length;
  const what = clip(printable(inputText(input)), room);
  const painted = input.kind === 'fault' ? paint.bad(what) : what;
  return `${paint.dim(position)}${paint.strong(where)} ${painted}${paint.dim(from)}`;
}

function effectLines({ effects, patches }: TraceEvent, style: Style): string[] {
  const lines = [...effects.map(effectText), ...(patches ?? []).map(patchText)];
  return lines.map((line) => {
    const clipped = clip(printable(line), style.width - effectIndent.length);
    return (
      effectIndent + (line.startsWith('✕') ? style.paint.bad(clipped) : style.paint.dim(clipped))
    );
  });
}

/** Seconds with all six digits, so that columns line up: `12.345678 s`. */
function inSeconds(at: Instant): string {
  return `${(at / 1_000_000).toFixed(6)} s`;
}

/** What an event was: `receives #4 from n1: append {index: 3}`. */
export function inputText(input: TraceInput): string {
  switch (input.kind) {
    case 'start':
      return input.incarnation > 1 ? `starts again, incarnation ${input.incarnation}` : 'starts';
    case 'message':
      return `receives #${input.message} from ${input.from}: ${bodyText(input.body)}`;
    case 'request': {
      const again = input.attempt > 1 ? `, attempt ${input.attempt}` : '';
      return `is asked by ${input.client} for operation ${input.operation}${again}`;
    }
    case 'reply':
      return `hears from ${input.from} on operation ${input.operation}: ${bodyText(input.body)}`;
    case 'timer':
      return `timer ${input.timer}`;
    case 'flushed':
      return `flush ${input.mark} is durable`;
    case 'command':
      return `is told to ${bodyText(input.body)}`;
    case 'client':
      return input.step;
    case 'fault':
      return `${input.fault} ${input.phase}${input.summary === '' ? '' : `: ${input.summary}`}`;
    case 'ignored':
      return `ignores ${input.what}: ${input.why}`;
  }
}

/** One thing that came of an event. */
export function effectText(effect: TraceEffect): string {
  switch (effect.kind) {
    case 'send':
      return `${fateOf(effect)}: #${effect.message} ${bodyText(effect.body)}`;
    case 'ask':
      return `${towards(effect)}: asks for operation ${effect.operation}`;
    case 'answer': {
      const { operation, body } = effect;
      return `${towards(effect)}: answers operation ${operation} with ${bodyText(body)}`;
    }
    case 'arm':
      return `timer ${effect.timer} set for ${inSeconds(effect.at)}`;
    case 'cancel':
      return `timer ${effect.timer} cancelled`;
    case 'append':
      return `log + ${bodyText(effect.record)}`;
    case 'truncate':
      return `log cut to ${effect.length}`;
    case 'discard':
      return `first ${effect.count} records of the log dropped`;
    case 'snapshot':
      return `snapshot ${bodyText(effect.record)}`;
    case 'flush':
      return `flush ${effect.mark} asked for, durable at ${inSeconds(effect.at)}`;
    case 'note':
      return `"${effect.text}"${fieldsText(effect.fields)}`;
    case 'provenance': {
      const others = effect.others.length === 0 ? '' : ` (${effect.others.join(', ')})`;
      return `write ${effect.write} ${effect.what} on ${effect.node}${others}`;
    }
    case 'invoke':
      return `${effect.client} begins operation ${effect.operation}: ${effect.summary}`;
    case 'complete': {
      const { client, operation, outcome, summary } = effect;
      return `${client} ends operation ${operation} ${outcome}: ${summary}`;
    }
  }
}

/** What becomes of a message: `→ n2 at 1.250000 s`, or a cross and what stopped it. */
function fateOf({ to, arrivesAt, disposition }: Extract<TraceEffect, { kind: 'send' }>): string {
  if (arrivesAt.length === 0) return `✕ ${to} (${disposition ?? 'dropped'})`;
  return `→ ${to} at ${arrivesAt.map(inSeconds).join(' and ')}${aside(disposition)}`;
}

/** Where an ask or an answer goes, and what was decided about it. */
function towards({ to, disposition }: Extract<TraceEffect, { kind: 'ask' | 'answer' }>): string {
  return `→ ${to}${aside(disposition)}`;
}

function aside(disposition: string | null): string {
  return disposition === null ? '' : ` (${disposition})`;
}

/** A flat record by its kind, then its other fields. */
export function bodyText(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('kind' in body)) return inline(body);
  const { kind, ...fields } = body;
  return `${String(kind)}${fieldsText(fields)}`;
}

function fieldsText(fields: object): string {
  const text = inline(fields);
  return text === '{}' ? '' : ` ${text}`;
}

/** JSON with air, and without quotes around keys. */
function inline(value: unknown): string {
  return jsonText(value ?? null)
    .replace(/"([A-Za-z]\w*)":/gu, '$1: ')
    .replace(/,(?=[A-Za-z"[{])/gu, ', ');
}

/** One difference in a node's state, as Immer tells it. */
function patchText(patch: unknown): string {
  const { op, path, value } = patch as { op: string; path: readonly unknown[]; value?: unknown };
  const at = path.map(String).join('.');
  return op === 'remove' ? `~ ${at} removed` : `~ ${at} = ${inline(value)}`;
}
