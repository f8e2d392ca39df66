@needs-etcdCluster @needs-etcdFaults
Feature: Members that come, go and come back

  @ETCD-14
  Scenario: A member that was down catches up and counts again
    Given a store of 3 members
    And a follower is killed
    And these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
    When that follower is restarted
    Then that follower holds:
      | key | value |
      | a   | 1     |
      | b   | 2     |

  @ETCD-14
  Scenario: A member that has caught up counts again
    Given a store of 3 members
    And a follower is killed
    And these keys:
      | key | value |
      | a   | 1     |
    And that follower is restarted
    And that follower holds:
      | key | value |
      | a   | 1     |
    And another member is killed
    When the leader is sent a put:
      """
      {key: a, value: "2"}
      """
    Then the store answers:
      """
      {revision: !any}
      """

  @ETCD-14
  Scenario: A member that stood still catches up
    Given a store of 3 members
    And the leader is paused
    And the other members agree on a leader
    And another member is sent a put:
      """
      {key: a, value: "1"}
      """
    When the old leader is resumed
    Then the old leader holds:
      | key | value |
      | a   | 1     |
    And all members agree on a leader

  @ETCD-14a
  Scenario: A member that missed more than the others' logs keep catches up all the same
    Given a store of 3 members
    And a follower is killed
    And 6500 keys are put
    And the store is sent a delete range:
      """
      {key: load/, rangeEnd: load/999}
      """
    When that follower is restarted
    Then that follower holds:
      | key      | value |
      | load/999 | 999   |

  @ETCD-14b
  Scenario: A learner catches up and becomes a voter
    Given a store of 1 member
    And these keys:
      | key | value |
      | a   | 1     |
    And a learner is started
    And the learner holds:
      | key | value |
      | a   | 1     |
    When the learner is promoted
    Then the members are:
      | number | isLearner |
      | 1      | false     |
      | 2      | false     |
    And all members agree on a leader

  @ETCD-14c
  Scenario: A learner does not count towards the majority
    Given a store of 2 members
    And a learner is started
    And the learner holds:
      | key | value |
    And member 2 is killed
    When member 1 is sent a put:
      """
      {key: a, value: "1"}
      """
    Then it is not acknowledged within 1s

  @ETCD-14c
  Scenario: A learner that is away is not missed
    Given a store of 1 member
    And a learner is started
    And the learner holds:
      | key | value |
    And the learner is killed
    When member 1 is sent a put:
      """
      {key: a, value: "1"}
      """
    Then the store answers:
      """
      {revision: !any}
      """

  @ETCD-14d
  Scenario: A learner answers no linearizable read
    Given a store of 1 member
    And these keys:
      | key | value |
      | a   | 1     |
    And a learner is started
    And the learner holds:
      | key | value |
      | a   | 1     |
    When the learner is sent a range:
      """
      {key: a}
      """
    Then it is not acknowledged within 1s

  @ETCD-14d
  Scenario: A learner acknowledges no write
    Given a store of 1 member
    And these keys:
      | key | value |
      | a   | 1     |
    And a learner is started
    And the learner holds:
      | key | value |
      | a   | 1     |
    When the learner is sent a put:
      """
      {key: a, value: "2"}
      """
    Then it is not acknowledged within 1s

  @ETCD-15
  Scenario: A stranger that knows all addresses takes part in nothing
    Given a store of 3 members
    And these keys:
      | key | value |
      | a   | 1     |
    And a stranger is started
    When the stranger is sent a put:
      """
      {key: a, value: stranger}
      """
    Then it is not acknowledged within 1s
    And the members are:
      | number | isLearner |
      | 1      | false     |
      | 2      | false     |
      | 3      | false     |
    And all members hold:
      | key | value |
      | a   | 1     |

  @ETCD-15a
  Scenario: A member that was removed no longer counts
    Given a store of 4 members
    And a follower is killed
    And that follower is removed
    And another member is killed
    And all members agree on a leader
    When the store is sent a put:
      """
      {key: a, value: "1"}
      """
    Then the store answers:
      """
      {revision: !any}
      """

  @ETCD-15b
  Scenario: A member that was removed takes part in nothing any more
    Given a store of 3 members
    And a follower is removed
    When that follower is sent a put:
      """
      {key: a, value: removed}
      """
    Then it is not acknowledged within 1s
    And the keys are:
      | key | value |
    And the members are:
      | isLearner |
      | false     |
      | false     |

  @ETCD-15c
  Scenario: A voter that was added counts
    Given a store of 1 member
    And a voter is started
    And all members agree on a leader
    And the new member is killed
    When member 1 is sent a put:
      """
      {key: a, value: "1"}
      """
    Then it is not acknowledged within 1s

  @ETCD-19
  Scenario: Every member tells the members of the store
    Given a store of 3 members
    When all members agree on a leader
    Then the members are:
      | number | isLearner |
      | 1      | false     |
      | 2      | false     |
      | 3      | false     |

  @ETCD-19a
  Scenario: Leadership is handed over on request
    Given a store of 3 members
    And the leader is sent a put:
      """
      {key: a, value: "1"}
      """
    When a follower is made the leader
    Then all members agree on a leader
    And that follower leads the others
