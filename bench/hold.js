/**
 * The hold model: a queue with a constant number of pending events, from which the earliest is taken and
 * another one put in a random time later, over and over. Here are the random times and the queues
 * that take part.
 */
import { Heap } from 'heap-js';
import TinyQueue from 'tinyqueue';
import { EventQueue } from '../dist/kernel/queue.js';
import { randomSource } from '../dist/kernel/random.js';
import { sampler } from '../dist/kernel/sampling.js';
import { nanosecondsEach } from './measure.js';

/** A power of two: delays are read in a circle. */
const COUNT = 65_536;

const SECOND = 1_000_000;
const messages = { kind: 'uniform', from: 500, to: 1_500 };
const timers = { kind: 'uniform', from: SECOND, to: 2 * SECOND };

/** For each workload the delays, and how far away the events are that are pending at the beginning. */
const distributions = {
  exponential: {
    delay: { kind: 'exponential', mean: 1_000 * SECOND },
    initial: { kind: 'exponential', mean: 1_000 * SECOND },
  },
  /** Nine messages to one timer; of what is pending nearly all are timers. */
  bimodal: {
    delay: {
      kind: 'mixture',
      parts: [
        { weight: 9, of: messages },
        { weight: 1, of: timers },
      ],
    },
    initial: { kind: 'uniform', from: 0, to: 2 * SECOND },
  },
  /** Nothing happens but at whole milliseconds. */
  tied: {
    delay: { kind: 'empirical', values: [1_000, 2_000, 3_000, 4_000] },
    initial: { kind: 'empirical', values: [1_000, 2_000, 3_000, 4_000] },
  },
};

/** @param {'exponential' | 'bimodal' | 'tied'} name */
export function workload(name) {
  const draws = (distribution, purpose) => {
    const stream = randomSource('bench').stream(`${name}/${purpose}`);
    const next = sampler(distribution);
    return Float64Array.from({ length: COUNT }, () => next(stream));
  };
  const { delay, initial } = distributions[name];
  return { delays: draws(delay, 'delay'), initial: draws(initial, 'initial') };
}

/**
 * A contestant: each call plays one round and answers nanoseconds an operation. The queue stays between
 * rounds, so that it is filled only once.
 *
 * @param {{ fill(pending: number): void, play(operations: number): void }} queue
 * @param {number} pending
 * @param {number} operations in a round
 */
export function contestant(queue, pending, operations) {
  queue.fill(pending);
  queue.play(pending);
  return () => {
    // The others have had the caches since: nobody is timed before having been at it for a while.
    queue.play(operations);
    return nanosecondsEach(operations, () => queue.play(operations));
  };
}

// Every queue has a loop of its own, although they look alike: one that served several would be compiled
// for none of them in particular.

/** Our queue, with whole events. */
export function ownQueue({ delays, initial }) {
  const queue = new EventQueue();
  let sequence = 0;
  return {
    fill(pending) {
      for (; sequence < pending; sequence += 1) {
        queue.push(initial[sequence % COUNT], sequence, 1, 2, 3, 4, queue);
      }
    },
    play(operations) {
      for (const end = sequence + operations; sequence < end; sequence += 1) {
        queue.pop();
        queue.push(queue.at + delays[sequence % COUNT], sequence, 1, 2, 3, 4, queue);
      }
    },
  };
}

const byTimeThenSequence = (x, y) => x.at - y.at || x.sequence - y.sequence;

export function tinyQueue({ delays, initial }) {
  const queue = new TinyQueue([], byTimeThenSequence);
  let sequence = 0;
  return {
    fill(pending) {
      for (; sequence < pending; sequence += 1) {
        queue.push({ at: initial[sequence % COUNT], sequence });
      }
    },
    play(operations) {
      for (const end = sequence + operations; sequence < end; sequence += 1) {
        queue.push({ at: queue.pop().at + delays[sequence % COUNT], sequence });
      }
    },
  };
}

export function heapJs({ delays, initial }) {
  const heap = new Heap(byTimeThenSequence);
  let sequence = 0;
  return {
    fill(pending) {
      for (; sequence < pending; sequence += 1) {
        heap.push({ at: initial[sequence % COUNT], sequence });
      }
    },
    play(operations) {
      for (const end = sequence + operations; sequence < end; sequence += 1) {
        heap.push({ at: heap.pop().at + delays[sequence % COUNT], sequence });
      }
    },
  };
}
