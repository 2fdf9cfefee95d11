/** From what a sweep has counted to the file of it (schema.ts), and back. */
import { inOrderOfKeys, pairs } from '../../kernel/pairs.js';
import type { Verdict } from '../../checkers/verdict.js';
import type { Sample } from '../statistics/sample.js';
import type { Outcome } from './measurement.js';
import type { SweepFile } from './schema.js';
import { printSeeds } from './seeds.js';
import type { Limits, Sweep } from './sweep.js';
import type { ExpectationTally, Occurrence, Split, Tally } from './tally.js';

type TallyFile = SweepFile['tallies'][number];
type SampleFile = TallyFile['numbers'][string];
type OccurrenceFile = TallyFile['faults'][string];
type SplitFile = TallyFile['outcomes'];

/** @param version the version of the program that ran it */
export function sweepFile(sweep: Sweep, limits: Limits, version: string): SweepFile {
  const { variants, seeds, shard, also, maxEvents } = sweep.plan;
  return {
    formatVersion: 1,
    kind: 'quorate sweep',
    version,
    plan: {
      variants: variants.map(({ name, scenario, words = [] }) => ({
        name,
        scenario: scenario.spec.name,
        digest: scenario.digest,
        file: scenario.file,
        words: [...words],
      })),
      seeds: printSeeds(seeds),
      also: [...also],
      maxEvents,
      untilFailure: limits.untilFailure,
      eventBudget: limits.events,
      shards: shard.count,
    },
    parts: [{ shard: shard.index, done: sweep.done, stopped: sweep.stopped }],
    tallies: sweep.tallies.map(tallyFile),
    differences: sweep.differences.map((samples) => byName(samples, sampleFile)),
  };
}

/** The sweep that left this file behind, to go on with. The plan must be the one of the file. */
export function sweepFrom(file: SweepFile, plan: Sweep['plan']): Sweep {
  const part = file.parts.find(({ shard }) => shard === plan.shard.index);
  return {
    plan,
    done: part?.done ?? 0,
    stopped: part?.stopped ?? null,
    tallies: file.tallies.map(tallyFrom),
    differences: file.differences.map((samples) => mapFrom(samples, sampleFrom)),
  };
}

export function tallyFile(tally: Tally): TallyFile {
  return {
    runs: tally.runs,
    events: tally.events,
    digest: String(tally.digest),
    outcomes: splitFile(tally.outcomes),
    failing: [...tally.failing],
    numbers: byName(tally.numbers, sampleFile),
    verdicts: byName(tally.verdicts, splitFile),
    expectations: byName(tally.expectations, (one) => ({
      ...splitFile(one),
      expected: one.expected,
    })),
    fingerprints: byName(tally.fingerprints, occurrenceFile),
    faults: byName(tally.faults, occurrenceFile),
    notes: byName(tally.notes, occurrenceFile),
  };
}

export function tallyFrom(file: TallyFile): Tally {
  return {
    runs: file.runs,
    events: file.events,
    digest: BigInt(file.digest),
    outcomes: splitFrom<Outcome>(file.outcomes),
    failing: file.failing,
    numbers: mapFrom(file.numbers, sampleFrom),
    verdicts: mapFrom(file.verdicts, splitFrom<Verdict>),
    expectations: mapFrom(file.expectations, ({ expected, ...split }): ExpectationTally => ({
      ...splitFrom(split),
      expected,
    })),
    fingerprints: mapFrom(file.fingerprints, occurrenceFrom),
    faults: mapFrom(file.faults, occurrenceFrom),
    notes: mapFrom(file.notes, occurrenceFrom),
  };
}

export function sampleFile({
  count,
  sum,
  squares,
  lowest,
  highest,
  isExact,
  counts,
}: Sample): SampleFile {
  return {
    count,
    sum: String(sum),
    squares: String(squares),
    lowest,
    highest,
    isExact,
    counts: [...counts].sort(([a], [b]) => a - b),
  };
}

export function sampleFrom({ sum, squares, counts, ...rest }: SampleFile): Sample {
  return { ...rest, sum: BigInt(sum), squares: BigInt(squares), counts: new Map(counts) };
}

function splitFile<Name extends string>({ runs, first }: Split<Name>): SplitFile {
  return { runs, first: first as Record<string, number> };
}

function splitFrom<Name extends string>({ runs, first }: SplitFile): Split<Name> {
  return { runs, first: first as Partial<Record<Name, number>> };
}

function occurrenceFile({ runs, times, first, most }: Occurrence): OccurrenceFile {
  return { runs, times, first: first === Infinity ? null : first, most };
}

function occurrenceFrom({ first, ...rest }: OccurrenceFile): Occurrence {
  return { ...rest, first: first ?? Infinity };
}

/** A record in the order of its names, so that equal sweeps make equal files. */
function byName<Value, Written>(
  map: ReadonlyMap<string, Value>,
  write: (value: Value) => Written,
): Record<string, Written> {
  return Object.fromEntries(inOrderOfKeys(map).map(([name, value]) => [name, write(value)]));
}

function mapFrom<Written, Value>(
  record: Readonly<Record<string, Written>>,
  read: (written: Written) => Value,
): Map<string, Value> {
  return new Map(pairs(record).map(([name, written]) => [name, read(written)]));
}
