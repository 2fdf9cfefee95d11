/**
 * The numbers of the report: operations, latency, throughput, outages, recovery, replication lag.
 */
import type { Findings } from '../checkers/check.js';
import { availability } from '../checkers/availability.js';
import { latency, type Latency } from '../checkers/latency.js';
import type { Incident } from '../checkers/recovery.js';
import { byKind, resolution } from '../checkers/unavailability.js';
import type { Operation, OperationKind } from '../history/operation.js';
import { inMilliseconds, SECOND } from '../kernel/time.js';
import type { Run, Window } from '../simulation/run.js';
import { milliseconds } from './milliseconds.js';
import { replicationRows } from './replication.js';
import type { Report } from './schema.js';

type Metrics = Report['metrics'];
type Operations = Report['operations'];

/** All metrics of a run. */
export function metricsOf(run: Run, findings: Findings): Metrics {
  const { operations, clientsStoppedAt, settledAt } = run.chronicle;
  const { dataLossWindow, incident } = findings.recovery;
  const kinds = byKind(operations);
  const measured = measure(kinds);
  return {
    latency: latencies(measured),
    throughput: throughput(operations, workingTime(run)),
    availability: availabilities(operations),
    messages: messages(run),
    unavailability: findings.unavailability.map(({ kind, from, to, length }) => ({
      kind,
      fromMs: inMilliseconds(from),
      toMs: milliseconds(to),
      lengthMs: inMilliseconds(length),
    })),
    unavailabilityResolution: eachKind((kind) =>
      inMilliseconds(resolution(kinds.get(kind) ?? [], measured.get(kind)?.p50)),
    ),
    longestUnavailability: eachKind((kind) => longestOutage(findings, kind)),
    rpoMs: inMilliseconds(dataLossWindow),
    rtoMs: milliseconds(incident?.recoveryTime ?? null),
    recovery: incident === null ? null : phases(incident),
    replication: replicationRows(run.replication),
    settledAfterMs: milliseconds(settledAt === null ? null : settledAt - clientsStoppedAt),
  };
}

/** How operations ended. Those that never did count as unknown. */
export function operationCounts(operations: readonly Operation[]): Operations {
  let [ok, fail, retries] = [0, 0, 0];
  for (const { outcome, retries: own } of operations) {
    if (outcome === 'ok') ok += 1;
    else if (outcome === 'fail') fail += 1;
    retries += own;
  }
  const invoked = operations.length;
  return { invoked, ok, fail, info: invoked - ok - fail, retries };
}

/** The same table for every client group. Groups that never did anything have one too. */
export function groupRows(run: Run, findings: Findings, whole: Metrics): Report['groups'] {
  const { operations } = run.chronicle;
  const { clients } = run.scenario.spec;
  const rows = clients.map(({ name }) => {
    const isOwn = (operation: Operation): boolean => operation.group === name;
    // A single group is the whole: no need to measure it again.
    const isAll = clients.length === 1;
    const own = isAll ? operations : operations.filter(isOwn);
    const row = {
      operations: operationCounts(own),
      latency: isAll ? whole.latency : latencies(measure(byKind(own))),
      throughput: isAll ? whole.throughput : throughput(own, workingTime(run, name)),
      lostWrites: findings.lostWrites.filter(({ operation }) => isOwn(operation)).length,
      lostUpdates: findings.lostUpdates.filter(({ operation }) => isOwn(operation)).length,
      staleReads: findings.staleReads.filter(({ read }) => isOwn(read)).length,
      dirtyReads: findings.dirtyReads.filter(({ read }) => isOwn(read)).length,
      sessionViolations: findings.sessionViolations.filter(({ later }) => isOwn(later)).length,
    };
    return [name, row] as const;
  });
  return Object.fromEntries(rows);
}

function eachKind(of: (kind: OperationKind) => number): Metrics['longestUnavailability'] {
  return {
    writeMs: of('write'),
    appendMs: of('append'),
    deleteMs: of('delete'),
    readMs: of('read'),
  };
}

function longestOutage({ unavailability }: Findings, kind: OperationKind): number {
  const lengths = unavailability.flatMap((one) => (one.kind === kind ? [one.length] : []));
  return inMilliseconds(lengths.reduce((longest, length) => Math.max(longest, length), 0));
}

function measure(kinds: ReturnType<typeof byKind>): ReadonlyMap<OperationKind, Latency> {
  return new Map([...kinds].map(([kind, operations]) => [kind, latency(operations)]));
}

function latencies(measured: ReadonlyMap<OperationKind, Latency>): Metrics['latency'] {
  const rows = [...measured].map(([kind, { count, mean, p50, p90, p99, max }]) => {
    const row = {
      count,
      meanMs: milliseconds(mean),
      p50Ms: milliseconds(p50),
      p90Ms: milliseconds(p90),
      p99Ms: milliseconds(p99),
      maxMs: milliseconds(max),
    };
    return [kind, row] as const;
  });
  return Object.fromEntries(rows) as Metrics['latency'];
}

/** From when to when the clients of a group, or all of them, issued operations. */
function workingTime({ scenario, chronicle }: Run, group?: string): Window {
  const { clientsStoppedAt } = chronicle;
  const specs = scenario.spec.clients.filter(({ name }) => group === undefined || name === group);
  const from = specs.reduce((first, spec) => Math.min(first, spec.from), clientsStoppedAt);
  const to = specs.reduce((last, { until }) => Math.max(last, until ?? clientsStoppedAt), from);
  return { from, to: Math.min(to, clientsStoppedAt) };
}

/** Operations that ended ok in a stretch of time, a second. */
function throughput(operations: readonly Operation[], { from, to }: Window): Metrics['throughput'] {
  let [writes, reads] = [0, 0];
  for (const { outcome, kind, completedAt } of operations) {
    if (outcome !== 'ok' || (completedAt ?? 0) > to) continue;
    if (kind === 'read') reads += 1;
    else writes += 1;
  }
  const perSecond = (count: number): number => (to === from ? 0 : (count * SECOND) / (to - from));
  const writesPerSecond = perSecond(writes);
  const readsPerSecond = perSecond(reads);
  return { perSecond: writesPerSecond + readsPerSecond, writesPerSecond, readsPerSecond };
}

function availabilities(operations: readonly Operation[]): Metrics['availability'] {
  return {
    all: availability(operations),
    writes: availability(operations.filter(({ kind }) => kind !== 'read')),
    reads: availability(operations.filter(({ kind }) => kind === 'read')),
  };
}

function messages({ messages: { betweenNodes, ...rest }, chronicle }: Run): Metrics['messages'] {
  const invoked = chronicle.operations.length;
  return {
    sent: betweenNodes,
    ...rest,
    perOperation: invoked === 0 ? null : betweenNodes / invoked,
  };
}

function phases({ fault, detection, promotion, rediscovery }: Incident): Metrics['recovery'] {
  return {
    fault: fault.fault,
    detectionMs: milliseconds(detection),
    promotionMs: milliseconds(promotion),
    rediscoveryMs: milliseconds(rediscovery),
  };
}
