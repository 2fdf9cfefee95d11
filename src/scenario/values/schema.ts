/**
 * The small values of the scenario language: durations, rates, shares, sizes, distributions. Each schema
 * reads what people write and yields what the simulation uses. A leaf: every other schema may use it.
 */
import { z } from 'zod';
import type { Distribution } from '../../kernel/distribution.js';
import { latencyFitNames, latencyFits } from '../../kernel/latency-fits.js';
import { formatDuration, HOUR, parseDuration, type Duration } from '../../kernel/time.js';

/** Problems that a schema finds by itself carry one of these, which becomes the error's stable code. */
export type ValueProblem = 'unit' | 'negative' | 'range' | 'form';

/** What the values of a schema are called, and an example, for messages about a value without a unit. */
export const quantities = z.registry<{ readonly what: string; readonly example: string }>();

/** Longer durations are refused, so that no sum of instants leaves the range of exact whole numbers. */
const longest: Duration = 10_000 * HOUR;

type Context = z.core.ParsePayload;

function problem(
  context: { issues: Context['issues'] },
  input: unknown,
  kind: ValueProblem,
  message: string,
): never {
  context.issues.push({
    code: 'custom',
    input,
    message,
    params: { problem: kind },
    continue: false,
  });
  return z.NEVER;
}

/** A JSON Schema pattern for editors, and the text that people see beside it. */
const durationPattern = /^\d+(\.\d+)?\s*(us|µs|ms|s|min|m|h)$/u;

function readDuration(text: string, context: { issues: Context['issues'] }): Duration {
  const trimmed = text.trim();
  if (trimmed.startsWith('-')) {
    return problem(context, text, 'negative', `a duration cannot be negative: ${trimmed}`);
  }
  const duration = parseDuration(trimmed);
  if (duration !== null && duration > longest) {
    return problem(context, text, 'range', `a duration is at most ${formatDuration(longest)}`);
  }
  if (duration !== null) return duration;
  const hint = /^\d+(\.\d+)?$/u.test(trimmed) ? ` (did you mean ${trimmed}ms or ${trimmed}s?)` : '';
  return problem(
    context,
    text,
    'unit',
    `"${trimmed}" is not a duration: write a number with us, ms, s, min or h${hint}`,
  );
}

/** `5s`, `1.5ms`, `250us`, `2min`, `1h` → microseconds. */
export const duration = z
  .string()
  .transform(readDuration)
  .meta({
    id: 'duration',
    description: 'A duration: a number with us, ms, s, min or h',
    pattern: durationPattern.source,
  })
  .register(quantities, { what: 'a duration', example: '5s or 250ms' });

/** A duration that may have a sign: `-200ms`, `+5s`. */
export const signedDuration = z
  .string()
  .transform((text, context): Duration => {
    const trimmed = text.trim();
    const size = readDuration(trimmed.replace(/^[+-]/u, ''), context);
    return trimmed.startsWith('-') ? 0 - size : size;
  })
  .meta({ description: 'A duration that may have a sign: -200ms, +5s' })
  .register(quantities, { what: 'a duration', example: '-200ms' });

const ratePattern = /^(\d+(?:\.\d+)?)\s*\/\s*(ms|s|min|m|h)$/u;

/** `100/s`, `30/min`, `2/h` → how many in a second. */
export const rate = z
  .string()
  .transform((text, context): number => {
    const match = ratePattern.exec(text.trim());
    const interval = parseDuration(`1${match?.[2] ?? ''}`);
    if (match === null || interval === null) {
      return problem(
        context,
        text,
        'unit',
        `"${text}" is not a rate: write for example 100/s or 30/min`,
      );
    }
    const perSecond = (Number(match[1]) * 1_000_000) / interval;
    if (perSecond <= 0) return problem(context, text, 'range', 'a rate must be above 0');
    return perSecond;
  })
  .meta({ description: 'How many in an interval: 100/s, 30/min', pattern: ratePattern.source })
  .register(quantities, { what: 'a rate', example: '100/s' });

/** `5%` or 0.05 → 0.05. */
export const share = z
  .union([z.number(), z.string()])
  .transform((value, context): number => {
    const match = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)\s*%$/u.exec(value.trim()) : null;
    const number =
      typeof value === 'number' ? value : match === null ? Number.NaN : Number(match[1]) / 100;
    if (Number.isNaN(number)) {
      return problem(
        context,
        value,
        'unit',
        `"${String(value)}" is not a share: write for example 5% or 0.05`,
      );
    }
    if (number < 0 || number > 1) {
      return problem(context, value, 'range', 'a share lies between 0% and 100%');
    }
    return number;
  })
  .meta({ description: 'A share: 5% or 0.05' });

const bandwidthPattern = /^(\d+(?:\.\d+)?)\s*([kMG]?)(B|bit)\/s$/u;

/** `10MB/s`, `1Mbit/s`, `500kB/s` → bytes in a second. */
export const bandwidth = z
  .string()
  .transform((text, context): number => {
    const match = bandwidthPattern.exec(text.trim());
    if (match === null) {
      return problem(
        context,
        text,
        'unit',
        `"${text}" is not a bandwidth: write for example 10MB/s or 100Mbit/s`,
      );
    }
    const prefix = { '': 1, k: 1e3, M: 1e6, G: 1e9 }[match[2] ?? ''] ?? 1;
    const bytes = (Number(match[1]) * prefix) / (match[3] === 'bit' ? 8 : 1);
    if (bytes <= 0) return problem(context, text, 'range', 'a bandwidth must be above 0');
    return bytes;
  })
  .meta({
    description: 'Bytes or bits in a second: 10MB/s, 100Mbit/s',
    pattern: bandwidthPattern.source,
  })
  .register(quantities, { what: 'a bandwidth', example: '10MB/s' });

const driftPattern = /^([+-]?\d+(?:\.\d+)?)\s*(ppm|%)$/u;

/** How much faster a clock runs than true time: `200ppm`, `-50ppm`, `1%` → 0.0002. */
export const drift = z
  .string()
  .transform((text, context): number => {
    const match = driftPattern.exec(text.trim());
    if (match === null) {
      return problem(
        context,
        text,
        'unit',
        `"${text}" is not a drift: write for example 200ppm or -1%`,
      );
    }
    const amount = Number(match[1]) / (match[2] === 'ppm' ? 1e6 : 100);
    if (amount <= -1)
      return problem(context, text, 'range', 'a clock cannot stand still or run backwards');
    return amount;
  })
  .meta({
    description: 'How much faster a clock runs than true time: 200ppm, -1%',
    pattern: driftPattern.source,
  })
  .register(quantities, { what: 'a drift', example: '200ppm' });

/** A duration that is longer than nothing. */
export const positiveDuration = duration
  .refine((value) => value > 0, {
    message: 'must be longer than 0',
    params: { problem: 'range' satisfies ValueProblem },
  })
  .register(quantities, { what: 'a duration', example: '5s or 250ms' });

function range(text: string, context: { issues: Context['issues'] }): Distribution {
  const parts = text.split('..');
  const [first = '', second] = parts;
  if (parts.length > 2) {
    return problem(context, text, 'form', `"${text}" is not a range: write for example 1ms..5ms`);
  }
  const from = readDuration(first, context);
  if (second === undefined) return { kind: 'constant', value: from };
  const to = readDuration(second, context);
  if (to < from) {
    return problem(
      context,
      text,
      'range',
      `a range goes upwards: ${formatDuration(to)} is less than ${formatDuration(from)}`,
    );
  }
  return { kind: 'uniform', from, to };
}

/** `150ms..300ms`, or `150ms` for both ends → the shortest and the longest. */
export const durationRange = z
  .string()
  .transform((text, context): { readonly from: Duration; readonly to: Duration } => {
    const read = range(text, context);
    if (read.kind === 'uniform') return { from: read.from, to: read.to };
    const value = read.kind === 'constant' ? read.value : 0;
    return { from: value, to: value };
  })
  .refine(({ from }) => from > 0, {
    message: 'must be longer than 0',
    params: { problem: 'range' satisfies ValueProblem },
  })
  .meta({ description: 'A range of durations: 150ms..300ms' })
  .register(quantities, { what: 'a range of durations', example: '150ms..300ms' });

/** What people may write for a distribution of durations; text is a duration, a range or the name of a published fit. */
export type DistributionInput =
  | string
  | { exponential: { mean: string } }
  | { normal: { mean: string; deviation: string } }
  | { lognormal: { median: string; p99: string } }
  | { pareto: { minimum: string; shape: number } }
  | { mixture: { weight: number; of: DistributionInput }[] }
  | { empirical: string[] };

/** The name of a published fit, or else a duration or a range of them. */
const latencyFit = z
  .enum(latencyFitNames)
  .transform((name): Distribution => latencyFits[name])
  .meta({ description: 'Latencies that were measured and published' });

/** What begins with a letter is meant as a name. */
function rangeOrWord(text: string, context: { issues: Context['issues'] }): Distribution {
  if (!/^\s*\p{L}/u.test(text)) return range(text, context);
  const known = latencyFitNames.join(', ');
  const message = `"${text}" is neither a duration nor a published fit: write for example 5ms, or one of ${known}`;
  return problem(context, text, 'unit', message);
}

/** `5ms`, `1ms..5ms`, the name of a published fit, or an object naming the shape → a distribution. */
export const distribution: z.ZodType<Distribution, DistributionInput> = z
  .lazy(() =>
    z.union([
      latencyFit,
      z.string().transform(rangeOrWord),
      z
        .strictObject({ exponential: z.strictObject({ mean: positiveDuration }) })
        .transform(({ exponential }): Distribution => ({ kind: 'exponential', ...exponential })),
      z
        .strictObject({ normal: z.strictObject({ mean: duration, deviation: duration }) })
        .transform(({ normal }): Distribution => ({ kind: 'normal', ...normal })),
      z
        .strictObject({
          lognormal: z
            .strictObject({ median: positiveDuration, p99: positiveDuration })
            .refine(({ median, p99 }) => p99 >= median, {
              message: 'the p99 cannot be below the median',
              params: { problem: 'range' satisfies ValueProblem },
            }),
        })
        .transform(({ lognormal }): Distribution => ({ kind: 'lognormal', ...lognormal })),
      z
        .strictObject({
          pareto: z.strictObject({ minimum: positiveDuration, shape: z.number().positive() }),
        })
        .transform(({ pareto }): Distribution => ({ kind: 'pareto', ...pareto })),
      z
        .strictObject({
          mixture: z
            .array(z.strictObject({ weight: z.number().positive(), of: distribution }))
            .min(1),
        })
        .transform(({ mixture }): Distribution => ({ kind: 'mixture', parts: mixture })),
      z
        .strictObject({ empirical: z.array(duration).min(1) })
        .transform(({ empirical }): Distribution => ({ kind: 'empirical', values: empirical })),
    ]),
  )
  .meta({
    id: 'distribution',
    description:
      'A duration, a range such as 1ms..5ms, the name of a published fit, or a distribution by its shape',
  })
  .register(quantities, {
    what: 'a duration or a distribution of durations',
    example: '5ms or 1ms..5ms',
  });
