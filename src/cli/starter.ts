/** The scenario that `quorate new` writes: small, commented, and as expected when it runs. */

export const starterYaml = `\
# yaml-language-server: $schema=./node_modules/quorate/schema/scenario.schema.json
name: Failover loses what the replicas did not have yet
story: >-
  The primary answers its clients before any replica has the write. When it crashes, the replica
  that is promoted does not know the last of them.

# Three nodes; the first one is the primary at the beginning.
database:
  kind: primary-replica
  nodes: [n1, n2, n3]
  acknowledge: primary          # primary (asynchronous), any 1, any 2, all
  failover: { detect: 2s }      # replicas suspect a primary that is silent for so long

# One way between two nodes: anything from 20 to 60 milliseconds.
network:
  latency: 20ms..60ms

# Five sessions that write more than they read, two hundred operations a second on ten keys.
clients:
  - name: app
    count: 5
    keys: 10
    reads: 20%
    rate: 200/s
    read: primary               # primary, replica, any, or a node by name

duration: 20s

# What goes wrong, and when. The messages that the primary was sending are lost with it.
faults:
  - { at: 10s, crash: primary, inFlight: drop, for: 5s }

# A scenario is a test: "quorate run" fails when one of these does not hold. Try it with
#   quorate run <this file> --set 'database.acknowledge=any 1'
expect:
  lostWrites: '> 0'
  rto: '<= 3s'                  # the first write after the crash is acknowledged by then
  converged: valid
`;
