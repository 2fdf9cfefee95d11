/**
 * Judges one generated history in a process of its own and prints the most memory that it ever took, in
 * MB: `node history-memory.js <shape as JSON> judge`, or without `judge` only makes the history.
 */
import { judge } from '../dist/checkers/consistency/judge.js';
import { makeHistory } from './histories.js';

const [shape, mode] = process.argv.slice(2);
const { history } = makeHistory(JSON.parse(shape));
if (mode === 'judge') judge(history, { levels: ['linearizable'] });
console.log(Math.round(process.resourceUsage().maxRSS / 1024));
