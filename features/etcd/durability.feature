@needs-etcdCluster @needs-etcdFaults
Feature: Durability

  @ETCD-16
  Scenario Outline: Acknowledged writes survive the death of all <members> members at once
    Given a store of <members> members
    And these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | a   | 3     |
    And the store's answer is remembered as last
    When all members are killed and restarted
    And all members agree on a leader
    Then the keys are:
      | key | value | createRevision | modRevision    | version |
      | a   | 3     | !any           | $last.revision | 2       |
      | b   | 2     | !any           | !any           | 1       |

    Examples:
      | members |
      | 1       |
      | 3       |
      | 5       |

  @ETCD-16a
  Scenario: What the leader acknowledged survives its death in the next moment
    Given a store of 3 members
    And the leader is sent a put:
      """
      {key: a, value: "1"}
      """
    When the leader is killed
    And all members agree on a leader
    Then the keys are:
      | key | value |
      | a   | 1     |

  @ETCD-16b
  Scenario: A lease and the keys that hang on it survive the death of all members
    Given a store of 3 members
    And the store is sent a lease grant:
      """
      {id: 71, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 71    |
    And all members are killed and restarted
    And all members agree on a leader
    When the store is sent a lease time-to-live:
      """
      {id: 71, keys: true}
      """
    Then the store answers:
      """
      {id: 71, grantedTtlSeconds: 60, ttlSeconds: !within 1..60, keys: [a]}
      """

  @ETCD-16c
  Scenario: A lease that was revoked stays revoked when the members come back
    Given a store of 1 member
    And the store is sent a lease grant:
      """
      {id: 72, ttlSeconds: 60}
      """
    And the store is sent a lease revoke:
      """
      {id: 72}
      """
    And all members are killed and restarted
    And all members agree on a leader
    When the store is sent a lease time-to-live:
      """
      {id: 72}
      """
    Then the store answers:
      """
      {ttlSeconds: -1}
      """

  @ETCD-16d
  Scenario: The history survives the death of all members
    Given a store of 1 member
    And these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as then
    And these keys:
      | key | value |
      | a   | 2     |
    And all members are killed and restarted
    And all members agree on a leader
    When the store is sent a range:
      """
      {key: a, revision: $then.revision}
      """
    Then the store answers:
      """
      {revision: $then.nextRevision, kvs: [{value: "1"}]}
      """

  @ETCD-16e
  Scenario: A compaction survives the death of all members
    Given a store of 1 member
    And these keys:
      | key | value |
      | a   | 1     |
      | a   | 2     |
    And the store's answer is remembered as now
    And the store is sent a compaction:
      """
      {revision: $now.revision}
      """
    And all members are killed and restarted
    And all members agree on a leader
    When the store is sent a range:
      """
      {key: a, revision: $now.previousRevision}
      """
    Then the store refuses it with OUT_OF_RANGE

  @ETCD-16f
  Scenario: Acknowledged writes survive the loss of power of all members
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
    And all members are powered off
    When all members are restarted
    And all members agree on a leader
    Then the keys are:
      | key | value |
      | a   | 1     |
      | b   | 2     |
