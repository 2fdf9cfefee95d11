#!/usr/bin/env node
/**
 * The command line. Reads the arguments, runs one command, and turns whatever happens into an exit
 * code. The code is set, never forced, so that everything written still reaches its reader.
 */
import process from 'node:process';
import { exitCodeOf } from './failures.js';
import { endQuietlyWhenReadersLeave } from './output.js';
import { createProgram } from './program.js';

endQuietlyWhenReadersLeave();
const program = createProgram((code) => {
  process.exitCode = code;
});
try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeOf(error, process.argv.slice(2));
}
