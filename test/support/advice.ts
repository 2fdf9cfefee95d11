/** What the reader of scenarios says about a database of the primary/replica family and one client group. */
import { judge } from '../../src/scenario/judge.js';

type Input = Readonly<Record<string, unknown>>;

/** Every complaint as `code path: message`. There are three nodes unless the database says otherwise. */
function complaintsAbout(database: Input, client: Input = {}): readonly string[] {
  const { complaints } = judge(
    {
      name: 'Advice',
      database: { kind: 'primary-replica', nodes: 3, ...database },
      clients: [{ name: 'app', ...client }],
      duration: '30s',
    },
    [],
  );
  return complaints.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
}

/** What is said about `database:`, without its name. */
export function remarksAbout(database: Input, client: Input = {}): readonly string[] {
  return complaintsAbout(database, client).map((one) => one.replace('database.', ''));
}

/** What is said about a client group, without its place. */
export function remarksAboutClient(client: Input, database: Input = {}): readonly string[] {
  return complaintsAbout(database, client).map((one) => one.replace('clients.0.', ''));
}
