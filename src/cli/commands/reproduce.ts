/** `quorate reproduce`: published results beside ours, topic by topic. */
import { availableParallelism } from 'node:os';
import { runTrials } from '../../experiments/node/run-trials.js';
import { topics, topicsNamed } from '../../experiments/reproduce/catalogue.js';
import { curvesOf } from '../../experiments/reproduce/curve.js';
import { rowsOf, type Verdict } from '../../experiments/reproduce/judge.js';
import type { Topic } from '../../experiments/reproduce/published.js';
import {
  beginReproduction,
  trialCount,
  type Reproduction,
} from '../../experiments/reproduce/reproduction.js';
import { reproduceDocument, type Reproduced } from '../../report/reproduce/document.js';
import { reproduceEnd, reproduceMarkdown, topicText } from '../../report/reproduce/text.js';
import { grouped } from '../../report/text/layout.js';
import { hintAmong, quote } from '../../scenario/suggestion.js';
import { exitCodes, worstOf, type ExitCode } from '../exit-codes.js';
import { interruption } from '../interruption.js';
import { UsageError } from '../options.js';
import { jsonDocument, writeAside, writeResult } from '../output.js';
import { startProgress } from '../progress.js';
import { styleFor } from '../terminal.js';

export interface ReproduceOptions {
  readonly trials?: number;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly color?: boolean;
}

const codes: Readonly<Record<Verdict, ExitCode>> = {
  inside: exitCodes.asExpected,
  outside: exitCodes.failed,
  'not exercised': exitCodes.unknown,
  interrupted: exitCodes.unknown,
};

/** Runs the topics one after the other, and prints each as soon as it is known. */
export async function reproduce(
  names: readonly string[],
  options: ReproduceOptions,
): Promise<ExitCode> {
  const wanted = wantedTopics(names);
  const stop = interruption();
  const reproduced: Reproduced[] = [];
  for (const topic of wanted) {
    const reproduction = beginReproduction([topic], options.trials ?? null);
    if (!stop.signal.aborted) await runAll(reproduction, topic, options, stop.signal);
    const rows = rowsOf(reproduction, topic);
    const one = { topic, rows, curves: curvesOf(reproduction, topic) };
    reproduced.push(one);
    await writeOne(one, options);
  }
  await writeAll(reproduced, options);
  await stop.end();
  const verdicts = reproduced.flatMap(({ rows }) => rows.map(({ verdict }) => verdict));
  return worstOf(verdicts.map((verdict) => codes[verdict]));
}

/** In the order of the catalogue. */
function wantedTopics(names: readonly string[]): readonly Topic[] {
  for (const name of names) {
    if (topicsNamed(name).length > 0) continue;
    const known = topics.map((topic) => topic.name);
    const hint = hintAmong(name, known, 'there are');
    throw new UsageError(`there is no topic ${quote(name)}${hint === null ? '' : ` (${hint})`}`);
  }
  const named = new Set(names.flatMap(topicsNamed));
  return topics.filter((topic) => names.length === 0 || named.has(topic));
}

async function runAll(
  reproduction: Reproduction,
  { name }: Topic,
  { jobs = availableParallelism() }: ReproduceOptions,
  signal: AbortSignal,
): Promise<void> {
  const line = startProgress();
  const total = grouped(trialCount(reproduction.plan));
  try {
    await runTrials(reproduction, {
      jobs,
      signal,
      onDone: () => {
        line.show(`${name}: ${grouped(reproduction.outcomes.length)} of ${total} trials`);
      },
    });
  } finally {
    line.clear();
  }
}

async function writeOne(
  one: Reproduced,
  { json, markdown, color }: ReproduceOptions,
): Promise<void> {
  if (json !== true && markdown !== true) {
    await writeResult(topicText(one, styleFor('stdout', color)));
  } else if (one.rows.some(({ verdict }) => verdict !== 'inside')) {
    writeAside(topicText(one, styleFor('stderr', color)));
  }
}

async function writeAll(
  reproduced: readonly Reproduced[],
  { json, markdown, color }: ReproduceOptions,
): Promise<void> {
  if (json === true) await writeResult(jsonDocument(reproduceDocument(reproduced), true));
  else if (markdown === true) await writeResult(reproduceMarkdown(reproduced));
  else await writeResult(reproduceEnd(reproduced, styleFor('stdout', color)));
}
