/** Holds published results against ours, and the tables in docs/reproduce.md against what came of it. */
import { holdPage } from './written-page.js';

holdPage({
  command: 'reproduce',
  page: 'docs/reproduce.md',
  script: 'test:reproduce',
  complaint: 'Not all results came out as published.',
});
