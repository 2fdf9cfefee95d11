/** The commands that take a history file, and their options. */
import { Option, type Command } from 'commander';
import { levels } from '../checkers/consistency/result.js';
import { formatNames } from '../history/formats/format.js';
import type { ExitCode } from './exit-codes.js';
import { countOption, importOption, levelOption } from './options.js';

/** Adds `check` and `convert`; `done` hears the exit code of the one that ran. */
export function addHistoryCommands(program: Command, done: (code: ExitCode) => void): void {
  const check = program
    .command('check')
    .summary('judge the history of some database')
    .description(
      'Judges a history: what clients of some database asked and what they were told. Is there an ' +
        'order that explains it? If not, why not?',
    )
    .argument('<file>', fileHelp);
  reading(check)
    .option(
      '--model <name>',
      `what every object is: ${modelNames} (default: what the history names, else of each key ` +
        'the first of these that knows its actions)',
    )
    .addOption(
      new Option(
        '--level <names>',
        `what to judge, several with commas: ${levels.join(', ')}, or all`,
      )
        .argParser(levelOption)
        .default([], 'linearizable'),
    )
    .addOption(
      new Option('--import <module>', 'a module with models of your own; repeatable')
        .argParser(importOption)
        .default([], 'nothing'),
    )
    .option(
      '--max-steps <n>',
      'give up after so many steps of search (default: 50,000,000)',
      countOption,
    )
    .option(
      '--items <n>',
      'list at most so many of each finding (default: 1, with --json 100)',
      countOption,
    )
    .option('--order', 'with --json: also give the order that explains a valid history')
    .option('--json', 'print the report as one JSON object')
    .option('--quiet', 'print no report; only the exit code tells')
    .action(async (file: string, _options, command: Command) => {
      const { check: run } = await import('./commands/check.js');
      done(await run(file, command.optsWithGlobals()));
    });
  const convert = program
    .command('convert')
    .summary('write a history in another format')
    .description('Reads a history file and writes it in another format, to standard output.')
    .argument('<file>', fileHelp);
  reading(convert)
    .addOption(
      new Option('--to <format>', 'the format to write').choices(formatNames).makeOptionMandatory(),
    )
    .action(async (file: string, _options, command: Command) => {
      const { convert: run } = await import('./commands/convert.js');
      done(await run(file, command.optsWithGlobals()));
    });
}

/** As in the registry, which `--help` need not load. */
const modelNames = 'register, cas-register, list, set, counter, queue, kv';

const fileHelp = 'a history file; - is standard input';

/** The options that say how a file is to be read. */
function reading(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <format>',
        'the format of the file (default: what it looks like)',
      ).choices(formatNames),
    )
    .addOption(
      new Option(
        '--failed-cas <meaning>',
        'a cas that failed ran and saw another value (answered), or never happened (never)',
      ).choices(['answered', 'never']),
    )
    .addOption(
      new Option(
        '--nil-read <meaning>',
        'a read of nil saw that there is no value (absent), or nobody knows what it saw (unknown)',
      ).choices(['absent', 'unknown']),
    )
    .option('--keyed', 'values are pairs of a key and a value (default: when all of them are)')
    .option('--no-keyed', 'values are never pairs of a key and a value')
    .option('--truncated', 'take a file that ends in the middle as far as it goes');
}
