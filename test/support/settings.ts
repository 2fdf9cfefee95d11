/** Arbitrary settings of the primary/replica family for property tests: any combination that is a scenario. */
import fc from 'fast-check';
import type { ScenarioInput } from '../../src/scenario/schema.js';

export type DatabaseInput = ScenarioInput['database'] & { kind: 'primary-replica' };
type ClientInput = NonNullable<ScenarioInput['clients']>[number];

/** A key that is there or not. */
function maybe<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 3 });
}

/** Without the keys that are not there. */
function said<Value extends object>(value: Value): Value {
  return Object.fromEntries(
    Object.entries(value).filter(([, part]) => part !== undefined),
  ) as Value;
}

const members = fc.constantFrom(
  {},
  {},
  { n3: { follows: 'n2' } },
  { n2: { priority: 3 }, n3: { priority: 0 } },
  { n3: { votes: 0 as const } },
);

const acknowledge = fc.constantFrom(
  ...['none', 'primary', 'any 1', 'all', 'majority', 'first 1 [n3, n2]', 'any 1 [n2]'],
);

const failover = fc
  .record({
    detect: fc.constant('1s'),
    poll: fc.constant('200ms'),
    fencing: fc.constantFrom('none' as const, 'epoch' as const, 'lease' as const),
    promote: fc.constantFrom('most-advanced' as const, 'priority' as const, 'nearest' as const),
    watchers: maybe(fc.constantFrom(1, 2)),
    lagLimit: maybe(fc.constantFrom(0, 10)),
  })
  .map(said);

/** Three to five nodes with any settings at all. */
export const settings: fc.Arbitrary<DatabaseInput> = fc
  .record({
    kind: fc.constant('primary-replica' as const),
    nodes: fc.constantFrom(3, 5),
    members,
    acknowledge,
    commit: fc.constantFrom('buffered', 'received', 'flushed', 'applied'),
    tooFew: maybe(fc.constantFrom('refuse' as const, { degradeAfter: '700ms' })),
    slowReplica: maybe(fc.constant('300ms')),
    lagGuard: maybe(fc.constant({ limit: '500ms' })),
    groupCommit: maybe(fc.constant({ size: 4, wait: '5ms' })),
    sending: fc.constantFrom('parallel' as const, 'serial' as const),
    apply: maybe(
      fc.record({ each: fc.constantFrom('1ms', '15ms'), workers: fc.constantFrom(1, 2) }),
    ),
    retain: maybe(
      fc.record({ entries: fc.constant(30), atLimit: fc.constantFrom('reseed', 'refuse') }),
    ),
    heartbeat: fc.constant('200ms'),
    disconnect: fc.constantFrom('60s', '2s'),
    failover: fc.oneof(failover, fc.constant('none' as const)),
  })
  .map(said);

/** What one client group asks of its operations. */
export const operations: fc.Arbitrary<Partial<ClientInput>> = fc
  .record({
    read: fc.constantFrom('primary', 'any', 'replica', 'nearest', 'round-robin', 'n2'),
    level: fc.constantFrom('local' as const, 'majority' as const),
    idempotencyKey: fc.boolean(),
    sticky: maybe(fc.constant('1s')),
    token: maybe(
      fc.record({
        timeout: fc.constant('300ms'),
        fallback: fc.constantFrom('primary' as const, 'stale' as const, 'fail' as const),
      }),
    ),
    freshness: maybe(fc.constant({ entries: 5, age: '1s' })),
    retry: maybe(fc.constant({ times: 3, unanswered: true })),
  })
  .map(said);
