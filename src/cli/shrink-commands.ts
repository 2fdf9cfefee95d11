/** The command that makes scenarios smaller, and its options. */
import { Option, type Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption, importOption, seedOption, setOption } from './options.js';

/** Adds `shrink`; `done` hears its exit code. */
export function addShrinkCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('shrink')
    .summary('make a scenario as small as still shows a finding')
    .description(
      'Runs simpler and simpler versions of a scenario with the same seed, and writes the smallest that ' +
        'still shows the same finding: fewer faults, shorter ones, fewer clients, operations, nodes and ' +
        'settings, rounder times.',
    )
    .argument('<scenario>', 'a scenario file, or the name of a scenario that comes with quorate')
    .addOption(
      new Option('--seed <seed>', "seed of all chance (default: the scenario's, else 1)").argParser(
        seedOption,
      ),
    )
    .option(
      '--finding <finding>',
      "what it must show: a fingerprint such as 'lostWrites: rolled back', a finding such as lostWrites, " +
        'or a number as quorate explain counts (default: what the scenario did not expect, else the ' +
        'first finding)',
    )
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--force', 'replace the file if it exists')
    .option('--max-runs <n>', 'give up after so many runs (default: 2,000)', countOption)
    .addOption(
      new Option('--set <path=value>', 'override a part of the scenario; repeatable')
        .argParser(setOption)
        .default([], 'nothing'),
    )
    .addOption(
      new Option('--import <module>', 'a module with your own databases; repeatable')
        .argParser(importOption)
        .default([], 'nothing'),
    )
    .option('--json', 'print the result as one JSON object')
    .action(async (scenario: string, _options, command: Command) => {
      const { shrink } = await import('./commands/shrink.js');
      done(await shrink(scenario, command.optsWithGlobals()));
    });
}
