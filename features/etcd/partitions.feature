@needs-etcdCluster @needs-etcdFaults
Feature: Partitions

  @ETCD-9
  Scenario: A write that only a minority has is shown by nobody
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the members are split into the leader | the other members
    When the old leader is sent a put:
      """
      {key: a, value: minority}
      """
    Then it is not acknowledged within 1s
    And all members hold:
      | key | value | version |
      | a   | 1     | 1       |

  @ETCD-9a
  Scenario: A member that missed writes answers a linearizable read with all of them
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And a follower is paused
    And these keys:
      | key | value |
      | a   | 2     |
    And that follower is resumed
    When that follower is sent a range:
      """
      {key: a}
      """
    Then the store answers:
      """
      kvs: [{key: a, value: "2", version: 2}]
      """

  @ETCD-9a
  Scenario: A deposed leader answers no linearizable read from what it has
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the members are split into the leader | the other members
    And the other members agree on a leader
    When the old leader is sent a range:
      """
      {key: a}
      """
    Then it is not acknowledged within 1s

  @ETCD-9b
  Scenario: A member that is cut off answers a serializable read from its own state
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And all members hold:
      | key | value |
      | a   | 1     |
    And the members are split into a follower | the leader, the other members
    And the leader is sent a put:
      """
      {key: a, value: "2"}
      """
    When that follower is sent a range:
      """
      {key: a, serializable: true}
      """
    Then the store answers:
      """
      kvs: [{key: a, value: "1", version: 1}]
      """

  @ETCD-13
  Scenario: The majority side elects a leader and goes on
    Given a store of 5 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the members are split into the leader, a follower | the other members
    When the other members agree on a leader
    And another member is sent a put:
      """
      {key: a, value: majority}
      """
    Then the store answers:
      """
      {revision: !any}
      """
    And the other members hold:
      | key | value    | version |
      | a   | majority | 2       |

  @ETCD-13
  Scenario: A member that is cut off from the leader and its majority commits nothing
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the members are split into a follower | the leader, the other members
    When that follower is sent a put:
      """
      {key: a, value: minority}
      """
    Then it is not acknowledged within 1s
    And all members hold:
      | key | value | version |
      | a   | 1     | 1       |

  @ETCD-13
  Scenario: The minority side commits nothing, though the leader is there
    Given a store of 5 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the members are split into the leader, a follower | the other members
    When that follower is sent a put:
      """
      {key: a, value: minority}
      """
    Then it is not acknowledged within 1s

  @ETCD-13
  Scenario: No side of a split without a majority commits anything
    Given a store of 4 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the members are split into members 1, 2 | members 3, 4
    When the store is sent a put:
      """
      {key: a, value: "2"}
      """
    Then it is not acknowledged within 1s

  @ETCD-13a
  Scenario: What the old leader could not commit is gone after healing
    Given a store of 3 members
    When the members are split into the leader | the other members
    And the old leader is sent a put:
      """
      {key: a, value: minority}
      """
    Then it is not acknowledged within 1s
    And the other members agree on a leader
    And another member is sent a put:
      """
      {key: a, value: majority}
      """
    And the network is healed
    And all members hold:
      | key | value    | version |
      | a   | majority | 1       |

  @ETCD-13b
  Scenario: A leader that reaches no majority stops leading
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    When the members are split into the leader | the other members
    Then the old leader knows no leader

  @ETCD-13c
  Scenario: A leader whose messages do not arrive is replaced, though it hears the others
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    When nothing from the leader reaches the other members
    Then the other members agree on a leader
    And another member is sent a put:
      """
      {key: a, value: "2"}
      """
    And the other members hold:
      | key | value |
      | a   | 2     |

  @ETCD-13d
  Scenario: After healing all members agree on one leader and one state
    Given a store of 5 members
    And these keys:
      | key | value |
      | a   | 1     |
    And the members are split into the leader, a follower | the other members
    And the other members agree on a leader
    When the network is healed
    Then all members agree on a leader
    And all members hold:
      | key | value |
      | a   | 1     |
