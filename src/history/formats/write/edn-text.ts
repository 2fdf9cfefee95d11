/**
 * Values as EDN. Names in objects become what EDN writers use for keys: whole numbers stay numbers, words
 * become keywords, anything else is text. Read back, all three are the same names again.
 */
import { isList, type Value } from '../../history.js';

const word = /^[A-Za-z][\w*+!?-]*$/u;
const wholeNumber = /^(?:0|-?[1-9]\d{0,14})$/u;

/** The value as EDN text on one line. */
export function ednText(value: Value): string {
  if (value === null) return 'nil';
  if (isList(value)) return `[${value.map(ednText).join(' ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${nameText(name)} ${ednText(value[name] ?? null)}`).join(', ')}}`;
}

/** Whether EDN can write the text as a keyword. */
export function isWord(text: string): boolean {
  return word.test(text);
}

/** A key of independent objects: as a number where the text is one. */
export function keyValue(key: string): Value {
  return wholeNumber.test(key) ? Number(key) : key;
}

function nameText(name: string): string {
  return isWord(name) ? `:${name}` : ednText(keyValue(name));
}
