@needs-etcdCluster
Feature: History and compaction

  @ETCD-6
  Scenario: A read at an old revision gives the state of that moment
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
    And the store's answer is remembered as then
    And these keys:
      | key | value |
      | a   | 3     |
      | c   | 4     |
    And the store is sent a delete range:
      """
      {key: b}
      """
    When the store is sent a range:
      """
      {key: a, rangeEnd: z, revision: $then.revision}
      """
    Then the store answers:
      """
      count: 2
      kvs:
        - {key: a, value: "1", modRevision: $then.previousRevision, version: 1}
        - {key: b, value: "2", modRevision: $then.revision, version: 1}
      """

  @ETCD-6
  Scenario: A page of an old revision is cut and counted as that revision was
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | c   | 3     |
    And the store's answer is remembered as then
    And the store is sent a delete range:
      """
      {key: a, rangeEnd: c}
      """
    And these keys:
      | key | value |
      | bb  | 4     |
    When the store is sent a range:
      """
      {key: b, rangeEnd: z, limit: 1, revision: $then.revision}
      """
    Then the store answers:
      """
      {count: 2, more: true, kvs: [{key: b, value: "2"}]}
      """

  @ETCD-6a
  Scenario: The answer to a read at an old revision still tells the newest one
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as then
    And these keys:
      | key | value |
      | a   | 2     |
    When the store is sent a range:
      """
      {key: a, revision: $then.revision}
      """
    Then the store answers:
      """
      {revision: $then.nextRevision, kvs: [{value: "1"}]}
      """

  @ETCD-6b
  Scenario: A read at a revision that is still to come is refused
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as now
    When the store is sent a range:
      """
      {key: a, revision: $now.nextRevision}
      """
    Then the store refuses it with OUT_OF_RANGE

  @ETCD-6c @exclusive
  Scenario: A read below the compacted revision is refused
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as then
    And these keys:
      | key | value |
      | a   | 2     |
    And the store is sent a compaction:
      """
      {revision: $then.nextRevision}
      """
    When the store is sent a range:
      """
      {key: a, revision: $then.revision}
      """
    Then the store refuses it with OUT_OF_RANGE

  @ETCD-6d @exclusive
  Scenario: A read at the compacted revision itself is answered
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
    When the store is sent a range:
      """
      {key: a, revision: $then.revision}
      """
    Then the store answers:
      """
      kvs: [{key: a, value: "2", version: 2}]
      """

  @ETCD-6e @exclusive
  Scenario: A compaction changes neither the newest state nor the revision
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | a   | 3     |
    And the store's answer is remembered as before
    When the store is sent a compaction:
      """
      {revision: $before.revision}
      """
    Then the store answers:
      """
      {revision: $before.revision}
      """
    And the keys are:
      | key | value | createRevision           | modRevision              | version |
      | a   | 3     | !not $before.revision    | $before.revision         | 2       |
      | b   | 2     | $before.previousRevision | $before.previousRevision | 1       |

  @ETCD-6f @exclusive
  Scenario Outline: A compaction <where> is refused
    Given these keys:
      | key | value |
      | a   | 1     |
      | a   | 2     |
    And the store's answer is remembered as now
    And the store is sent a compaction:
      """
      {revision: $now.revision}
      """
    When the store is sent a compaction:
      """
      {revision: $now.<which>}
      """
    Then the store refuses it with OUT_OF_RANGE

    Examples:
      | where                             | which            |
      | at the revision that is compacted | revision         |
      | below it                          | previousRevision |
      | at a revision still to come       | nextRevision     |
