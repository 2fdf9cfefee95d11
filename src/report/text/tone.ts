/** Good, bad, unknown, or merely remarkable: the mark before a line, and its colour. */
import type { Paint } from '../style.js';

export type Tone = 'good' | 'bad' | 'unknown' | 'remark';

const marks = { good: '✓', bad: '✕', unknown: '?', remark: '·' } as const;

/** The text behind the mark of its tone, in the colour of its tone. */
export function toned(tone: Tone, text: string, paint: Paint): string {
  return painter(tone, paint)(`${marks[tone]} ${text}`);
}

function painter(tone: Tone, paint: Paint): (text: string) => string {
  switch (tone) {
    case 'good':
      return paint.good;
    case 'bad':
      return paint.bad;
    case 'unknown':
      return paint.warning;
    case 'remark':
      return (text) => text;
  }
}
