/**
 * A rolling digest of 64 bits: everything that happens in a run is mixed in, in order, and two runs that
 * agree on the result are the same run. Only integer operations, so that every engine agrees. It finds
 * differences; it does not resist somebody who searches for collisions.
 *
 * What is mixed in is a sequence of pairs (tag, word) that can be read back in one way only: tags tell
 * types apart, lengths and end marks tell where things end. Hence no two different inputs look alike.
 */

const MULTIPLIER_OF_LOW = 0x9e3779b1;
const MULTIPLIER_OF_HIGH = 0x85ebca6b;

const NULL = 1;
const UNDEFINED = 2;
const FALSE = 3;
const TRUE = 4;
const INTEGER = 5;
const NOT_A_NUMBER = 6;
const NUMBER_HIGH = 7;
const NUMBER_LOW = 8;
const TEXT = 9;
const CHARACTERS = 10;
const ARRAY = 11;
const OBJECT = 12;
const MAP = 13;
const SET = 14;
const END = 15;
const KEY = 16;
const RECORD = 17;

/** Reads the bits of a number; big-endian whatever the machine is. */
const bits = new DataView(new ArrayBuffer(8));

/** The name of a field, and the digest of that name. */
interface Key {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** By field: the fields of the record, or of the records in the list, that it holds. */
export type RecordLists = Readonly<Record<string, readonly string[]>>;

export class Digest {
  #low = 0x243f6a88;
  #high = 0x13198a2e;

  /** The keys of the last plain object, as they stood in it and in order: the next one mostly has the same. */
  #names: readonly string[] = [];
  #keys: readonly Key[] = [];

  /** One round over both halves. For a given pair it loses nothing of what came before. */
  #mix(tag: number, word: number): void {
    const low = Math.imul(this.#low ^ word, MULTIPLIER_OF_LOW);
    const high = Math.imul(this.#high ^ tag, MULTIPLIER_OF_HIGH);
    this.#low = (high + ((low << 15) | (low >>> 17))) | 0;
    this.#high = (low << 7) | (low >>> 25);
  }

  /** Mixes in a number. 0 and -0 are the same. */
  number(value: number): void {
    if (value === (value | 0)) {
      this.#mix(INTEGER, value);
    } else if (Number.isNaN(value)) {
      this.#mix(NOT_A_NUMBER, 0);
    } else {
      bits.setFloat64(0, value);
      this.#mix(NUMBER_HIGH, bits.getInt32(0));
      this.#mix(NUMBER_LOW, bits.getInt32(4));
    }
  }

  /** Mixes in a text, two code units a round; the length tells whether the last round has a second. */
  text(value: string): void {
    const { length } = value;
    this.#mix(TEXT, length);
    for (let index = 0; index < length; index += 2) {
      const second = index + 1 < length ? value.charCodeAt(index + 1) : 0;
      this.#mix(CHARACTERS, value.charCodeAt(index) | (second << 16));
    }
  }

  /**
   * Mixes in plain data. The order of keys does not matter in plain objects, where a key that is
   * undefined counts as absent; in Maps and Sets the order of insertion does.
   */
  value(value: unknown): void {
    switch (typeof value) {
      case 'number':
        this.number(value);
        return;
      case 'string':
        this.text(value);
        return;
      case 'boolean':
        this.#mix(value ? TRUE : FALSE, 0);
        return;
      case 'undefined':
        this.#mix(UNDEFINED, 0);
        return;
      case 'object':
        if (value === null) this.#mix(NULL, 0);
        else this.#structure(value);
        return;
      case 'bigint':
      case 'symbol':
      case 'function':
        throw new TypeError(`a ${typeof value} is not plain data and has no digest`);
    }
  }

  /**
   * Mixes in the named fields of a record in the order of the names, which are not mixed in. A field
   * that `lists` names, there or further in, holds a record or a list of records, of which the fields named
   * there are mixed in.
   */
  record(fields: readonly string[], record: object, lists?: RecordLists): void {
    this.#mix(RECORD, fields.length);
    for (const field of fields) {
      const value = (record as Readonly<Record<string, unknown>>)[field];
      if (typeof value === 'number') {
        this.number(value);
        continue;
      }
      const isObject = typeof value === 'object' && value !== null;
      const itemFields = isObject ? lists?.[field] : undefined;
      if (itemFields === undefined) {
        this.value(value);
      } else if (Array.isArray(value)) {
        this.#mix(ARRAY, value.length);
        for (const item of value as readonly object[]) this.record(itemFields, item, lists);
      } else {
        this.record(itemFields, value as object, lists);
      }
    }
  }

  /** The digest so far as 16 hexadecimal digits. More can be mixed in afterwards. */
  toString(): string {
    const high = avalanche(this.#high ^ avalanche(this.#low));
    const low = avalanche(this.#low ^ high);
    return hexadecimal(high) + hexadecimal(low);
  }

  #structure(value: object): void {
    if (Array.isArray(value)) {
      this.#mix(ARRAY, value.length);
      for (const item of value) this.value(item);
    } else if (value instanceof Map) {
      this.#mix(MAP, value.size);
      for (const [key, item] of value) {
        this.value(key);
        this.value(item);
      }
    } else if (value instanceof Set) {
      this.#mix(SET, value.size);
      for (const item of value) this.value(item);
    } else {
      this.#object(value as Readonly<Record<string, unknown>>);
    }
  }

  #object(value: Readonly<Record<string, unknown>>): void {
    this.#mix(OBJECT, 0);
    for (const { name, low, high } of this.#keysInOrder(value)) {
      const item = value[name];
      if (item === undefined) continue;
      this.#mix(KEY, low);
      this.#mix(KEY, high);
      this.value(item);
    }
    this.#mix(END, 0);
  }

  #keysInOrder(value: object): readonly Key[] {
    // eslint-disable-next-line no-restricted-properties -- they are put in order below
    const names = Object.keys(value);
    if (!areEqual(names, this.#names)) {
      this.#names = names;
      this.#keys = [...names].sort().map((name) => {
        const digest = new Digest();
        digest.text(name);
        return { name, low: digest.#low, high: digest.#high };
      });
    }
    return this.#keys;
  }
}

/** The digest of plain data, as 16 hexadecimal digits. */
export function digestOf(value: unknown): string {
  const digest = new Digest();
  digest.value(value);
  return digest.toString();
}

function areEqual(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

/** Spreads every bit of a word over all of it, without losing any. */
function avalanche(word: number): number {
  let spread = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  spread = Math.imul(spread ^ (spread >>> 15), 0x735a2d97);
  return spread ^ (spread >>> 15);
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
