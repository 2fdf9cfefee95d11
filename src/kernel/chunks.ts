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

/** A list of these items, to begin with. */
export function chunks<T>(items: Iterable<T> = []): Chunks<T> {
  const list: Chunks<T> = { length: 0, chunks: [] };
  for (const item of items) push(list, item);
  return list;
}

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

export function last<T>(list: Chunks<T>): T | undefined {
  return at(list, list.length - 1);
}

/** Keeps the first `length` items. */
export function truncate<T>(list: Chunks<T>, length: number): void {
  if (length >= list.length) return;
  const count = Math.ceil(length / CHUNK);
  list.chunks.length = count;
  const last = list.chunks[count - 1];
  if (last !== undefined) last.length = length - (count - 1) * CHUNK;
  list.length = length;
}

/**
 * The items from position `from` up to but without `to`, in a fresh array. The items themselves are not
 * copied: what goes into a message must be.
 */
export function slice<T>(list: Chunks<T>, from: number, to = list.length): T[] {
  const items: T[] = [];
  const end = Math.min(to, list.length);
  for (let index = Math.max(from, 0); index < end; ) {
    const chunk = list.chunks[Math.floor(index / CHUNK)] ?? [];
    const start = index % CHUNK;
    const stop = Math.min(start + end - index, CHUNK);
    for (let position = start; position < stop; position += 1) items.push(chunk[position] as T);
    index += stop - start;
  }
  return items;
}
