@needs-etcdCluster
Feature: Watching keys

  @ETCD-7
  Scenario: A watch from a revision gets every event from there on, in order, each once
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as first
    And these keys:
      | key | value |
      | b   | 2     |
      | a   | 3     |
    And the store is watched as W:
      """
      {key: a, rangeEnd: z, startRevision: $first.revision}
      """
    When the store is sent a put:
      """
      {key: c, value: four}
      """
    Then watch W receives:
      | type | key | value | modRevision         |
      | PUT  | a   | 1     | $first.revision     |
      | PUT  | b   | 2     | $first.nextRevision |
      | PUT  | a   | 3     |                     |
      | PUT  | c   | four  |                     |

  @ETCD-7
  Scenario: Every change of one key is told, not only the last
    Given the store is watched as W:
      """
      {key: a}
      """
    When the store is sent at once:
      """
      put: {key: a, value: x}
      ---
      put: {key: a, value: x}
      ---
      put: {key: a, value: x}
      """
    Then watch W receives:
      | type | key | value | version |
      | PUT  | a   | x     | 1       |
      | PUT  | a   | x     | 2       |
      | PUT  | a   | x     | 3       |

  @ETCD-7a
  Scenario: A watch without a start revision hears only of what comes after it
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store is watched as W:
      """
      {key: a}
      """
    When the store is sent a put:
      """
      {key: a, value: new}
      """
    Then watch W receives:
      | type | key | value |
      | PUT  | a   | new   |

  @ETCD-7b
  Scenario: A watch that is taken up again after its last event misses nothing and repeats nothing
    Given the store is watched as W:
      """
      {key: a, rangeEnd: z}
      """
    And these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
    And the store's answer is remembered as last
    And watch W is closed
    And these keys:
      | key | value |
      | c   | 3     |
    And the store is sent a delete range:
      """
      {key: a}
      """
    When the store is watched as Again:
      """
      {key: a, rangeEnd: z, startRevision: $last.nextRevision}
      """
    Then watch Again receives:
      | type   | key | value | modRevision        |
      | PUT    | c   | 3     | $last.nextRevision |
      | DELETE | a   |       |                    |

  @ETCD-7c
  Scenario: A watch of a range hears of no key outside it
    Given the store is watched as W:
      """
      {key: /pods/dev/, rangeEnd: /pods/dev0}
      """
    When the store is sent a txn:
      """
      success:
        - put: {key: /pods/dev/web}
        - put: {key: /pods/dev0}
        - put: {key: /pods/de}
        - put: {key: /pods/dev/}
      """
    Then watch W receives:
      | type | key           |
      | PUT  | /pods/dev/web |
      | PUT  | /pods/dev/    |

  @ETCD-7c
  Scenario: A watch of one key hears of no key that begins with it
    Given the store is watched as W:
      """
      {key: a}
      """
    When the store is sent a put:
      """
      {key: ab}
      """
    Then watch W receives:
      | type |

  @ETCD-7d
  Scenario: All events of one revision come in one response
    Given the store is watched as W:
      """
      {key: a, rangeEnd: z}
      """
    When the store is sent a txn:
      """
      success: [{put: {key: b, value: one}}, {put: {key: a, value: two}}, {put: {key: c, value: three}}]
      """
    Then watch W is told:
      """
      events: [{type: PUT, key: b}, {type: PUT, key: a}, {type: PUT, key: c}]
      """
    And watch W receives:
      | type | key | value |
      | PUT  | b   | one   |
      | PUT  | a   | two   |
      | PUT  | c   | three |

  @ETCD-7d
  Scenario: A revision of the past comes in one response too
    Given the store is sent a txn:
      """
      success: [{put: {key: b, value: one}}, {put: {key: a, value: two}}, {put: {key: c, value: three}}]
      """
    And the store's answer is remembered as then
    When the store is watched as W:
      """
      {key: a, rangeEnd: z, startRevision: $then.revision}
      """
    Then watch W is told:
      """
      events: [{type: PUT, key: b}, {type: PUT, key: a}, {type: PUT, key: c}]
      """
    And watch W receives:
      | type | key | value | modRevision    |
      | PUT  | b   | one   | $then.revision |
      | PUT  | a   | two   | $then.revision |
      | PUT  | c   | three | $then.revision |

  @ETCD-7e
  Scenario: The event of a deletion carries the key and the revision of the deletion
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as made
    And the store is watched as W:
      """
      {key: a}
      """
    When the store is sent a delete range:
      """
      {key: a}
      """
    Then watch W receives:
      | type   | key | value | modRevision        | createRevision | version | prevKv  |
      | DELETE | a   | ""    | $made.nextRevision | 0              | 0       | !absent |

  @ETCD-7f
  Scenario: A watch that asks for it is told what was there before
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store is watched as W:
      """
      {key: a, rangeEnd: c, prevKv: true}
      """
    When the store is sent a txn:
      """
      success: [{put: {key: a, value: new}}, {put: {key: b, value: first}}]
      """
    Then watch W receives:
      | type | key | value | prevKv.value | prevKv.version |
      | PUT  | a   | new   | 1            | 1              |
      | PUT  | b   | first | !absent      | !absent        |

  @ETCD-7f
  Scenario: A watch of history that asks for it is told what was there before each event
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as made
    And these keys:
      | key | value |
      | a   | 2     |
    And the store is sent a delete range:
      """
      {key: a}
      """
    When the store is watched as W:
      """
      {key: a, prevKv: true, startRevision: $made.nextRevision}
      """
    Then watch W receives:
      | type   | key | prevKv.value |
      | PUT    | a   | 1            |
      | DELETE | a   | 2            |

  @ETCD-7g
  Scenario Outline: A watch with <filter> hears of the other kind of event only
    Given the store is watched as W:
      """
      {key: a, <filter>: true}
      """
    And these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a delete range:
      """
      {key: a}
      """
    Then watch W receives:
      | type   | key |
      | <type> | a   |

    Examples:
      | filter   | type   |
      | noPut    | DELETE |
      | noDelete | PUT    |

  @ETCD-7h @exclusive
  Scenario: A watch from a compacted revision is cancelled and told how far the compaction went
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as then
    And these keys:
      | key | value |
      | a   | 2     |
      | a   | 3     |
    And the store's answer is remembered as now
    And the store is sent a compaction:
      """
      {revision: $now.revision}
      """
    When the store is watched as W:
      """
      {key: a, startRevision: $then.revision}
      """
    Then watch W is told:
      """
      {canceled: true, compactRevision: $now.revision, events: []}
      """
    And watch W receives:
      | type |

  @ETCD-7i @exclusive
  Scenario: A watch from the compacted revision itself is told of it
    Given these keys:
      | key | value |
      | a   | 1     |
      | a   | 2     |
    And the store's answer is remembered as then
    And these keys:
      | key | value |
      | a   | 3     |
    And the store is sent a compaction:
      """
      {revision: $then.revision}
      """
    When the store is watched as W:
      """
      {key: a, startRevision: $then.revision}
      """
    Then watch W receives:
      | type | key | value | modRevision        |
      | PUT  | a   | 2     | $then.revision     |
      | PUT  | a   | 3     | $then.nextRevision |

  @ETCD-7j
  Scenario: A watch that asks for progress is told the newest revision without any event
    Given the store is watched as W:
      """
      {key: a}
      """
    And these keys:
      | key | value |
      | b   | 1     |
    And the store's answer is remembered as now
    When watch W asks for progress
    Then watch W is told:
      """
      {created: false, canceled: false, revision: $now.revision, events: []}
      """

  @ETCD-7k
  Scenario: A watch from a revision still to come hears of nothing before it
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as now
    And the store is watched as W:
      """
      {key: a, startRevision: $now.secondNextRevision}
      """
    And these keys:
      | key | value |
      | a   | 2     |
    When the store is sent a put:
      """
      {key: a, value: third}
      """
    Then watch W receives:
      | type | key | value | modRevision             |
      | PUT  | a   | third | $now.secondNextRevision |

  @ETCD-7l
  Scenario: A watch of a range that can hold no key is cancelled at once
    When the store is watched as W:
      """
      {key: b, rangeEnd: a}
      """
    Then watch W is told:
      """
      {created: true, canceled: true, compactRevision: 0}
      """
