/** The command that holds published results against ours, and its options. */
import { Option, type Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption } from './options.js';
import { jobsHelp } from './shared-options.js';

/** Adds `reproduce`; `done` hears its exit code. */
export function addReproduceCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('reproduce')
    .summary('run what papers have published, and compare')
    .description(
      'Runs the experiments of papers, and what follows from formulas, and compares: what they say, what comes ' +
        'out here and how sure that is, and whether it is near enough.',
    )
    .argument('[topic...]', 'names of topics, or what they begin with: raft (default: all)')
    .option('--trials <n>', 'so many of each series that is left to chance', countOption)
    .option('--jobs <n>', jobsHelp, countOption)
    .addOption(new Option('--json', 'print the result as one JSON object').conflicts('markdown'))
    .option('--markdown', 'print the result as tables in Markdown')
    .addHelpText(
      'after',
      '\nWithout --trials each series has as many as its paper had, or more. Fewer make the result less sure, and what is ' +
        'accepted wider.',
    )
    .action(async (names: string[], _options, command: Command) => {
      const { reproduce } = await import('./commands/reproduce.js');
      done(await reproduce(names, command.optsWithGlobals()));
    });
}
