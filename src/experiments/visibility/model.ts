/**
 * The model of probabilistically bounded staleness (Bailis, Venkataraman, Franklin, Hellerstein & Stoica, VLDB 2012), drawn
 * directly. A coordinator that holds nothing itself sends a write to N replicas (W), which acknowledge it (A); a read goes to all
 * N (R), which respond (S). A write is acknowledged by the W-th answer, a read returns with the R-th. All messages are
 * independent of each other, and nothing repairs.
 */
import type { Distribution } from '../../kernel/distribution.js';
import { randomSource, type RandomSource } from '../../kernel/random.js';
import { sampler } from '../../kernel/sampling.js';
import type { Duration } from '../../kernel/time.js';

/** How many replicas there are, and how many of them an operation waits for. */
export interface Quorums {
  readonly replicas: number;
  readonly read: number;
  readonly write: number;
}

/** What takes how long, one way. */
export interface Legs {
  readonly write: Distribution;
  readonly acknowledgement: Distribution;
  readonly read: Distribution;
  readonly response: Distribution;
}

/** One write, and one read some time after its acknowledgement. Microseconds. */
export interface DrawnTrial {
  readonly writeLatency: Duration;
  readonly readLatency: Duration;
  /** How long after the acknowledgement the read has to begin at least to return the write; 0: at once. */
  readonly visibleAfter: Duration;
}

/** Draws trials, one after the other. */
export type Draw = () => DrawnTrial;

/** Every kind of message to every replica has a stream of its own. */
export function drawTrials(quorums: Quorums, legs: Legs, seed: string | number): Draw {
  const { replicas, read, write } = quorums;
  const random = randomSource(seed);
  const [writes, acknowledgements, reads, responses] = [
    legSampler('write', legs.write, replicas, random),
    legSampler('acknowledgement', legs.acknowledgement, replicas, random),
    legSampler('read', legs.read, replicas, random),
    legSampler('response', legs.response, replicas, random),
  ];
  return () => {
    const arrivals = writes();
    const acknowledged = acknowledgements().map((time, replica) => time + (arrivals[replica] ?? 0));
    const asked = reads();
    const responded = responses().map((time, replica) => time + (asked[replica] ?? 0));
    const writeLatency = nthSmallest(acknowledged, write);
    const first = firstOf(responded, read);
    const visible = first.map((replica) => (arrivals[replica] ?? 0) - (asked[replica] ?? 0));
    return {
      writeLatency,
      readLatency: nthSmallest(responded, read),
      visibleAfter: Math.max(0, Math.min(...visible) - writeLatency),
    };
  };
}

function legSampler(
  name: string,
  latency: Distribution,
  replicas: number,
  random: RandomSource,
): () => Duration[] {
  const draw = sampler(latency);
  const streams = Array.from({ length: replicas }, (_, replica) =>
    random.stream(`visibility/${name}/${replica + 1}`),
  );
  return () => streams.map((stream) => draw(stream));
}

/** @param place from 1 */
function nthSmallest(times: readonly Duration[], place: number): Duration {
  const inOrder = [...times].sort((one, other) => one - other);
  return inOrder[place - 1] ?? Infinity;
}

/** The places of the first so many, as they come; of equal ones, the former first. */
function firstOf(times: readonly Duration[], count: number): readonly number[] {
  const places = times.map((_, place) => place);
  return places.sort((one, other) => (times[one] ?? 0) - (times[other] ?? 0)).slice(0, count);
}
