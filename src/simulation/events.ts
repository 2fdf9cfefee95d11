/** The integer kinds of the simulation's events, for the kernel's queue. Their order has no meaning. */
export const eventKind = {
  /** a: node, b: session or -1, reference: Envelope. A message or request arrives. */
  arrival: 1,
  /** a: node, b: incarnation, reference: HostInput. An input that waited for the node's service time is due. */
  service: 2,
  /** a: node, b: incarnation, reference: Timer. */
  timer: 3,
  /** a: node, b: incarnation, reference: Flush. A flush became durable. */
  flushed: 4,
  /** a: endpoint of the client group, b: session, reference: Envelope. A reply arrives. */
  reply: 5,
  /** a: group. Open loop: the next operation of the group begins. */
  begin: 6,
  /** a: session. Closed loop or script: the session takes its next step. */
  step: 7,
  /** a: session. The current operation runs out of time. */
  timeout: 8,
  /** a: session. The current attempt runs out of patience. */
  patience: 9,
  /** a: session. The current operation is tried again. */
  retry: 10,
  /** a: fault. */
  faultBegins: 11,
  /** a: fault, b: occurrence. */
  faultEnds: 12,
  /** a: node. A node boots, unless something still keeps it down. */
  boot: 13,
  /** a: node, reference: Tagged. An operator’s act reaches a node. */
  command: 14,
} as const;
