/** Draws valid scenarios as people may write them, from all over the language. */
import fc from 'fast-check';

const number = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map(String);

const duration = fc.oneof(
  number(1, 900).map((amount) => `${amount}ms`),
  number(1, 900).map((amount) => `${amount} us`),
  number(1, 9).map((amount) => `${amount}.5s`),
);

const distribution = fc.oneof(
  duration,
  number(1, 9).map((from) => `${from}ms..${from}0ms`),
  fc.constantFrom('lnkd-ssd', 'lnkd-disk'),
  fc.record({ exponential: fc.record({ mean: duration }) }),
  fc.record({ empirical: fc.array(duration, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    mixture: fc.array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), of: duration }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

const share = fc.oneof(
  number(0, 100).map((percent) => `${percent}%`),
  fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
);

/** Text that tempts a printer to get its quotation marks wrong. */
const text = fc
  .oneof(
    fc.string({ minLength: 1 }),
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom(
      'yes',
      'null',
      '~',
      '1e3',
      '0x10',
      '- a',
      'a: b',
      'a #b',
      "it's",
      '"',
      '\\',
      '|',
    ),
    fc.constantFrom(
      '> 0',
      '5',
      '.inf',
      ' a',
      'a ',
      '@a',
      '%a',
      'a\nb',
      '\u0085',
      '\u2028',
      '\ufeff',
    ),
    fc
      .array(fc.constantFrom('word', 'another', '#tag', "'quoted'", '- x', 'a:'), { minLength: 30 })
      .map((words) => words.join(' ')),
  )
  .filter((one) => !/[\p{Cc}\ufffd]/u.test(one.replaceAll(/[\t\n\u0085]/gu, '')));

const node = fc.constantFrom('n1', 'n2', 'n3');
const target = fc.oneof(
  node,
  fc.constantFrom('eu', 'primary', 'replica', 'random', 'minority', 'all'),
  fc.uniqueArray(node, { minLength: 1, maxLength: 3 }),
);

function record<T>(
  required: { [Key in keyof T]: fc.Arbitrary<T[Key]> },
  optional: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<object> {
  const requiredKeys = Object.keys(required);
  return fc.record({ ...required, ...optional }, { requiredKeys });
}

/** One mapping with the keys of several. */
function merged(parts: readonly object[]): object {
  return parts.reduce<object>((whole, part) => ({ ...whole, ...part }), {});
}

const begin = fc.oneof(
  record({ at: duration }),
  record({ when: fc.constantFrom('crashed', 'promoted', 'stepped down') }),
  record({
    when: record(
      { event: fc.constant('promoted') },
      { on: target, count: fc.constant(2), after: duration },
    ),
  }),
);
const repeat = fc.oneof(
  fc.constant({}),
  record({ for: duration }),
  fc.constant({ for: '10ms', every: '2s', times: 3 }),
);
const links = fc.oneof(
  record({ between: fc.tuple(target, target) }),
  record({}, { from: target, to: target }),
);
const lasting = fc.oneof(
  record(
    {
      partition: fc.constantFrom([['n1'], ['n2', 'n3']], ['n1', 'clients'], {
        from: 'n1',
        to: ['n2'],
      }),
    },
    {
      inFlight: fc.constantFrom('drop', 'hold', 'deliver'),
      messages: fc.constantFrom('drop', 'hold'),
    },
  ),
  record({ isolate: target }),
  record({ crash: target }, { disk: fc.constantFrom('kept', 'wiped') }),
  record({ pause: target }),
  record({ slow: target, factor: fc.constant(2.5) }, { by: duration }),
  record({ slowDisk: target, flush: distribution }),
  record({ lag: distribution }, { on: links, kind: fc.constantFrom('append', 'heartbeat') }),
  record({ loss: share }, { on: links }),
  record({ bandwidth: fc.constantFrom('10MB/s', '1Mbit/s') }, { on: links }),
  record(
    { clock: target, jump: fc.constantFrom('-200ms', '+5s') },
    { drift: fc.constant('50ppm') },
  ),
);
const fault = fc.oneof(
  fc.tuple(begin, lasting, repeat).map(merged),
  fc.tuple(begin, record({ command: fc.constant('promote'), node }, {})).map(merged),
  record({
    message: record(
      { from: target, to: target, kind: fc.constant('append') },
      { nth: fc.constant(3) },
    ),
    do: fc.oneof(fc.constantFrom('drop', 'hold', 'duplicate'), record({ delay: distribution })),
  }),
);

const acknowledge = fc.constantFrom<unknown>(
  ...['none', 'primary', 'any 1', 'any 1 [n2, n3]', 'first 1 [n3, n2]', 'majority', 'all'],
  ...[{ any: 2 }, { any: 1, of: ['n2'] }, { first: 1, of: ['n3', 'n2'] }],
);
const commit = fc.constantFrom('buffered', 'received', 'flushed', 'applied');
const operationOptions = {
  acknowledge,
  commit,
  idempotencyKey: fc.boolean(),
  sticky: duration,
  token: record({}, { timeout: duration, fallback: fc.constantFrom('primary', 'stale', 'fail') }),
  freshness: record({}, { entries: fc.nat(9), age: duration }),
};

const pace = fc.oneof(
  record(
    { rate: fc.constantFrom('100/s', '30/min', '2.5/s') },
    { arrivals: fc.constant('poisson') },
  ),
  record({ think: distribution }),
  record({
    script: fc.array(
      fc.oneof(
        record(
          {
            do: fc.constantFrom('write', 'append', 'read', 'update'),
            key: fc.constantFrom('$new', '$last', 'a'),
          },
          operationOptions,
        ),
        record({ wait: duration }),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  }),
);
const client = fc
  .tuple(
    pace,
    record(
      {},
      {
        count: fc.integer({ min: 1, max: 9 }),
        zone: fc.constant('eu'),
        workload: fc.constantFrom('register', 'append', 'update'),
        keys: fc.oneof(fc.constant(10), fc.constant({ choose: 'zipf', count: 5, exponent: 1.1 })),
        reads: share,
        read: fc.constantFrom('primary', 'any', 'replica', 'nearest', 'round-robin', 'n2'),
        level: fc.constantFrom('local', 'majority'),
        ...operationOptions,
        latency: fc.oneof(fc.constant('zones'), distribution),
        retry: fc.constant({ times: 2, unanswered: true }),
      },
    ),
  )
  .map(merged);

/** A valid scenario as plain data. */
export const scenarioInput: fc.Arbitrary<object> = record(
  {
    name: text,
    database: record(
      { kind: fc.constant('primary-replica'), nodes: fc.constantFrom(3, ['n1', 'n2', 'n3']) },
      {
        acknowledge,
        commit,
        members: fc.constantFrom({ n3: { follows: 'n2', priority: 2 } }, { n2: { votes: 0 } }),
        tooFew: fc.constantFrom<unknown>('refuse', { degradeAfter: '2s' }),
        lagGuard: fc.constant({ limit: '5s', replicas: 2 }),
        groupCommit: fc.constant({ size: 5, wait: '1ms' }),
        apply: record({ each: duration }, { workers: fc.constant(4) }),
        retain: record({ entries: fc.constant(9) }, { atLimit: fc.constant('refuse') }),
        disconnect: duration,
        failover: fc.constantFrom<unknown>(
          'none',
          { detect: '3s', watchers: 2, promote: 'nearest', lagLimit: 0 },
          { fencing: 'lease', lease: '1s', rollbackLimit: 5 },
        ),
        bugs: fc.constant(['promote any replica']),
      },
    ),
    network: record(
      { zones: fc.constant({ eu: ['n1', 'n2'], us: ['n3'] }) },
      {
        latency: distribution,
        loss: share,
        roundTrip: fc.constant({ eu: { us: '100ms' } }),
        latencyByKind: record({ append: distribution }),
        links: fc.array(record({ between: fc.constant(['n1', 'us']), latency: distribution }), {
          maxLength: 3,
        }),
      },
    ),
    clients: fc
      .array(client, { minLength: 1, maxLength: 3 })
      .map((groups) => groups.map((group, index) => ({ name: `app${String(index)}`, ...group }))),
    duration: fc.constantFrom('30s', '2min', '1h'),
  },
  {
    story: text,
    textbook: fc.constant('T03'),
    seed: fc.oneof(fc.integer(), text),
    hosts: record(
      {},
      { service: distribution, nodes: record({}, { n2: record({ service: distribution }) }) },
    ),
    faults: fc.array(fault, { maxLength: 4 }),
    expect: fc.constantFrom(
      { lostWrites: 0, 'staleReads.maxAge': '<= 100ms' },
      { 'coverage.notes.a #b: c': '> 0' },
      { 'groups.app0.lostWrites': '1 ± 2', converged: 'valid' },
    ),
  },
);
