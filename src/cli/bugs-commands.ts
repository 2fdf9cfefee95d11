/** The command that tests the tester, and its options. */
import { Option, type Command } from 'commander';
import type { ExitCode } from './exit-codes.js';
import { countOption } from './options.js';
import { jobsHelp } from './shared-options.js';
import { seedsOption } from './sweep-options.js';

/** Adds `bugs`; `done` hears its exit code. */
export function addBugsCommands(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('bugs')
    .summary('switch on known bugs, one after the other, and see whether they are found')
    .description(
      'Tests the tester: switches on the bugs that the databases can be made to have, one after the other, ' +
        'hunts until each is found, and shrinks it. Then hunts with the same seeds without the bug, where ' +
        'nothing may be found.',
    )
    .argument('[bug...]', 'names of bugs, as quorate list has them (default: all)')
    .option('--family <kind>', 'only the bugs of this database')
    .addOption(
      new Option('--seeds <seeds>', 'which seeds: 1..200, or several ranges with commas').argParser(
        seedsOption,
      ),
    )
    .option('--jobs <n>', jobsHelp, countOption)
    .addOption(new Option('--json', 'print the result as one JSON object').conflicts('markdown'))
    .option('--markdown', 'print the result as tables in Markdown')
    .addHelpText('after', '\nWithout --seeds each bug has as many as it must be found with.')
    .action(async (names: string[], _options, command: Command) => {
      const { bugs } = await import('./commands/bugs.js');
      done(await bugs(names, command.optsWithGlobals()));
    });
}
