/**
 * Tests the tester: each known bug is switched on, found and shrunk, and not found without it; and the tables
 * in docs/bugs.md say what came of it.
 */
import { holdPage } from './written-page.js';

holdPage({
  command: 'bugs',
  page: 'docs/bugs.md',
  script: 'test:bugs',
  complaint: 'Not all bugs were found as the catalogue in src/experiments/bugs/ says.',
});
