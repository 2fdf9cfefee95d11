/** What several models share: elements that reads returned, and long states made short for people. */
import { identityOf, isList } from '../../history/history.js';
import type { Asked } from './model.js';

const LONGEST = 80;
const BEGINNING = 24;

/** A long text without its middle: what differs between two states mostly stands at their ends. */
export function abbreviated(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, BEGINNING)} … ${text.slice(BEGINNING - LONGEST)}`;
}

/** The elements that reads returned, as identities. */
export function elementsOf(operations: readonly Asked[]): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const { action, output } of operations) {
    if (action !== 'read' || !isList(output)) continue;
    for (const element of output) seen.add(identityOf(element));
  }
  return seen;
}
