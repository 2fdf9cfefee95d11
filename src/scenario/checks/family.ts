/**
 * What the database family has to say: about `database:`, and about what client groups and steps of their scripts ask of
 * their operations. A key of `database:` that cannot be read stands at its default meanwhile, so that one mistake does
 * not hide the others.
 */
import type { z } from 'zod';
import type { FamilyDeclaration, Remark, ClientWork } from '../../databases/common/schema.js';
import type { ClientSpec, StepSpec } from '../../simulation/clients/schema.js';
import type { Parts } from '../parts.js';
import type { Complain, Path, ProblemCode } from '../problem.js';
import { isMapping } from '../schema-walk.js';

type Step = Extract<StepSpec, { do: unknown }>;

/** `database:` as far as it can be read. */
interface Readable {
  readonly options: never;
  /** The keys that stand at their defaults because of a mistake. */
  readonly unread: readonly string[];
}

/** Complains of what the family says of options that its schema allows. */
export function checkFamily(parts: Parts, complain: Complain): void {
  const { family, clients } = parts;
  const readable = family === null ? null : readDatabase(family, parts);
  if (family === null || readable === null) return;
  const { options, unread } = readable;
  // Advice looks at the whole: while a part of it is broken, it might be wrong.
  const isWhole = unread.length === 0 && parts.database !== null && !clients.includes(null);
  const pass = (remark: Remark, at: Path): void => {
    if (remark.kind === 'advice' && !isWhole) return;
    const { kind, path, message, hint = null } = remark;
    const on = kind === 'idle' ? 'key' : 'value';
    complain(codes[kind], [...at, ...path], message, { hint, on });
  };
  const zones = parts.network?.zones ?? {};
  for (const remark of family.judge?.(options, writesOf(clients), zones) ?? []) {
    if (!unread.includes(String(remark.path[0]))) pass(remark, ['database']);
  }
  clients.forEach((client, index) => {
    if (client !== null) judgeClient(client, ['clients', index], family, options, pass);
  });
}

const codes: Readonly<Record<Remark['kind'], ProblemCode>> = {
  contradiction: 'E407',
  range: 'E206',
  idle: 'E405',
  advice: 'W401',
};

/** Null when there is nothing to judge: without its nodes, a database is none. */
function readDatabase(family: FamilyDeclaration, parts: Parts): Readable | null {
  const { input, database, nodes } = parts;
  if (database !== null) return { options: database as never, unread: [] };
  const given = input['database'];
  if (!isMapping(given) || nodes === null) return null;
  const options: Record<string, unknown> = {};
  const unread: string[] = [];
  const schemas = Object.entries<z.ZodType>(family.database.shape);
  for (const [key, schema] of schemas) {
    const value = key === 'kind' ? family.kind : given[key];
    const read = schema.safeParse(value);
    if (!read.success) unread.push(key);
    options[key] = read.success ? read.data : schema.safeParse(undefined).data;
  }
  return { options: options as never, unread };
}

/** What clients ask of their writes: each group without a script, and each step that writes. */
function writesOf(clients: readonly (ClientSpec | null)[]): never[] {
  const operations = clients.flatMap((client): object[] => {
    if (client === null) return [];
    if (client.script === undefined) return client.reads < 1 ? [client] : [];
    return stepsOf(client).flatMap(({ step }) => (writes(step) ? [{ ...client, ...step }] : []));
  });
  return operations as never[];
}

/** Judges a group, and each step of its script with the options that it has from its group. */
function judgeClient(
  client: ClientSpec,
  path: Path,
  family: FamilyDeclaration,
  options: never,
  pass: (remark: Remark, at: Path) => void,
): void {
  const ask = (step?: Step): readonly Remark[] => {
    const operation = { ...client, ...step } as never;
    return family.judgeOperation?.(operation, options, workOf(client, step)) ?? [];
  };
  const steps = stepsOf(client).map(({ step, place }) => ({ step, place, remarks: ask(step) }));
  for (const remark of ask()) {
    const others = steps.map(({ remarks }) => remarks.some((one) => isLike(one, remark)));
    if (steps.length === 0 || isOfAll(remark, others, family)) pass(remark, path);
  }
  for (const { step, place, remarks } of steps) {
    for (const remark of remarks) {
      // What a step has from its group is judged there.
      if (Object.hasOwn(step, remark.path[0] ?? '')) pass(remark, [...path, 'script', place]);
    }
  }
}

/** Advice about an option that one step at least has a use for is none; a key of the group is not for single steps. */
function isOfAll(
  { kind, path }: Remark,
  steps: readonly boolean[],
  { operation }: FamilyDeclaration,
): boolean {
  if (kind !== 'advice') return true;
  return Object.hasOwn(operation.shape, path[0] ?? '')
    ? steps.every((is) => is)
    : steps.some((is) => is);
}

function isLike(one: Remark, other: Remark): boolean {
  return one.kind === other.kind && one.path.join('/') === other.path.join('/');
}

function workOf(client: ClientSpec, one?: Step): ClientWork {
  const { script, workload, timeout, retry } = client;
  const steps = one === undefined ? stepsOf(client).map(({ step }) => step) : [one];
  const isScript = script !== undefined;
  return {
    reads: isScript ? steps.some(reads) : client.reads > 0 || isUpdating(workload),
    writes: isScript ? steps.some(writes) : client.reads < 1,
    timeout,
    triesUnknownAgain: retry !== undefined && retry.unanswered && retry.times > 0,
  };
}

function stepsOf({ script = [] }: ClientSpec): { readonly step: Step; readonly place: number }[] {
  return script.flatMap((step, place) => ('do' in step ? [{ step, place }] : []));
}

function reads(step: Step): boolean {
  return step.do === 'read' || isUpdating(step.do);
}

/** Whether it reads before it writes. */
function isUpdating(word: Step['do'] | ClientSpec['workload']): boolean {
  return word === 'update' || word === 'compare-and-set';
}

function writes(step: Step): boolean {
  return step.do !== 'read';
}
