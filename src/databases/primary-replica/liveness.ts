/** What primary-replica promises about coming back: only what failover without an operator can do. */
import type { Liveness } from '../database.js';
import type { Duration } from '../../kernel/time.js';
import type { PrimaryReplicaOptions } from './options/schema.js';

/** A replica that is to be promoted may be the wrong one, may fail to hear enough votes, may have to hand over. */
const attempts = 4;

/**
 * With all nodes up, a primary is found again and answers. Null where an operator or a limit may stand in the way of
 * that, where entries have to be applied one by one, or where a primary is missed although nothing is wrong.
 */
export function liveness(options: PrimaryReplicaOptions, step: Duration): Liveness | null {
  const { failover, heartbeat, nodes } = options;
  const limits = [options.lagGuard, options.retain, options.apply];
  if (failover === 'none' || failover.promote === 'by-hand') return null;
  if ([...limits, failover.lagLimit, failover.rollbackLimit].some((one) => one !== undefined)) {
    return null;
  }
  if (heartbeat + 2 * step >= failover.detect) return null;
  const promotion = failover.detect + 3 * failover.poll + 2 * step;
  const waiting = options.groupCommit?.wait ?? 0;
  return {
    within: Math.ceil(attempts * promotion + 10 * (heartbeat + step) + waiting),
    nodes,
    least: nodes.length,
  };
}
