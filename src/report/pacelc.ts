/** What a configuration gives up, with the evidence: as JSON and as text. Results of the experiment come in. */
import type { Answered, Pacelc, PacelcClass, Side } from '../experiments/pacelc.js';
import { inMilliseconds, type Duration } from '../kernel/time.js';
import { printable } from '../scenario/frame.js';
import type { Scenario } from '../scenario/scenario.js';
import { milliseconds } from './milliseconds.js';
import { withSymbols, type Style } from './style.js';
import { counted, grouped, hanging, lengthOfTime } from './text/layout.js';
import { lengthOf, listed } from './words.js';

/** `PA/EL`. */
export function pacelcName({ partitioned, otherwise }: PacelcClass): string {
  return `P${partitioned}/E${otherwise}`;
}

/** The JSON document of `quorate pacelc`. Fields may be added, never renamed. */
export function pacelcRow(scenario: Scenario, result: Pacelc) {
  const { seed, whole, writes, reads, partitioned, calm } = result;
  const { length, ...during } = partitioned;
  const { writeLatency, readLatency, ...otherwise } = calm;
  return {
    formatVersion: 1,
    scenario: { name: scenario.spec.name, digest: scenario.digest, file: scenario.file },
    seed,
    class: pacelcName(whole),
    writes: pacelcName(writes),
    reads: pacelcName(reads),
    partitioned: { ...during, lengthMs: inMilliseconds(length) },
    calm: {
      ...otherwise,
      writeP50Ms: milliseconds(writeLatency),
      readP50Ms: milliseconds(readLatency),
    },
  };
}

/** One line for the report of a run: the class, and that of writes and reads where they differ. */
export function pacelcSummary({ whole, writes, reads }: Pacelc): string {
  const [ofWrites, ofReads] = [pacelcName(writes), pacelcName(reads)];
  const parts = ofWrites === ofReads ? '' : ` (writes ${ofWrites}, reads ${ofReads})`;
  return `${pacelcName(whole)}${parts}`;
}

/** The class and why, ending in a line break. */
export function pacelcText(scenario: Scenario, result: Pacelc, style: Style): string {
  const { paint, width } = style;
  const { whole, calm } = result;
  const choice = whole.partitioned === 'A' ? 'availability' : 'consistency';
  const otherwise = whole.otherwise === 'L' ? 'latency' : 'consistency';
  const lines = [
    `${paint.strong(printable(scenario.spec.name))} ${paint.dim('· PACELC')}`,
    paint.strong(pacelcSummary(result)),
    '',
    `When the network is partitioned: ${paint.strong(choice)}`,
    ...hanging('  fault   ', faultOf(result), width),
    ...hanging('  writes  ', writesPartitioned(result), width),
    ...hanging('  reads   ', readsPartitioned(result), width),
    `Otherwise: ${paint.strong(otherwise)}`,
    ...hanging('  writes  ', writesOtherwise(calm), width),
    ...hanging('  reads   ', readsOtherwise(calm), width),
  ];
  return withSymbols(`${lines.join('\n')}\n`, style);
}

function faultOf({ partitioned: { summary, length, sides } }: Pacelc): string {
  const probing = listed(sides.map(({ name }) => name));
  return `${printable(summary)} for ${lengthOf(length)}; ${probing} are the probing clients.`;
}

function writesPartitioned({ partitioned }: Pacelc): string {
  const { sides, lostWrites, discardedWrites } = partitioned;
  const cost = [
    ...(lostWrites > 0 ? [`${counted(lostWrites, 'acknowledged write')} lost`] : []),
    ...(discardedWrites > 0 ? [`${grouped(discardedWrites)} dropped in conflict`] : []),
  ];
  return sentence(sides, 'writes', cost, 'none was lost');
}

function readsPartitioned({ partitioned }: Pacelc): string {
  const { sides, staleReads, dirtyReads } = partitioned;
  const cost = [
    ...(staleReads > 0 ? [`${grouped(staleReads)} stale`] : []),
    ...(dirtyReads > 0 ? [`${grouped(dirtyReads)} of writes that did not last`] : []),
  ];
  return sentence(sides, 'reads', cost, 'none was stale');
}

function sentence(
  sides: readonly Side[],
  what: 'writes' | 'reads',
  cost: readonly string[],
  none: string,
): string {
  const shares = sides.map((side) => `${side.name} ${share(side[what])}`);
  return `answered: ${shares.join(', ')}; ${cost.length === 0 ? none : listed(cost)}.`;
}

function share({ tried, ok }: Answered): string {
  return tried === 0 ? 'nobody asked' : `${grouped(ok)} of ${grouped(tried)}`;
}

function writesOtherwise({
  acknowledgedWrites,
  earlyWrites,
  writeLatency,
}: Pacelc['calm']): string {
  const early =
    earlyWrites === 0
      ? 'none was acknowledged before another node had it'
      : `${grouped(earlyWrites)} of ${grouped(acknowledgedWrites)} acknowledged before another node had them`;
  return `${early}${median(writeLatency)}.`;
}

function readsOtherwise({ reads, staleReads, readLatency }: Pacelc['calm']): string {
  const stale =
    staleReads === 0 ? 'none was stale' : `${grouped(staleReads)} of ${grouped(reads)} stale`;
  return `${stale}${median(readLatency)}.`;
}

function median(latency: Duration | null): string {
  return latency === null ? '' : `; p50 ${lengthOfTime(inMilliseconds(latency))}`;
}
