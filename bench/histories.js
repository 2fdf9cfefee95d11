/**
 * Histories to measure checkers with: clients that call an object with real concurrency, each operation
 * taking effect at some instant inside its stretch of time, so that the history is linearizable unless a
 * mistake is planted. Everything is drawn from a seed.
 */
import { randomSource } from '../dist/kernel/random.js';

/**
 * @typedef {object} Shape
 * @property {string} seed
 * @property {number} operations how many in all
 * @property {number} clients
 * @property {number} [keys]
 * @property {number} [unknown] the share of operations whose outcome nobody knows
 * @property {'register' | 'unique' | 'cas' | 'kv'} object `unique`: a register whose values are all different
 * @property {number} [mistakes] how many reads return a value that was replaced long before
 */

/** Objects: what an operation asks, and what it does to the state. */
const objects = {
  unique: {
    initial: null,
    draw: (random, serial) =>
      random.fraction() < 0.5
        ? { action: 'read', input: null }
        : { action: 'write', input: serial },
    apply: (state, { action, input }) => (action === 'read' ? [state, state] : [input, null]),
  },
  cas: {
    initial: null,
    draw: (random) => {
      const value = () => random.below(5);
      const dice = random.fraction();
      if (dice < 1 / 3) return { action: 'read', input: null };
      if (dice < 2 / 3) return { action: 'write', input: value() };
      return { action: 'cas', input: [value(), value()] };
    },
    apply: (state, { action, input }) => {
      if (action === 'read') return [state, state];
      if (action === 'write') return [input, null];
      return state === input[0] ? [input[1], true] : [state, false];
    },
  },
  kv: {
    initial: '',
    draw: (random, serial) => {
      const dice = random.fraction();
      if (dice < 0.5) return { action: 'get', input: null };
      return { action: dice < 0.55 ? 'put' : 'append', input: `x${serial}y` };
    },
    apply: (state, { action, input }) => {
      if (action === 'get') return [state, state];
      return [action === 'put' ? input : state + input, null];
    },
  },
};

/** How many values ago a mistaken read is. */
const age = 40;

/**
 * A history as `quorate` reads it, and as lines for the peer.
 *
 * @param {Shape} shape
 */
export function makeHistory(shape) {
  const { seed, operations: count, clients, keys = 1, unknown = 0, object, mistakes = 0 } = shape;
  const random = randomSource(`bench/${seed}`).stream('history');
  const { initial, draw, apply } = objects[object];
  const planned = plan(random, count, clients, keys, unknown, draw);
  const states = new Map();
  const former = new Map();
  // Operations take effect in the order of their instants.
  for (const one of [...planned].sort((a, b) => a.effect - b.effect)) {
    if (one.effect === Infinity) continue;
    const before = states.get(one.key) ?? initial;
    const [after, output] = apply(before, one);
    const past = former.get(one.key) ?? [];
    former.set(one.key, past);
    if (after !== before) past.push(before);
    states.set(one.key, after);
    one.output = output ?? undefined;
    if (output === null) one.output = one.action === 'read' ? null : undefined;
    one.former = past[Math.max(0, past.length - age)];
  }
  const reads = planned.filter(
    ({ action, isUnknown, former: old }) =>
      (action === 'read' || action === 'get') && !isUnknown && old !== undefined,
  );
  for (let wrong = 0; wrong < mistakes; wrong += 1) {
    const read = reads[Math.floor(((wrong + 0.5) * reads.length) / mistakes)];
    read.output = read.former;
  }
  return { history: historyOf(planned), lines: planned.map(lineOf) };
}

/** Who calls what when, how long it takes, and when it takes effect. */
function plan(random, count, clients, keys, unknown, draw) {
  const free = Array.from({ length: clients }, (_, client) => ({ at: client, session: client }));
  let sessions = clients;
  const planned = [];
  for (let serial = 1; serial <= count; serial += 1) {
    const client = free.reduce((first, one) => (one.at < first.at ? one : first));
    const start = client.at + random.below(21);
    const length = 1 + random.below(100);
    const isUnknown = random.fraction() < unknown;
    const effect =
      isUnknown && random.fraction() < 0.5 ? Infinity : start + random.fraction() * length;
    planned.push({
      ...draw(random, serial),
      key: `k${serial % keys}`,
      session: `c${client.session}`,
      start,
      end: isUnknown ? Infinity : start + length,
      completedAt: start + length,
      effect,
      isUnknown,
      output: undefined,
    });
    client.at = start + length + 1;
    // A client whose operation has no answer goes on under a new name.
    if (isUnknown) client.session = sessions++;
  }
  return planned.sort((a, b) => a.start - b.start);
}

function historyOf(planned) {
  const operations = planned.map((one, index) => ({
    index,
    name: String(index),
    session: one.session,
    key: one.key,
    action: one.action,
    input: one.input,
    output: one.isUnknown ? undefined : one.output,
    outcome: one.isUnknown ? 'info' : 'ok',
    start: one.start,
    end: one.end,
    invokedAt: one.start,
    completedAt: one.completedAt,
    revision: null,
  }));
  return { operations, model: null };
}

function lineOf({ key, start, end, action, input, output, isUnknown }) {
  const word = (value) =>
    value === null || value === undefined || value === '' ? '-' : String(value);
  const answer = isUnknown ? '?' : word(output);
  return `${key} ${start} ${end === Infinity ? -1 : end} ${action} ${word(input)} ${answer}\n`;
}
