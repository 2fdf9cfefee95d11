/** Published results and ours as text for a terminal, and as tables in Markdown. Rows come in. */
import { withSymbols, type Style } from '../style.js';
import type { Row } from '../../experiments/reproduce/judge.js';
import { counted, grouped, wrap } from '../text/layout.js';
import { toned } from '../text/tone.js';
import type { Reproduced } from './document.js';
import { pictureOf } from './picture.js';
import { acceptedOf, oursOf, tones } from './words.js';

/** One topic, with an empty line behind it. */
export function topicText({ topic, rows, curves }: Reproduced, style: Style): string {
  const { paint, width } = style;
  const about = [...wrap(topic.paper, width, '  '), ...wrap(topic.how, width, '  ')];
  const picture = pictureOf(curves);
  const text = [
    paint.strong(`${topic.name}: ${topic.title}`),
    ...about.map((line) => paint.dim(line)),
    '',
    ...rows.flatMap((row) => rowLines(row, style)),
    ...(picture.length === 0 ? [] : ['', ...picture.map((line) => `  ${line}`)]),
  ].join('\n');
  return withSymbols(`${text}\n\n`, style);
}

/** One line where it fits, else the numbers below. What is accepted is left out where it is what they have. */
function rowLines(row: Row, { paint, width }: Style): readonly string[] {
  const { result, verdict, why } = row;
  const tone = tones[verdict];
  const accepted = acceptedOf(row);
  const parts = [
    `theirs ${result.theirs}`,
    `ours ${oursOf(row)}`,
    ...(accepted === result.theirs ? [] : [`accepted ${accepted}`]),
    ...(verdict === 'inside' ? [] : [why === null ? verdict : `${verdict}: ${why}`]),
  ];
  const numbers = parts.join('; ');
  const line = `${result.what}: ${numbers}`;
  if (line.length + 2 <= width) return [toned(tone, line, paint)];
  return [toned(tone, result.what, paint), ...wrap(numbers, width, '    ')];
}

/** The last line: how many came out as published. */
export function reproduceEnd(reproduced: readonly Reproduced[], style: Style): string {
  const verdicts = reproduced.flatMap(({ rows }) => rows.map(({ verdict }) => verdict));
  const inside = verdicts.filter((verdict) => verdict === 'inside').length;
  const all = counted(verdicts.length, 'result');
  const text =
    inside === verdicts.length ? `${all} reproduced.` : `${grouped(inside)} of ${all} reproduced.`;
  const worst = (['bad', 'unknown'] as const).find((tone) =>
    verdicts.some((verdict) => tones[verdict] === tone),
  );
  return withSymbols(`${toned(worst ?? 'good', text, style.paint)}\n`, style);
}

/** A section a topic, ending in a line break. */
export function reproduceMarkdown(reproduced: readonly Reproduced[]): string {
  return reproduced.map(topicMarkdown).join('\n');
}

function topicMarkdown({ topic, rows, curves }: Reproduced): string {
  const cells = rows.map((row) => {
    return [row.result.what, row.result.theirs, oursOf(row), acceptedOf(row), row.verdict];
  });
  const columns = ['Result', 'Theirs', 'Ours', 'Accepted', 'Verdict'];
  const lines = [columns, columns.map(() => '---'), ...cells];
  const picture = pictureOf(curves);
  return [
    ...[`### ${topic.name}`, '', `${topic.title}.`, '', `Theirs: ${topic.paper}.`, ''],
    ...[`Ours: ${topic.how}`, ''],
    ...lines.map((line) => `| ${line.map(escaped).join(' | ')} |`),
    '',
    ...(picture.length === 0 ? [] : ['```', ...picture, '```', '']),
  ].join('\n');
}

/** A bar would end the cell. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
