/**
 * Chronicles written by hand. `chronicleOf` takes what clients did, what nodes did with the writes
 * and what was there at the end, in milliseconds and a few words, and fills in the rest.
 *
 *     const story = chronicleOf({ nodes: ['n1', 'n2'] });
 *     const first = story.write('x', 10, 12);
 *     story.stored(first, 'n1', 11).final('x', [first]);
 *     check(story.chronicle());
 */
import type {
  Chronicle,
  FaultOccurrence,
  LivenessTerms,
  Milestone,
} from '../../src/history/chronicle.js';
import type {
  Condition,
  Operation,
  OperationKind,
  Outcome,
  WriteId,
} from '../../src/history/operation.js';
import {
  emptyProvenance,
  provenanceKinds,
  type ProvenanceKind,
} from '../../src/history/provenance.js';

export interface OperationOptions {
  readonly outcome?: Outcome | null;
  readonly client?: string;
  readonly group?: string;
  readonly by?: string;
  readonly attempts?: number;
  /** For a write: the versions that it was computed from. */
  readonly basis?: readonly WriteId[];
  readonly condition?: Condition;
  /** For an append to a counter. */
  readonly amount?: number;
}

interface LedgerRow {
  readonly at: number;
  readonly kind: ProvenanceKind;
  readonly node: string;
  readonly write: WriteId;
  readonly other: WriteId;
  readonly over: readonly WriteId[];
}

type PlannedOperation = Omit<Operation, 'id' | 'invokedIn' | 'completedIn' | 'process'>;

/**
 * Events are numbered by time: everything at instant t (in microseconds) happens in event t + 1,
 * which is all that checkers ask of event numbers.
 */
function eventAt(at: number): number {
  return at + 1;
}

const inMicroseconds = (milliseconds: number): number => Math.round(milliseconds * 1000);

export class ChronicleBuilder {
  readonly #nodes: readonly string[];
  readonly #roles: readonly string[];
  readonly #operations: PlannedOperation[] = [];
  readonly #rows: LedgerRow[] = [];
  readonly #faults: FaultOccurrence[] = [];
  readonly #milestones: Milestone[] = [];
  readonly #finalReads = new Map<string, readonly WriteId[] | null>();
  readonly #contents = new Map<string, ReadonlyMap<string, readonly WriteId[]> | null>();
  #writes = 0;
  #liveness: LivenessTerms | null = null;
  #stopped: number | null = null;
  #settled: number | null | undefined;

  constructor(nodes: readonly string[], roles: readonly string[]) {
    this.#nodes = nodes;
    this.#roles = roles;
  }

  /** A register write; answers its id. Without an end it stays outstanding. */
  write(key: string, from: number, to: number | null, options: OperationOptions = {}): WriteId {
    return this.#mutation('write', key, from, to, options);
  }

  /** An append to a list; answers its id. */
  append(key: string, from: number, to: number | null, options: OperationOptions = {}): WriteId {
    return this.#mutation('append', key, from, to, options);
  }

  /** An add to a counter; answers its id. */
  add(
    key: string,
    amount: number,
    from: number,
    to: number | null,
    options: OperationOptions = {},
  ): WriteId {
    return this.#mutation('append', key, from, to, { ...options, amount });
  }

  /** A delete; answers its id. */
  delete(key: string, from: number, to: number | null, options: OperationOptions = {}): WriteId {
    return this.#mutation('delete', key, from, to, options);
  }

  read(
    key: string,
    from: number,
    to: number,
    versions: readonly WriteId[],
    options: OperationOptions = {},
  ): this {
    this.#operate('read', key, 0, from, to, { ...options, versions });
    return this;
  }

  /** A node stores a write, on top of what it knew of. */
  stored(write: WriteId, node: string, at: number, over: readonly WriteId[] = []): this {
    return this.#entry('stored', write, node, at, 0, over);
  }

  left(
    kind: Exclude<ProvenanceKind, 'stored'>,
    write: WriteId,
    node: string,
    at: number,
    other: WriteId = 0,
  ): this {
    return this.#entry(kind, write, node, at, other, []);
  }

  fault(kind: string, nodes: readonly string[], at: number, until: number | null = null): this {
    const beganAt = inMicroseconds(at);
    this.#faults.push({
      fault: `${kind}-${this.#faults.length + 1}`,
      index: this.#faults.length,
      kind,
      summary: `${kind} ${nodes.join(' ')}`,
      beganAt,
      beganIn: eventAt(beganAt),
      endedAt: until === null ? null : inMicroseconds(until),
      nodes,
    });
    return this;
  }

  milestone(event: string, node: string, at: number, fields: Milestone['fields'] = {}): this {
    const instant = inMicroseconds(at);
    this.#milestones.push({ event, node, at: instant, number: eventAt(instant), fields });
    return this;
  }

  /** The strong read of a key at the end. */
  final(key: string, versions: readonly WriteId[] | null): this {
    this.#finalReads.set(key, versions);
    return this;
  }

  /**
   * What a node would serve at the end; null for a node that is down. Default: what the final reads
   * returned.
   */
  contents(node: string, versions: Readonly<Record<string, readonly WriteId[]>> | null): this {
    this.#contents.set(node, versions === null ? null : new Map(Object.entries(versions)));
    return this;
  }

  /** What the family promises, in milliseconds. Default: nothing. */
  promises(terms: LivenessTerms): this {
    const { nodes, least } = terms;
    const [within, aftermath, search, timeout] = [
      ...[terms.within, terms.aftermath, terms.search, terms.timeout].map(inMicroseconds),
    ] as [number, number, number, number];
    this.#liveness = { within, nodes, least, aftermath, search, timeout };
    return this;
  }

  stopped(at: number): this {
    this.#stopped = inMicroseconds(at);
    return this;
  }

  settled(at: number | null): this {
    this.#settled = at === null ? null : inMicroseconds(at);
    return this;
  }

  chronicle(): Chronicle {
    const last = this.#operations.reduce(
      (latest, { invokedAt, completedAt }) => Math.max(latest, completedAt ?? invokedAt),
      0,
    );
    const clientsStoppedAt = this.#stopped ?? last;
    const lastChange = this.#rows.reduce((latest, { at }) => Math.max(latest, at), 0);
    const endedAt = Math.max(last, clientsStoppedAt, lastChange) + 1_000_000;
    const operations = this.#ordered();
    const writes: (Operation | undefined)[] = [undefined];
    for (const operation of operations) {
      if (operation.write !== 0) writes[operation.write] = operation;
    }
    const served = new Map([...this.#finalReads].map(([key, versions]) => [key, versions ?? []]));
    return {
      roles: this.#roles,
      operations,
      writes,
      provenance: this.#provenance(),
      faults: this.#faults.toSorted((a, b) => a.beganAt - b.beganAt),
      milestones: this.#milestones.toSorted((a, b) => a.at - b.at),
      finalContents: this.#nodes.map((node) => {
        const own = this.#contents.get(node);
        return { node, versions: own === undefined ? served : own };
      }),
      finalReads: new Map(
        [...this.#finalReads].map(([key, versions]) => [key, { key, versions, at: endedAt }]),
      ),
      liveness: this.#liveness,
      clientsStoppedAt,
      settledAt: this.#settled === undefined ? endedAt : this.#settled,
      endedAt,
    };
  }

  #mutation(
    kind: Exclude<OperationKind, 'read'>,
    key: string,
    from: number,
    to: number | null,
    options: OperationOptions,
  ): WriteId {
    this.#writes += 1;
    this.#operate(kind, key, this.#writes, from, to, options);
    return this.#writes;
  }

  #operate(
    kind: OperationKind,
    key: string,
    write: WriteId,
    from: number,
    to: number | null,
    options: OperationOptions & { readonly versions?: readonly WriteId[] },
  ): void {
    const { client = 'app.1', by = 'n1', attempts = 1, versions = null, basis = null } = options;
    this.#operations.push({
      client,
      group: options.group ?? client.split('.')[0] ?? client,
      kind,
      key,
      write,
      basis,
      condition: options.condition ?? null,
      amount: options.amount ?? null,
      invokedAt: inMicroseconds(from),
      outcome: options.outcome ?? (to === null ? null : 'ok'),
      completedAt: to === null ? null : inMicroseconds(to),
      versions,
      answeredBy: by,
      reason: null,
      attempts,
      retries: Math.max(0, attempts - 1),
    });
  }

  #entry(
    kind: ProvenanceKind,
    write: WriteId,
    node: string,
    at: number,
    other: WriteId,
    over: readonly WriteId[],
  ): this {
    this.#rows.push({ at: inMicroseconds(at), kind, node, write, other, over });
    return this;
  }

  #ordered(): Operation[] {
    return this.#operations
      .toSorted((a, b) => a.invokedAt - b.invokedAt)
      .map((operation, index) => ({
        ...operation,
        id: index + 1,
        process: 0,
        invokedIn: eventAt(operation.invokedAt),
        completedIn: operation.completedAt === null ? null : eventAt(operation.completedAt),
      }));
  }

  #provenance(): Chronicle['provenance'] {
    const columns = emptyProvenance(this.#nodes);
    for (const { at, kind, node, write, other, over } of this.#rows.toSorted(
      (a, b) => a.at - b.at,
    )) {
      columns.kind.push(provenanceKinds.indexOf(kind));
      columns.event.push(eventAt(at));
      columns.at.push(at);
      columns.node.push(this.#nodes.indexOf(node));
      columns.write.push(write);
      columns.other.push(other);
      if (kind !== 'stored') continue;
      const known = (columns.knows[write] ??= []);
      known.push(...over.filter((one) => one !== write && !known.includes(one)));
    }
    return columns;
  }
}

/** Begins a chronicle of a cluster with these nodes, of a family with these roles. */
export function chronicleOf({
  nodes,
  roles = ['primary', 'replica'],
}: {
  readonly nodes: readonly string[];
  readonly roles?: readonly string[];
}): ChronicleBuilder {
  return new ChronicleBuilder(nodes, roles);
}
