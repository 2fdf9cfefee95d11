/**
 * Shards of one sweep, run on several machines, become the sweep that one machine would have run. What does
 * not belong together is refused.
 */
import { inOrderOfKeys, pairs } from '../../kernel/pairs.js';
import { addSample, emptySample, type Sample } from '../statistics/sample.js';
import { sampleFile, sampleFrom, tallyFile, tallyFrom } from './file.js';
import type { SweepFile } from './schema.js';
import { parseSeeds, shardSize } from './seeds.js';
import { addTally, emptyTally } from './tally.js';

export type Merged =
  | { readonly kind: 'merged'; readonly file: SweepFile; readonly missing: readonly string[] }
  | {
      readonly kind: 'refused';
      /** The place among the files of the one that does not fit. */
      readonly at: number;
      readonly reason: string;
    };

/** Joins the files of one sweep, in any order. At least one. */
export function mergeSweeps(files: readonly SweepFile[]): Merged {
  const [first] = files;
  if (first === undefined) throw new RangeError('nothing to merge');
  const parts: SweepFile['parts'] = [];
  for (const [at, file] of files.entries()) {
    const reason = whyNotTheSame(file, first);
    if (reason !== null) return { kind: 'refused', at, reason };
    for (const part of file.parts) {
      if (parts.some(({ shard }) => shard === part.shard)) {
        return { kind: 'refused', at, reason: `shard ${String(part.shard)} is there twice` };
      }
      parts.push(part);
    }
  }
  parts.sort((a, b) => a.shard - b.shard);
  const tallies = first.tallies.map((_, variant) => {
    const whole = emptyTally();
    for (const { tallies: own } of files) {
      const tally = own[variant];
      if (tally !== undefined) addTally(whole, tallyFrom(tally));
    }
    return tallyFile(whole);
  });
  const differences = first.differences.map((_, variant) => joinedDifferences(files, variant));
  return {
    kind: 'merged',
    file: { ...first, parts, tallies, differences },
    missing: missingFrom(first.plan, parts),
  };
}

function joinedDifferences(
  files: readonly SweepFile[],
  variant: number,
): SweepFile['differences'][number] {
  const joined = new Map<string, Sample>();
  for (const { differences } of files) {
    for (const [path, written] of pairs(differences[variant] ?? {})) {
      const sample = joined.get(path) ?? emptySample();
      joined.set(path, sample);
      addSample(sample, sampleFrom(written));
    }
  }
  return Object.fromEntries(
    inOrderOfKeys(joined).map(([path, sample]) => [path, sampleFile(sample)]),
  );
}

/** Why two files are not of one sweep; null when they are. */
export function whyNotTheSame(
  file: Pick<SweepFile, 'version' | 'plan'>,
  first: Pick<SweepFile, 'version' | 'plan'>,
): string | null {
  if (file.version === first.version) return differenceOf(file.plan, first.plan);
  return `it was run by version ${file.version}, the first one by ${first.version}`;
}

function differenceOf(plan: SweepFile['plan'], first: SweepFile['plan']): string | null {
  const differ = (name: keyof SweepFile['plan']): boolean =>
    JSON.stringify(plan[name]) !== JSON.stringify(first[name]);
  const isSame = ({ variants }: SweepFile['plan']): string =>
    JSON.stringify(variants.map(({ name, digest }) => [name, digest]));
  if (isSame(plan) !== isSame(first)) return 'it is about other scenarios than the first one';
  if (differ('seeds')) return `its seeds are ${plan.seeds}, those of the first one ${first.seeds}`;
  if (differ('shards'))
    return `its sweep has ${String(plan.shards)} shards, that of the first one ${String(first.shards)}`;
  const rest = (['also', 'maxEvents', 'untilFailure', 'eventBudget'] as const).find(differ);
  return rest === undefined ? null : `its ${rest} differs from that of the first one`;
}

/** Which shards are not there, or not to their end. */
function missingFrom(
  { seeds, shards }: SweepFile['plan'],
  parts: SweepFile['parts'],
): readonly string[] {
  const ranges = parseSeeds(seeds) ?? [];
  return Array.from({ length: shards }, (_, place) => place + 1).flatMap((index) => {
    const part = parts.find(({ shard }) => shard === index);
    const name = `shard ${String(index)}`;
    if (part === undefined) return [name];
    const size = shardSize(ranges, { index, count: shards });
    return part.done < size ? [`${name} from its run ${String(part.done + 1)} on`] : [];
  });
}
