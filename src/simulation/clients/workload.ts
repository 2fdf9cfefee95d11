/** What sessions do next: drawn from the group's workload, or the next step of its script. */
import type { Condition, OperationKind, WriteId } from '../../history/operation.js';
import type { RandomStream } from '../../kernel/random.js';
import { zipf } from '../../kernel/sampling.js';
import { unreachable } from '../../kernel/errors.js';
import type { ClientSpec, KeysSpec } from './schema.js';

/**
 * What a session is about to do. An `update` is what applications make of two operations: it reads
 * the key and, when that went well, writes what it computed from the versions that it read. Nothing
 * keeps others from writing in between; a `compare-and-set` is an update that the database refuses
 * when somebody has. An `insert` writes a key that has no value. An `add` appends an amount to a counter.
 */
export interface Intent {
  readonly kind: OperationKind | 'update' | 'compare-and-set' | 'insert' | 'add';
  readonly key: string;
  /** Of an add; otherwise null. */
  readonly amount: number | null;
  readonly options: unknown;
}

/** An operation before it is invoked. */
export interface Invocation {
  readonly kind: OperationKind;
  readonly key: string;
  readonly options: unknown;
  /** The versions that a write is computed from; null: not from any. */
  readonly basis: readonly WriteId[] | null;
  readonly condition: Condition | null;
  /** Of an append to a counter; otherwise null. */
  readonly amount: number | null;
}

type ChooseKey = (kind: Intent['kind'], random: RandomStream) => string;

const writeOf: Readonly<Record<ClientSpec['workload'], Exclude<Intent['kind'], 'read'>>> = {
  register: 'write',
  append: 'append',
  counter: 'add',
  update: 'update',
  'compare-and-set': 'compare-and-set',
};

/** Draws the operations of a group; one state for all its sessions, so that `in-turn` and `fresh` keys are the group's. */
export class Workload {
  readonly #writes: Exclude<Intent['kind'], 'read'>;
  readonly #reads: number;
  readonly #deletes: number;
  readonly #chooseKey: ChooseKey;
  readonly #options: unknown;

  constructor(spec: ClientSpec, options: unknown) {
    this.#writes = writeOf[spec.workload];
    this.#reads = spec.reads;
    this.#deletes = spec.deletes ?? 0;
    this.#chooseKey = keyChooser(spec.keys, spec.name);
    this.#options = options;
  }

  next(random: RandomStream): Intent {
    const kind = this.#chooseKind(random);
    const amount = kind === 'add' ? 1 : null;
    return { kind, key: this.#chooseKey(kind, random), amount, options: this.#options };
  }

  #chooseKind(random: RandomStream): Intent['kind'] {
    if (happens(this.#reads, random)) return 'read';
    return happens(this.#deletes, random) ? 'delete' : this.#writes;
  }
}

/** Draws only when there is a choice. */
function happens(share: number, random: RandomStream): boolean {
  if (share === 0 || share === 1) return share === 1;
  return random.fraction() < share;
}

function keyChooser(keys: KeysSpec, group: string): ChooseKey {
  switch (keys.choose) {
    case 'uniform': {
      const names = keyNames(keys.count);
      return (_kind, random) => (names.length === 1 ? (names[0] ?? '') : random.pick(names));
    }
    case 'zipf': {
      const names = keyNames(keys.count);
      const rank = zipf(keys.count, keys.exponent);
      return (_kind, random) => names[rank(random)] ?? '';
    }
    case 'in-turn': {
      const names = keyNames(keys.count);
      let turn = -1;
      return () => {
        turn = (turn + 1) % names.length;
        return names[turn] ?? '';
      };
    }
    case 'fresh': {
      let newest = 0;
      return (kind) => {
        if (kind !== 'read') newest += 1;
        return `${group}-${String(Math.max(1, newest))}`;
      };
    }
    default:
      return unreachable(keys);
  }
}

/** k1, k2, …: groups share them. */
function keyNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `k${String(index + 1)}`);
}
