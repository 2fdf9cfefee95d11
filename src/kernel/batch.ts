/**
 * A list that is filled and emptied over and over, and keeps its room: doors collect effects in one.
 * Adding allocates nothing; what was taken out stays reachable until it is written over.
 */

export class Batch<Item> {
  readonly #items: Item[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(item: Item): void {
    this.#items[this.#count] = item;
    this.#count += 1;
  }

  /** The item at an index below `count`. */
  at(index: number): Item {
    return this.#items[index] as Item;
  }

  clear(): void {
    this.#count = 0;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let index = 0; index < this.#count; index += 1) yield this.at(index);
  }

  /** All items as a list of its own; begins anew. */
  take(): readonly Item[] {
    const taken = [...this];
    this.clear();
    return taken;
  }
}
