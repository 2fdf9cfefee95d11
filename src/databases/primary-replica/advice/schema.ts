/**
 * What the family has to say about options that its schema allows: contradictions, which are errors, and what surely nobody
 * wants, which are warnings. Options come parsed; a key that could not be read stands at its default.
 */
import type { Remark } from '../../common/schema.js';
import type {
  PrimaryReplicaOperationOptions as Operation,
  PrimaryReplicaOptions as Options,
} from '../options/schema.js';
import { judgeFailover } from './failover/schema.js';
import { judgeMembers } from './members/schema.js';
import { remarkBook } from '../../common/remark/schema.js';
import { judgeWriting } from './writing/schema.js';

export { judgeOperation } from './operation/schema.js';

/** Judges `database:`, beside all that clients ask of their writes. */
export function judge(options: Options, writes: readonly Operation[]): readonly Remark[] {
  const { remarks, say } = remarkBook();
  judgeMembers(options, say);
  judgeWriting(options, writes, say);
  judgeFailover(options, say);
  return remarks;
}
