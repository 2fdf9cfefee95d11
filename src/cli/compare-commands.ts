/** The command that puts variants side by side, or looks for the value of a setting. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseAxis, type Axis } from '../experiments/compare/axis.js';
import { parseScale, type Scale } from '../experiments/compare/scale.js';
import type { ExitCode } from './exit-codes.js';
import { countOption, importOption } from './options.js';
import { checks, jobsHelp, seedRange, set } from './shared-options.js';

/** What `compare` can print. */
export const comparisonFormats = ['text', 'json', 'csv', 'markdown'] as const;

/** Adds `compare`; `done` hears its exit code. */
export function addCompareCommands(program: Command, done: (code: ExitCode) => void): void {
  const compare = program
    .command('compare')
    .summary('run variants of a scenario with the same seeds, side by side')
    .description(
      'Runs variants of a scenario, or several scenarios, with the same seeds and puts their numbers ' +
        'side by side: what each setting costs, and what it saves. With --smallest or --largest: ' +
        'looks for the value of a setting from which on something holds.',
    )
    .argument(
      '<scenario...>',
      'scenario files, folders of them, or names of what comes with quorate',
    )
    .addOption(
      new Option(
        '--vary <path=values>',
        'a setting and its values: database.acknowledge=primary, any 1; repeatable, in every combination',
      )
        .argParser(varyOption)
        .default([], 'nothing'),
    )
    .addOption(seedRange('1..100', 20))
    .option('--jobs <n>', jobsHelp, countOption)
    .option(
      '--baseline <name>',
      'the variant that the others are compared with (default: the first)',
    )
    .addOption(
      new Option(
        '--metrics <paths>',
        'which numbers of the report, with commas: latency.write.p90, lostWrites',
      ).argParser((text: string) => text.split(',').map((path) => path.trim())),
    )
    .addOption(checks())
    .addOption(new Option('--format <format>', 'what to print').choices(comparisonFormats))
    .option('--json', 'the same as --format json');
  addQuestionOptions(compare);
  addSharedOptions(compare).action(async (scenarios: string[], _options, command: Command) => {
    const { compare: run } = await import('./commands/compare.js');
    done(await run(scenarios, command.optsWithGlobals()));
  });
}

function addSharedOptions(compare: Command): Command {
  return compare
    .addOption(set('all scenarios'))
    .addOption(
      new Option('--import <module>', 'a module with your own databases; repeatable')
        .argParser(importOption)
        .default([], 'nothing'),
    );
}

function addQuestionOptions(compare: Command): void {
  compare
    .addOption(
      new Option(
        '--smallest <path=range>',
        'look for the smallest value with which --expect holds: database.failover.detect=100ms..10s',
      ).argParser(rangeOption),
    )
    .addOption(
      new Option('--largest <path=range>', 'look for the largest value with which --expect holds')
        .argParser(rangeOption)
        .conflicts('smallest'),
    )
    .addOption(
      new Option(
        '--expect <expectation>',
        'what must hold then: lostWrites=0, rto<5s; repeatable, all of them must',
      )
        .argParser(expectOption)
        .default([], 'nothing'),
    )
    .addOption(
      new Option('--in <share>', 'in how many of the runs it must hold')
        .argParser(percentOption)
        .default(100, '100%'),
    );
}

function varyOption(text: string, before: readonly Axis[]): readonly Axis[] {
  const axis = parseAxis(text);
  if ('problem' in axis) throw new InvalidArgumentError(sentence(axis.problem));
  if (before.some(({ path }) => path === axis.path)) {
    throw new InvalidArgumentError(`${axis.path} is varied already.`);
  }
  return [...before, axis];
}

function rangeOption(text: string): Scale {
  const scale = parseScale(text);
  if ('problem' in scale) throw new InvalidArgumentError(sentence(scale.problem));
  return scale;
}

/** An expectation: a path into the report, and a comparison as `expect` in a scenario writes it. */
export type Expectation = readonly [path: string, comparison: string];

function expectOption(text: string, before: readonly Expectation[]): readonly Expectation[] {
  const [, path, operator = '', value = ''] = /^([^<>=!]+)(<=|>=|!=|=|<|>)(.+)$/u.exec(text) ?? [];
  if (path === undefined) throw new InvalidArgumentError('Write lostWrites=0 or rto<5s.');
  const comparison = operator === '=' ? value.trim() : `${operator} ${value.trim()}`;
  return [...before, [path.trim(), comparison]];
}

function percentOption(text: string): number {
  const percent = Number(/^(\d+(?:\.\d+)?)%$/u.exec(text.trim())?.[1]);
  if (!(percent > 0 && percent <= 100)) {
    throw new InvalidArgumentError('Write a share above 0% and up to 100%, such as 95%.');
  }
  return percent;
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
}
