/** Visibility as text for a terminal: the curve, when reads are fresh, how many versions old they are, what operations take. */
import type { Reached } from '../../experiments/visibility/curve.js';
import type { Latencies, Visibility } from '../../experiments/visibility/visibility.js';
import { printable } from '../../scenario/frame.js';
import type { Scenario } from '../../scenario/scenario.js';
import { withSymbols, type Style } from '../style.js';
import { shareText } from '../sweep/numbers.js';
import { counted, table, wrap } from '../text/layout.js';
import { lengthOf } from '../words.js';
import { pictureOf } from './picture.js';

/** All of it, ending in a line break. */
export function visibilityText(scenario: Scenario, result: Visibility, style: Style): string {
  const { paint, width } = style;
  const heading = `${paint.strong(printable(scenario.spec.name))} ${paint.dim('· visibility')}`;
  const sections = [heading, ...sectionsOf(result, style)].join('\n\n');
  const notes = notesOf(result).flatMap((note) => ['', ...wrap(note, width, '')]);
  return withSymbols(`${[sections, ...notes].join('\n')}\n`, style);
}

function sectionsOf(result: Visibility, style: Style): readonly string[] {
  const { curve, reached, versions, latency } = result;
  const [atOnce] = curve;
  if (atOnce === undefined) return ['No read of an acknowledged write was answered.'];
  const picture = pictureOf(curve, style.width);
  const rows = [
    ['at once', `${shareText(atOnce)} of reads are fresh`],
    ...reached.map((one) => [`${one.percent} %`, reachedText(one, result)]),
  ];
  return [
    section('Fresh reads, by how long after the acknowledgement they begin', picture, style),
    section('How many are fresh, and from when on', table(rows, style.width), style),
    section(
      'Of a key that is written over and over, a read at once returns',
      table(
        versions.map((one) => [versionsText(one.within), shareText(one)]),
        style.width,
      ),
      style,
    ),
    section(
      'Latency',
      table(
        [
          ['writes', latencyText(latency.write)],
          ['reads', latencyText(latency.read)],
        ],
        style.width,
      ),
      style,
    ),
  ].filter((text) => text !== '');
}

function section(title: string, lines: readonly string[], { paint }: Style): string {
  return lines.length === 0 ? '' : [paint.strong(title), ...lines].join('\n');
}

/** `1.2 ms (1 ms to 1.5 ms)`, `at once`, `later than 100 s`. */
function reachedText({ wait, low, high }: Reached, { curve }: Visibility): string {
  const [first, last] = [curve[0]?.wait ?? 0, curve.at(-1)?.wait ?? 0];
  const time = (one: number): string => (one <= first ? 'at once' : lengthOf(one));
  if (wait === null) return `later than ${lengthOf(last)}`;
  if (wait <= first && high === null) return 'at once, but these reads are too few to be sure';
  if (wait <= first && high !== null && high <= first) return 'at once';
  const from = time(low ?? first);
  const ends = high === null ? `${from} or later` : `${from} to ${time(high)}`;
  return `${time(wait)} (${ends})`;
}

function versionsText(within: number): string {
  return within === 1 ? 'the newest version' : `one of the newest ${within}`;
}

function latencyText({ count, p50, p99, p999 }: Latencies): string {
  const parts = [
    ['p50', p50],
    ['p99', p99],
    ['p99.9', p999],
  ] as const;
  if (count === 0) return 'none was answered';
  return parts.map(([name, time]) => `${name} ${lengthOf(time ?? 0)}`).join(', ');
}

function notesOf({ curve, unanswered }: Visibility): readonly string[] {
  const reads = curve.reduce((sum, point) => sum + point.reads, 0);
  const { writes, reads: unansweredReads } = unanswered;
  const lacking = [
    ...(writes > 0 ? [`${counted(writes, 'write')} not acknowledged`] : []),
    ...(unansweredReads > 0 ? [`${counted(unansweredReads, 'read')} not answered`] : []),
  ];
  return [
    ...(reads === 0
      ? []
      : [`${counted(reads, 'read')}, each of a key of its own. In parentheses: 95 % confidence.`]),
    ...(lacking.length === 0 ? [] : [`Left out: ${lacking.join(', ')}.`]),
  ];
}
