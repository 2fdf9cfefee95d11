/**
 * Growing lists, such as the logs of protocols, kept in chunks of 64. Under an Immer recipe a change
 * copies one chunk instead of the whole list; in plain mode chunks cost next to nothing. Plain data and
 * plain functions: the functions change the list they are given, which may be a draft.
 */

const CHUNK = 64;

export interface Chunks<T> {
  length: number;
  /** All full but the last one, which is never empty. */
  chunks: T[][];
}

/** An empty list. */
export function chunks<T>(): Chunks<T> {
  return { length: 0, chunks: [] };
}

/** Adds an item at the end. */
export function push<T>(list: Chunks<T>, item: T): void {
  const last = list.chunks[list.chunks.length - 1];
  if (last === undefined || last.length === CHUNK) list.chunks.push([item]);
  else last.push(item);
  list.length += 1;
}

/** The item at a position from 0 on; undefined where there is none. */
export function at<T>(list: Chunks<T>, index: number): T | undefined {
  return list.chunks[Math.floor(index / CHUNK)]?.[index % CHUNK];
}

/** The last item; undefined when the list is empty. */
export function last<T>(list: Chunks<T>): T | undefined {
  return at(list, list.length - 1);
}

/** Keeps the first `length` items. */
export function truncate<T>(list: Chunks<T>, length: number): void {
  if (length >= list.length) return;
  const kept = Math.max(length, 0);
  const count = Math.ceil(kept / CHUNK);
  list.chunks.length = count;
  const end = list.chunks[count - 1];
  if (end !== undefined) end.length = kept - (count - 1) * CHUNK;
  list.length = kept;
}

/** Leaves out the first `count` items. Costs as much as is left. */
export function dropFirst<T>(list: Chunks<T>, count: number): void {
  const kept = slice(list, count);
  list.chunks.length = 0;
  list.length = 0;
  for (const item of kept) push(list, item);
}

/**
 * The items from position `from` up to but without `to`, in a fresh array. The items themselves are not
 * copied: what goes into a message must be.
 */
export function slice<T>(list: Chunks<T>, from: number, to = list.length): T[] {
  const items: T[] = [];
  const end = Math.min(to, list.length);
  let index = Math.max(from, 0);
  while (index < end) {
    const chunk = list.chunks[Math.floor(index / CHUNK)] as T[];
    const start = index % CHUNK;
    const part = chunk.slice(start, start + end - index);
    items.push(...part);
    index += part.length;
  }
  return items;
}
