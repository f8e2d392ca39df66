@needs-etcdCluster
Feature: Leases

  @ETCD-8 @needs-clock
  Scenario: The keys of a lease vanish when it expires
    Given the store is sent a lease grant:
      """
      {id: 81, ttlSeconds: 2}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 81    |
      | b   | 2     |       |
    When 4s passes
    Then the keys are:
      | key | value |
      | b   | 2     |

  @ETCD-8a @needs-clock
  Scenario: The keys of a lease are there until its time has passed
    Given the store is sent a lease grant:
      """
      {id: 82, ttlSeconds: 3}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 82    |
    When 2s passes
    Then the keys are:
      | key | value | lease |
      | a   | 1     | 82    |

  @ETCD-8b
  Scenario: A revoked lease takes all its keys with it in one revision
    Given the store is sent a lease grant:
      """
      {id: 83, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | b   | 1     | 83    |
      | c   | 2     |       |
      | a   | 3     | 83    |
    And the store's answer is remembered as before
    And the store is watched as W:
      """
      {key: a, rangeEnd: z}
      """
    When the store is sent a lease revoke:
      """
      {id: 83}
      """
    Then the keys are:
      | key | value |
      | c   | 2     |
    And watch W is told:
      """
      revision: $before.nextRevision
      events: [{type: DELETE, key: a, modRevision: $before.nextRevision}, {type: DELETE, key: b, modRevision: $before.nextRevision}]
      """

  @ETCD-8c @needs-clock
  Scenario: Keep-alive gives a lease its whole time anew
    Given the store is sent a lease grant:
      """
      {id: 84, ttlSeconds: 3}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 84    |
    And 2s passes
    When the store is sent a lease keep-alive:
      """
      {id: 84}
      """
    And 2s passes
    Then the store answers:
      """
      {id: 84, ttlSeconds: 3}
      """
    And the keys are:
      | key | value |
      | a   | 1     |

  @ETCD-8d
  Scenario: A put with a lease that does not exist is refused and changes nothing
    Given these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a put:
      """
      {key: a, value: new, lease: 85}
      """
    Then the store refuses it with NOT_FOUND
    And the keys are:
      | key | value | version |
      | a   | 1     | 1       |

  @ETCD-8e
  Scenario: A lease id that is in use cannot be granted again
    Given the store is sent a lease grant:
      """
      {id: 86, ttlSeconds: 60}
      """
    When the store is sent a lease grant:
      """
      {id: 86, ttlSeconds: 70}
      """
    Then the store refuses it with FAILED_PRECONDITION

  @ETCD-8f
  Scenario: A put without a lease takes the key off the lease that it hung on
    Given the store is sent a lease grant:
      """
      {id: 87, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 87    |
      | a   | 2     |       |
    When the store is sent a lease revoke:
      """
      {id: 87}
      """
    Then the keys are:
      | key | value | lease | version |
      | a   | 2     | 0     | 2       |

  @ETCD-8f
  Scenario: A put with another lease moves the key there
    Given the store is sent a lease grant:
      """
      {id: 88, ttlSeconds: 60}
      """
    And the store is sent a lease grant:
      """
      {id: 89, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 88    |
      | b   | 1     | 88    |
      | a   | 2     | 89    |
    When the store is sent a lease revoke:
      """
      {id: 88}
      """
    Then the keys are:
      | key | value | lease |
      | a   | 2     | 89    |

  @ETCD-8f
  Scenario: A key that was deleted and made again hangs on no lease of its former life
    Given the store is sent a lease grant:
      """
      {id: 80, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 80    |
    And the store is sent a delete range:
      """
      {key: a}
      """
    And these keys:
      | key | value |
      | a   | 2     |
    When the store is sent a lease revoke:
      """
      {id: 80}
      """
    Then the keys are:
      | key | value |
      | a   | 2     |

  @ETCD-8g
  Scenario: A lease tells what time it was granted and which keys hang on it
    Given the store is sent a lease grant:
      """
      {id: 90, ttlSeconds: 600}
      """
    And these keys:
      | key | value | lease |
      | b   | 1     | 90    |
      | a   | 2     | 90    |
      | c   | 3     |       |
    When the store is sent a lease time-to-live:
      """
      {id: 90, keys: true}
      """
    Then the store answers:
      """
      {id: 90, ttlSeconds: !within 590..600, grantedTtlSeconds: 600, keys: !unordered [a, b]}
      """

  @ETCD-8g
  Scenario: Whoever does not ask for the keys of a lease is told none
    Given the store is sent a lease grant:
      """
      {id: 96, ttlSeconds: 600}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     | 96    |
    When the store is sent a lease time-to-live:
      """
      {id: 96}
      """
    Then the store answers:
      """
      {id: 96, ttlSeconds: !within 590..600, grantedTtlSeconds: 600, keys: []}
      """

  @ETCD-8h
  Scenario: A lease that does not exist has a time to live of minus one
    When the store is sent a lease time-to-live:
      """
      {id: 91}
      """
    Then the store answers:
      """
      {id: 91, ttlSeconds: -1}
      """

  @ETCD-8h
  Scenario: A keep-alive of a lease that does not exist is answered with no time
    When the store is sent a lease keep-alive:
      """
      {id: 92}
      """
    Then the store answers:
      """
      {id: 92, ttlSeconds: 0}
      """

  @ETCD-8h
  Scenario: A lease that does not exist cannot be revoked
    When the store is sent a lease revoke:
      """
      {id: 93}
      """
    Then the store refuses it with NOT_FOUND

  @ETCD-8i
  Scenario: A lease is granted for no less than was asked
    When the store is sent a lease grant:
      """
      {id: 94, ttlSeconds: 100}
      """
    Then the store answers:
      """
      {id: 94, ttlSeconds: !within 100..9000000000}
      """

  @ETCD-8i
  Scenario: A lease that is asked for a time beyond all measure is refused
    When the store is sent a lease grant:
      """
      {id: 95, ttlSeconds: 9000000001}
      """
    Then the store refuses it with OUT_OF_RANGE
