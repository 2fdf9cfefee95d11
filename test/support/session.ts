/** A session of the primary/replica family with an empty door, for tests of the client side. */
import type { NodeId } from '../../src/databases/database.js';
import { driver } from '../../src/databases/primary-replica/client/driver.js';
import type { PrimaryReplicaClient } from '../../src/databases/primary-replica/client/route.js';
import type { Session } from '../../src/databases/primary-replica/client/session.js';
import type { Answer } from '../../src/databases/primary-replica/message.js';
import type { PrimaryReplicaRequest } from '../../src/databases/primary-replica/state.js';
import { deepFreeze } from '../../src/simulation/recorder.js';
import { askedIn, clientDoorOf, StandingClock, wordsOf } from './door.js';
import { optionsOf, requestOf, type Input } from './primary-replica.js';

export class TestSession {
  readonly clock = new StandingClock();
  readonly session: Session;
  /** What was sent out last. */
  asked: PrimaryReplicaRequest | null = null;
  readonly #door;
  #request = requestOf('append', 9);

  constructor(input: Input = {}) {
    this.#door = clientDoorOf(optionsOf(input), this.clock);
    this.session = driver.open(this.client);
  }

  get client(): PrimaryReplicaClient {
    return this.#door as unknown as PrimaryReplicaClient;
  }

  /** Where a write goes. */
  write(input: Input = {}): readonly string[] {
    return this.invoke(requestOf('append', 9, input));
  }

  /** Where a read goes. */
  read(input: Input = {}): readonly string[] {
    return this.invoke(requestOf('read', 0, input));
  }

  /** Where the operation goes; without one, the last one is tried again. */
  invoke(request: PrimaryReplicaRequest = this.#request): readonly string[] {
    deepFreeze(request);
    this.#request = request;
    driver.invoke(this.session, request, this.client);
    return this.#told();
  }

  /** What comes of an answer: by default a refusal, from who is not primary. */
  answer(from: NodeId, changes: Partial<Answer> = {}): readonly string[] {
    const none = { versions: [], reason: '', position: 0 };
    const answer: Answer = { kind: 'ok', epoch: 1, primary: 'n1', ...none, ...changes };
    deepFreeze(answer);
    driver.receive(this.session, answer, from, this.#request, this.client);
    return this.#told();
  }

  /** What comes of a refusal. */
  refusal(
    from: NodeId,
    primary: NodeId | null,
    { epoch = 2, reason = 'not the primary' } = {},
  ): readonly string[] {
    return this.answer(from, { kind: 'refused', epoch, primary, reason });
  }

  /** What comes of nodes not answering. */
  silence(...to: readonly NodeId[]): readonly string[] {
    driver.unanswered(this.session, to, this.#request, this.client);
    return this.#told();
  }

  #told(): readonly string[] {
    const effects = this.#door.effects.take();
    const asked = askedIn(effects);
    if (asked !== undefined) this.asked = asked as PrimaryReplicaRequest;
    return wordsOf(effects);
  }
}
