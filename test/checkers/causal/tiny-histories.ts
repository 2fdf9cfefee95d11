/**
 * Small random histories: two or three sessions, two keys of any kind, written values that are mostly
 * unique, reads that return anything that was written, or nothing, or (seldom) what nobody wrote.
 */
import fc from 'fast-check';
import type { History, Value } from '../../../src/history/history.js';
import { numbered, type Unnumbered } from './notation.js';

type Kind = 'write' | 'append' | 'add';

interface Drawn {
  readonly session: number;
  readonly key: number;
  readonly isRead: boolean;
  readonly choice: number;
  readonly fate: number;
  readonly lasts: number;
}

const unknown = 10;
const failure = 11;
const sessions = ['a', 'b', 'c'];
const keys = ['x', 'y'];

export interface Shape {
  readonly kinds?: readonly Kind[];
  /** Whether outcomes may be unknown or failures. Default: yes. */
  readonly fates?: boolean;
  /** Whether reads may return what nobody wrote. Default: yes. */
  readonly strangers?: boolean;
  /** Whether values may repeat. Default: no. */
  readonly repeats?: boolean;
  readonly keys?: number;
  readonly sessions?: number;
}

/** Histories of at most so many operations. */
export function tinyHistories(most: number, shape: Shape = {}): fc.Arbitrary<History> {
  const { kinds = ['write', 'append', 'add'], keys: keyCount = 2, sessions: most2 = 3 } = shape;
  const drawn = fc.record<Drawn>({
    session: fc.nat({ max: most2 - 1 }),
    key: fc.nat({ max: keyCount - 1 }),
    isRead: fc.boolean(),
    choice: fc.nat({ max: 999 }),
    fate: fc.nat({ max: shape.fates === false ? 0 : 11 }),
    lasts: fc.integer({ min: 1, max: 9 }),
  });
  return fc
    .record({
      all: fc.array(drawn, { minLength: 1, maxLength: most }),
      kinds: fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds)),
    })
    .map(({ all, kinds: kindOfKey }) => built(all, kindOfKey, shape));
}

function built(all: readonly Drawn[], kindOfKey: readonly Kind[], shape: Shape): History {
  const clock = new Map<number, number>();
  const valueOf = ({ choice }: Drawn, place: number): number =>
    shape.repeats === true && choice % 5 === 0 ? 1 : place + 1;
  /** What reads of a key may return, besides what nobody wrote. */
  const written = (ofKey: number): readonly number[] =>
    all.flatMap((drawn, place) => {
      const isFailure = drawn.fate === failure && shape.strangers === false;
      return drawn.isRead || drawn.key !== ofKey || isFailure ? [] : [valueOf(drawn, place)];
    });
  return numbered(
    all.map((drawn, place): Unnumbered => {
      const { session, key, isRead, choice, fate, lasts } = drawn;
      const begun = Math.max(clock.get(session) ?? 0, Math.floor(choice / 100)) + 1;
      clock.set(session, begun + lasts);
      const outcome = fate === unknown ? 'info' : fate === failure ? 'fail' : 'ok';
      const kind = kindOfKey[key] ?? 'write';
      return {
        session: sessions[session] ?? '',
        key: keys[key] ?? '',
        action: isRead ? 'read' : kind,
        input: isRead ? null : valueOf(drawn, place),
        output: isRead && outcome === 'ok' ? answer(kind, written(key), choice, shape) : undefined,
        outcome,
        start: begun + session / 10,
        end: outcome === 'info' ? Infinity : begun + lasts,
        invokedAt: null,
        completedAt: null,
        revision: null,
      };
    }),
  );
}

/** Anything that a read of the key might return. */
function answer(kind: Kind, values: readonly number[], choice: number, shape: Shape): Value {
  if (choice % 41 === 40 && shape.strangers !== false) return kind === 'write' ? 99 : [99];
  if (kind === 'write') return [null, ...values][choice % (values.length + 1)] ?? null;
  const bits = choice % 2 ** Math.min(values.length, 3);
  const chosen = values.filter((_, place) => Math.floor(bits / 2 ** place) % 2 === 1);
  if (chosen.length === 0) return choice % 3 === 0 ? null : [];
  return choice % 4 === 0 ? chosen.toReversed() : chosen;
}
