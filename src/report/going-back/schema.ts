/** How the JSON report tells where somebody went back in time: session violations and inversions. */
import { z } from 'zod';

const count = z.int().nonnegative();
const ms = z.number();

/** What a session may rely on (Terry et al. 1994). */
export const sessionGuarantees = [
  'readYourWrites',
  'monotonicReads',
  'monotonicWrites',
  'writesFollowReads',
] as const;

export const sessionViolation = z.object({
  guarantee: z.enum(sessionGuarantees),
  /** The session to which it was promised. */
  client: z.string(),
  group: z.string(),
  key: z.string(),
  /** What the session did first, and then; operations by id. */
  earlier: count,
  later: count,
  /** The read that shows it: the later operation itself, or somebody's read of what it wrote. */
  operation: count,
  node: z.string(),
  invokedMs: ms,
  /** What that read returned, and the newest value that it missed. */
  returned: z.array(z.number()),
  missed: z.number(),
  headline: z.string(),
});

export const inversion = z.object({
  /** The read that went back, and the one before which it went. */
  operation: count,
  earlier: count,
  client: z.string(),
  group: z.string(),
  key: z.string(),
  node: z.string(),
  invokedMs: ms,
  returned: z.array(z.number()),
  /** The newest value that the earlier read had returned, and this one missed. */
  missed: z.number(),
  headline: z.string(),
});
