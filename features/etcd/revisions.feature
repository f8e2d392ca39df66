@needs-etcdCluster
Feature: Revisions

  @ETCD-4
  Scenario: A put raises the revision by exactly one
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as before
    When the store is sent a put:
      """
      {key: b, value: two}
      """
    Then the store answers:
      """
      {revision: $before.nextRevision}
      """
    And the keys are:
      | key | value | modRevision          |
      | a   | 1     | $before.revision     |
      | b   | two   | $before.nextRevision |

  @ETCD-4
  Scenario: A put of the value that is there already is a write like any other
    Given these keys:
      | key | value |
      | a   | same  |
    And the store's answer is remembered as before
    When the store is sent a put:
      """
      {key: a, value: same}
      """
    Then the store answers:
      """
      {revision: $before.nextRevision}
      """
    And the keys are:
      | key | value | modRevision          | version |
      | a   | same  | $before.nextRevision | 2       |

  @ETCD-4
  Scenario: A deletion raises the revision by exactly one however many keys it deletes
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | c   | 3     |
    And the store's answer is remembered as before
    When the store is sent a delete range:
      """
      {key: a, rangeEnd: c}
      """
    Then the store answers:
      """
      {deleted: 2, revision: $before.nextRevision}
      """
    And the keys are:
      | key | value |
      | c   | 3     |

  @ETCD-4a
  Scenario Outline: A <request> that writes nothing leaves the revision where it is
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as before
    When the store is sent a <request>:
      """
      <message>
      """
    Then the store answers:
      """
      {revision: $before.revision}
      """
    And the keys are:
      | key | value | modRevision      |
      | a   | 1     | $before.revision |

    Examples:
      | request      | message                                                        |
      | range        | {key: a}                                                       |
      | delete range | {key: b, rangeEnd: z}                                          |
      | txn          | {success: [{range: {key: a}}, {deleteRange: {key: missing}}]}  |
      | txn          | {compare: [], success: []}                                     |
      | lease grant  | {id: 71, ttlSeconds: 60}                                       |

  @ETCD-4b
  Scenario: A key carries the revision of its creation, that of its last change and the count of its puts
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as first
    And these keys:
      | key | value |
      | b   | 2     |
      | a   | 3     |
    And the store's answer is remembered as third
    When the store is sent a range:
      """
      {key: a}
      """
    Then the store answers:
      """
      kvs: [{key: a, value: "3", createRevision: $first.revision, modRevision: $third.revision, version: 2}]
      """

  @ETCD-4c
  Scenario: A key that is created again begins a new life
    Given these keys:
      | key | value |
      | a   | 1     |
      | a   | 2     |
    And the store is sent a delete range:
      """
      {key: a}
      """
    And the store's answer is remembered as deletion
    When the store is sent a put:
      """
      {key: a, value: again}
      """
    Then the keys are:
      | key | value | createRevision         | modRevision            | version |
      | a   | again | $deletion.nextRevision | $deletion.nextRevision | 1       |

  @ETCD-4d
  Scenario: A transaction is one revision however many keys it writes
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
    And the store's answer is remembered as before
    When the store is sent a txn:
      """
      success: [{put: {key: a, value: new}}, {deleteRange: {key: b}}, {put: {key: c, value: new}}]
      """
    Then the store answers:
      """
      {succeeded: true, revision: $before.nextRevision}
      """
    And the keys are:
      | key | value | modRevision          |
      | a   | new   | $before.nextRevision |
      | c   | new   | $before.nextRevision |

  @ETCD-4e
  Scenario: A put tells the previous state of the key to who asks for it
    Given these keys:
      | key | value |
      | a   | old   |
    And the store's answer is remembered as before
    When the store is sent a put:
      """
      {key: a, value: new, prevKv: true}
      """
    Then the store answers:
      """
      prevKv: {key: a, value: old, modRevision: $before.revision, version: 1}
      """

  @ETCD-4e
  Scenario: A put of a key that did not exist has no previous state to tell
    When the store is sent a put:
      """
      {key: a, value: new, prevKv: true}
      """
    Then the store answers:
      """
      prevKv: !absent
      """

  @ETCD-4f
  Scenario: A put can keep the value that is there
    Given the store is sent a lease grant:
      """
      {id: 72, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | kept  | 72    |
    And the store's answer is remembered as before
    When the store is sent a put:
      """
      {key: a, ignoreValue: true}
      """
    Then the keys are:
      | key | value | version | lease | modRevision          |
      | a   | kept  | 2       | 0     | $before.nextRevision |

  @ETCD-4f
  Scenario: A put can keep the lease that is there
    Given the store is sent a lease grant:
      """
      {id: 73, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | old   | 73    |
    And the store's answer is remembered as before
    When the store is sent a put:
      """
      {key: a, value: new, ignoreLease: true}
      """
    Then the keys are:
      | key | value | version | lease | modRevision          |
      | a   | new   | 2       | 73    | $before.nextRevision |

  @ETCD-4g
  Scenario Outline: A put that is to keep the <kept> of a key that does not exist is refused
    Given these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a put:
      """
      {key: b, <flag>: true}
      """
    Then the store refuses it with INVALID_ARGUMENT
    And the keys are:
      | key | value |
      | a   | 1     |

    Examples:
      | kept  | flag        |
      | value | ignoreValue |
      | lease | ignoreLease |
