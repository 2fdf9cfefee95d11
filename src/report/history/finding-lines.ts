/**
 * What a history shows for certain, as text: a line a kind of finding, and below it those findings that
 * the report lists, each in a sentence. Operations go by the names that the history gives them.
 */
import { printable } from '../../scenario/frame.js';
import { valueText } from '../consistency/words.js';
import type { Style } from '../style.js';
import { counted, hanging, lengthOfTime } from '../text/layout.js';
import { toned, type Tone } from '../text/tone.js';
import { listed } from '../words.js';
import type { HistoryReport } from './schema.js';

interface Kind {
  readonly tone: Tone;
  readonly count: number;
  /** The count in words. */
  readonly text: string;
  readonly items: readonly string[];
}

/** The lines of all kinds of which there are any, the grave ones first. */
export function findingLines(report: HistoryReport, { paint, width }: Style): string[] {
  return [...writeKinds(report), ...readKinds(report), ...remarks(report)]
    .filter(({ count }) => count > 0)
    .flatMap(({ tone, text, items }) => [
      toned(tone, text, paint),
      ...items.flatMap((item) => hanging('  · ', printable(item), width)),
    ]);
}

function writeKinds({ findings }: HistoryReport): readonly Kind[] {
  const { lostElements, lostUpdates, phantoms, zombieWrites, duplicateWrites } = findings;
  return [
    kind('bad', lostElements, ['known element is missing', 'known elements are missing'], (one) => {
      const seen = one.lastSeen === null ? '' : `; operation ${one.lastSeen} had seen it last`;
      const was = one.acknowledged ? 'added' : 'added, without an answer,';
      return `${inKey(one.key)}${valueText(one.value)}, ${was} by operation ${one.added}, is missing from ${one.missedBy}${seen}`;
    }),
    kind('bad', lostUpdates, ['value was replaced twice', 'values were replaced twice'], (one) => {
      return `${inKey(one.key)}${valueText(one.basis)} was replaced by operations ${listed(one.operations)}`;
    }),
    kind(
      'bad',
      phantoms,
      ['value read that nobody wrote', 'values read that nobody wrote'],
      (one) => {
        return `${inKey(one.key)}${valueText(one.value)} was read by ${readers(one)}`;
      },
    ),
    kind('bad', zombieWrites, ['failed write is there', 'failed writes are there'], (one) => {
      return `${inKey(one.key)}${valueText(one.value)}, which only operation ${listed(one.writes)} tried to write, was read by ${readers(one)}`;
    }),
    kind('bad', duplicateWrites, ['element is there twice', 'elements are there twice'], (one) => {
      return `${inKey(one.key)}${valueText(one.value)} was shown ${one.times} times by ${readers(one)}`;
    }),
  ];
}

/** Old reads contradict linearizability; where nobody asked for it, they are merely remarkable. */
function readKinds({ findings, verdicts }: HistoryReport): readonly Kind[] {
  const { staleReads, newOldInversions } = findings;
  const tone = verdicts['linearizable'] === undefined ? 'remark' : 'bad';
  const stale = kind(tone, staleReads, ['stale read', 'stale reads'], (one) => {
    const behind = `${counted(one.versions, 'version')}${age(one.ageMs)} behind`;
    return `${inKey(one.key)}operation ${one.read} missed what ${one.missed} had written: ${behind}`;
  });
  const most = `${counted(staleReads.maxVersions, 'version')}${age(staleReads.maxAgeMs)}`;
  return [
    { ...stale, text: `${stale.text} (up to ${most} behind)` },
    kind(tone, newOldInversions, ['read went back in time', 'reads went back in time'], (one) => {
      return `${inKey(one.key)}operation ${one.read} returned what is older than what ${one.earlier} had returned`;
    }),
  ];
}

function remarks({ findings, undecided }: HistoryReport): readonly Kind[] {
  const { recoveredElements } = findings;
  const words = ['unconfirmed element is there', 'unconfirmed elements are there'] as const;
  const reasons = new Map<string, number>();
  for (const { reason } of undecided) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const text = `${counted(undecided.length, 'key was', 'keys were')} not searched for lost and stale values`;
  return [
    kind('remark', recoveredElements, words, (name) => `added by operation ${name}`),
    {
      tone: 'remark',
      count: undecided.length,
      text,
      items: [...reasons].slice(0, mostReasons).map(([reason]) => reason),
    },
  ];
}

const mostReasons = 3;

function kind<Item>(
  tone: Tone,
  { count, items }: { readonly count: number; readonly items: readonly Item[] },
  [one, many]: readonly [string, string],
  sentence: (item: Item) => string,
): Kind {
  return { tone, count, text: counted(count, one, many), items: items.map(sentence) };
}

function inKey(key: string): string {
  return key === '' ? '' : `${key}: `;
}

function readers({ read, reads }: { readonly read: string; readonly reads: number }): string {
  return reads < 2 ? `operation ${read}` : `operation ${read} and ${counted(reads - 1, 'other')}`;
}

function age(ms: number | null): string {
  return ms === null ? '' : ` and ${lengthOfTime(ms)}`;
}
