@needs-etcdCluster @needs-etcdFaults
Feature: Odd quorums

  More than half of the members must agree on a write: floor(members / 2) + 1 are a majority, and the others may be missing. A
  member more than an odd number is one more that can fail, and tolerates no failure more.

  @ETCD-10
  Scenario Outline: A store of <members> goes on with <majority> of its members when <tolerated> have failed, the leader first
    Given a store of <members> members
    And these keys:
      | key | value |
      | a   | 1     |
    And <tolerated> members are killed
    And all members agree on a leader
    When the store is sent a txn:
      """
      success: [{put: {key: a, value: "2"}}, {range: {key: a}}]
      """
    Then the store answers:
      """
      {succeeded: true, responses: [{}, {range: {kvs: [{value: "2", version: 2}]}}]}
      """
    And the keys are:
      | key | value |
      | a   | 2     |

    Examples:
      | members | majority | tolerated |
      | 1       | 1        | 0         |
      | 2       | 2        | 0         |
      | 3       | 2        | 1         |
      | 4       | 3        | 1         |
      | 5       | 3        | 2         |
      | 6       | 4        | 2         |
      | 7       | 4        | 3         |
      | 8       | 5        | 3         |
      | 9       | 5        | 4         |

  @ETCD-10a
  Scenario Outline: A store of <members> acknowledges nothing once <failed> have failed, since fewer than <majority> are left
    Given a store of <members> members
    And these keys:
      | key | value |
      | a   | 1     |
    And <failed> members are killed
    When the store is sent a put:
      """
      {key: a, value: "2"}
      """
    Then it is not acknowledged within 1s

    Examples:
      | members | majority | failed |
      | 1       | 1        | 1      |
      | 2       | 2        | 1      |
      | 3       | 2        | 2      |
      | 4       | 3        | 2      |
      | 5       | 3        | 3      |
      | 6       | 4        | 3      |
      | 7       | 4        | 4      |
      | 8       | 5        | 4      |
      | 9       | 5        | 5      |

  @ETCD-11
  Scenario: Without a majority no write is acknowledged
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And 2 members are killed
    When the store is sent a put:
      """
      {key: a, value: "2"}
      """
    Then it is not acknowledged within 1s

  @ETCD-11a
  Scenario: Without a majority no linearizable read is answered
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And 2 members are killed
    When the store is sent a range:
      """
      {key: a}
      """
    Then it is not acknowledged within 1s

  @ETCD-11b
  Scenario: Without a majority a member that runs still answers serializable reads
    Given a store of 5 members
    And these keys:
      | key | value |
      | a   | 1     |
    And all members hold:
      | key | value |
      | a   | 1     |
    And 4 members are killed
    When the store is sent a range:
      """
      {key: a, serializable: true}
      """
    Then the store answers:
      """
      {count: 1, kvs: [{key: a, value: "1"}]}
      """

  @ETCD-11c @needs-clock
  Scenario: No lease expires while there is no majority to say so
    Given a store of 3 members
    And the store is sent a lease grant:
      """
      {id: 61, ttlSeconds: 2}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 61    |
    And all members hold:
      | key | value |
      | a   | 1     |
    And 2 members are killed
    When 4s passes
    And the store is sent a range:
      """
      {key: a, serializable: true}
      """
    Then the store answers:
      """
      {count: 1, kvs: [{key: a, lease: 61}]}
      """

  @ETCD-12
  Scenario Outline: A store of <members> that has lost <failed> knows every acknowledged write when they are back
    Given a store of <members> members
    And these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | a   | 3     |
    And the store's answer is remembered as last
    And <failed> members are killed
    When all members are restarted
    And all members agree on a leader
    Then the keys are:
      | key | value | modRevision    | version |
      | a   | 3     | $last.revision | 2       |
      | b   | 2     | !any           | 1       |

    Examples:
      | members | failed |
      | 1       | 1      |
      | 2       | 1      |
      | 2       | 2      |
      | 3       | 2      |
      | 3       | 3      |
      | 5       | 3      |

  @ETCD-12a
  Scenario: A majority that comes back goes on counting where it stopped
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as last
    And all members are killed
    And members 2, 3 are restarted
    And members 2, 3 agree on a leader
    When the store is sent a put:
      """
      {key: a, value: "2"}
      """
    Then the store answers:
      """
      {revision: $last.nextRevision}
      """
