/** What rules want from the world, in the short words of tests. */
import type { ClientHandle, NodeId } from '../../src/databases/database.js';
import type { Effect } from '../../src/simulation/host/effect.js';

/** What kinds of things a rule wanted, in order. */
export function kinds(effects: readonly { readonly kind: string }[]): readonly string[] {
  return effects.map(({ kind }) => kind);
}

/** The messages that a rule sends, each with its receiver: `[['n2', message], …]`. */
export function sent(
  effects: readonly Effect[],
  kind?: string,
): (readonly [to: NodeId, message: object])[] {
  return effects.flatMap((effect) => {
    if (effect.kind !== 'send' || effect.message.kind !== (kind ?? effect.message.kind)) return [];
    return [[effect.to, effect.message] as const];
  });
}

/** The answers that clients get: `[[77, 'ok', …]]`, with the versions of a read, or the reason of a refusal. */
export function answers(
  effects: readonly Effect[],
): (readonly [ClientHandle, string, ...(readonly (number | string)[])])[] {
  return effects.flatMap((effect) => {
    if (effect.kind !== 'reply') return [];
    const { kind, versions, reason } = effect.reply;
    const rest = reason === '' ? versions : [...versions, reason];
    return [[effect.client, kind, ...rest] as const];
  });
}

/** The timers that a rule arms, and for how long. */
export function armed(effects: readonly Effect[]): Readonly<Record<string, number>> {
  const timers = effects.flatMap((effect) =>
    effect.kind === 'arm' ? [[effect.timer, effect.duration] as const] : [],
  );
  return Object.fromEntries(timers);
}

/** What a rule narrates: `['degraded', { position: 3 }]`. */
export function notes(effects: readonly Effect[]): (readonly [string, object])[] {
  return effects.flatMap((effect) =>
    effect.kind === 'note' ? [[effect.text, effect.fields] as const] : [],
  );
}
