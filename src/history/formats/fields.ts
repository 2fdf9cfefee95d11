/** The maps of history files, as fields by name. */
import { isList, type Value } from '../history.js';

export type Fields = Readonly<Partial<Record<string, Value>>>;

/** The fields of a map; null when the value is none. */
export function fieldsOf(value: Value): Fields | null {
  return typeof value === 'object' && value !== null && !isList(value) ? value : null;
}

/** A name is a text or a whole number; null when the value is neither. */
export function nameFrom(value: Value | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : null;
}

/** A value as messages show it: not at any length. */
export function shown(value: Value | undefined): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
