/**
 * Trials of probabilistically bounded staleness, a hundred at a time: a write, and a read that begins some time after its
 * acknowledgement. Once by runs of a database that does what the model says, once by drawing the model.
 */
import { HOUR, inMilliseconds, type Duration } from '../../kernel/time.js';
import { latencyFits, type LatencyFit } from '../../kernel/latency-fits.js';
import { simulate } from '../../simulation/simulate.js';
import { measure, nothingMeasured, withinOf } from '../visibility/measure.js';
import { drawTrials, type DrawnTrial, type Quorums } from '../visibility/model.js';
import { probeFor, type Probe } from '../visibility/probe.js';
import { obstacleIn, type Outcome } from './published.js';
import { modelScenario } from './staleness-model.js';

export interface Setting {
  readonly name: string;
  /** How long writes take on their way to a replica. */
  readonly writes: LatencyFit;
  readonly quorums: Quorums;
}

/** How long everything else takes. */
const others: LatencyFit = 'lnkd-ssd';

/** Writes in a trial of a series, each with a read. */
export const batch = 100;
const sessions = 10;

export interface Trials {
  /** 1 for each read that was fresh, else 0. */
  readonly fresh: readonly number[];
  /** Milliseconds. */
  readonly readLatencies: readonly number[];
  readonly writeLatencies: readonly number[];
}

/** By runs: what came of a hundred writes and reads, or why nothing did. */
export function trialsByRuns(setting: Setting, wait: Duration, seed: number): Trials | Outcome {
  const probe = probeOf(setting, wait);
  const run = simulate(probe.scenario, { seed });
  const measured = nothingMeasured();
  measure(measured, run, probe.groups);
  const [seen] = measured.seen;
  if (seen?.reads !== batch) return { kind: 'not exercised', why: 'not all was answered' };
  const fresh = withinOf(seen, 1);
  const trials = {
    fresh: Array.from({ length: batch }, (_, place) => (place < fresh ? 1 : 0)),
    readLatencies: measured.readLatencies.map(inMilliseconds),
    writeLatencies: measured.writeLatencies.map(inMilliseconds),
  };
  return obstacleIn(run) ?? trials;
}

const probes = new Map<string, Probe>();

/** Made when it is needed, as the catalogue is also read to find names. */
function probeOf({ quorums, writes }: Setting, wait: Duration): Probe {
  const name = [writes, quorums.read, quorums.write, wait].join();
  const known = probes.get(name);
  if (known !== undefined) return known;
  const network = { order: 'none', latency: others, latencyByKind: { write: writes } };
  const probing = { versions: 1, wait, sessions, keys: batch / sessions };
  const scenario = modelScenario(quorums, { network });
  const made = probeFor(scenario, [probing], HOUR, {});
  probes.set(name, made);
  return made;
}

/** By drawing. */
export function trialsByDrawing(setting: Setting, wait: Duration, seed: number): Trials {
  const drawn = drawnTrials(setting, seed);
  return {
    fresh: drawn.map(({ visibleAfter }) => (visibleAfter <= wait ? 1 : 0)),
    readLatencies: drawn.map(({ readLatency }) => inMilliseconds(readLatency)),
    writeLatencies: drawn.map(({ writeLatency }) => inMilliseconds(writeLatency)),
  };
}

/** A hundred trials of the model. */
export function drawnTrials({ name, writes, quorums }: Setting, seed: number): DrawnTrial[] {
  const [write, other] = [latencyFits[writes], latencyFits[others]];
  const legs = { write, acknowledgement: other, read: other, response: other };
  const draw = drawTrials(quorums, legs, `${name}/${seed}`);
  return Array.from({ length: batch }, draw);
}
