/**
 * What a write waits for, as people write it in a scenario: for the whole database, and for the operations of one
 * client group or script step.
 */
import { z } from 'zod';
import { nodeName, references } from '../../../scenario/names/schema.js';
import { positiveDuration } from '../../../scenario/values/schema.js';

/**
 * Who must have a write before the client hears ok. `none`: the client does not even wait for the primary.
 * `any` counts replicas, of the named ones or of all; `first` waits for the first `count` of its list that are
 * connected; `majority` counts voters, the primary among them.
 */
export type Acknowledge =
  | { readonly kind: 'none' | 'primary' | 'all' | 'majority' }
  | { readonly kind: 'any'; readonly count: number; readonly of: readonly string[] | null }
  | { readonly kind: 'first'; readonly count: number; readonly of: readonly string[] };

/** What those who count must have done with the write; each level includes the ones before it. */
export type Commit = 'buffered' | 'received' | 'flushed' | 'applied';

const counted = /^(?<kind>any|first) (?<count>[1-9]\d{0,3})(?: ?\[(?<of>[^\]]+)\])?$/u;
const words = ['none', 'primary', 'all', 'majority'] as const;
const form =
  'write none, primary, all, majority, any and a number (any 1), or first and a list (first 1 [n2, n3])';

function readCounted(
  text: string,
  context: { issues: z.core.ParsePayload['issues'] },
): Acknowledge {
  const { kind, count = '' } = counted.exec(text)?.groups ?? {};
  const list = namesIn(text);
  if (kind === 'any') return { kind, count: Number(count), of: list.length === 0 ? null : list };
  if (kind === 'first' && list.length > 0) return { kind, count: Number(count), of: list };
  context.issues.push({ code: 'custom', input: text, message: form, params: { problem: 'form' } });
  return z.NEVER;
}

/** `any 1 [n2, n3]` → n2 and n3. */
function namesIn(text: string): readonly string[] {
  const list = counted.exec(text)?.groups?.['of'];
  return list === undefined ? [] : list.split(',').map((node) => node.trim());
}

const listed = z.array(nodeName).min(1);
const number = z.int().positive();

/** `primary` (asynchronous), `any 2`, `first 1 [near, far]`, `majority`, …; or `{ any: 2, of: [n2, n3] }`. */
export const acknowledgeSchema = z
  .union([
    z.enum(words).transform((kind): Acknowledge => ({ kind })),
    z
      .string()
      .meta({ examples: ['any 1', 'any 1 [n2, n3]', 'first 1 [n2, n3]'] })
      .register(references, { to: 'node', names: namesIn })
      .transform(readCounted),
    z
      .strictObject({ any: number, of: listed.optional() })
      .transform(({ any, of }): Acknowledge => ({ kind: 'any', count: any, of: of ?? null })),
    z
      .strictObject({ first: number, of: listed })
      .transform(({ first, of }): Acknowledge => ({ kind: 'first', count: first, of })),
  ])
  .describe(
    'Who must have a write before the client hears ok: none, primary, any 1, first 1 [n2, n3], majority, all',
  );

export const commitSchema = z
  .enum(['buffered', 'received', 'flushed', 'applied'])
  .describe(
    'What those who count must have done with it. buffered: nobody has flushed it. received: the primary has, replicas have it in memory. flushed: replicas have, too. applied: they serve it',
  );

export const tooFewSchema = z
  .union([
    z.enum(['block', 'refuse']),
    z.strictObject({
      degradeAfter: positiveDuration.describe(
        'Acknowledge by the primary alone once a write has waited so long, until enough replicas have caught up',
      ),
    }),
  ])
  .describe('When fewer replicas answer than a write must wait for: block, refuse, or degrade');

export const lagGuardSchema = z
  .strictObject({
    limit: positiveDuration.describe('A replica counts if what it lacks is not older than this'),
    replicas: number.default(1).describe('So many replicas must count'),
  })
  .describe('The primary refuses writes while too few replicas are close behind it');

export const groupCommitSchema = z
  .strictObject({
    size: number.describe('So many writes make one commit: one flush, one message to each replica'),
    wait: positiveDuration
      .prefault('10ms')
      .describe('A commit that does not fill up waits so long for more'),
  })
  .describe('The primary gathers writes into one commit');
