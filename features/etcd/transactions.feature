@needs-etcdCluster
Feature: Compare and swap

  @ETCD-5
  Scenario: Of two writers that read the same revision exactly one commits
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as read
    When the store is sent at once:
      """
      txn:
        compare: [{key: a, result: EQUAL, target: {modRevision: $read.revision}}]
        success: [{put: {key: a, value: mine}}]
      ---
      txn:
        compare: [{key: a, result: EQUAL, target: {modRevision: $read.revision}}]
        success: [{put: {key: a, value: mine}}]
      """
    Then the store answers:
      """
      !unordered [{succeeded: true}, {succeeded: false}]
      """
    And the keys are:
      | key | value | modRevision        | version |
      | a   | mine  | $read.nextRevision | 2       |

  @ETCD-5
  Scenario: A swap that compares a revision that has passed changes nothing
    Given these keys:
      | key | value |
      | a   | 1     |
    And the store's answer is remembered as read
    And these keys:
      | key | value  |
      | a   | theirs |
    When the store is sent a txn:
      """
      compare: [{key: a, result: EQUAL, target: {modRevision: $read.revision}}]
      success: [{put: {key: a, value: mine}}]
      """
    Then the store answers:
      """
      {succeeded: false, revision: $read.nextRevision, responses: []}
      """
    And the keys are:
      | key | value  | modRevision        | version |
      | a   | theirs | $read.nextRevision | 2       |

  @ETCD-5a
  Scenario: Where every compare holds the first branch is done, and nothing of the second
    Given these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a txn:
      """
      compare:
        - {key: a, result: EQUAL, target: {version: 1}}
        - {key: b, result: EQUAL, target: {version: 0}}
      success: [{put: {key: b, value: yes}}]
      failure: [{put: {key: c, value: no}}, {deleteRange: {key: a}}]
      """
    Then the store answers:
      """
      {succeeded: true, responses: [{put: !any }]}
      """
    And the keys are:
      | key | value |
      | a   | 1     |
      | b   | yes   |

  @ETCD-5a
  Scenario: Where one compare fails the second branch is done, and nothing of the first
    Given these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a txn:
      """
      compare:
        - {key: a, result: EQUAL, target: {version: 1}}
        - {key: a, result: EQUAL, target: {version: 2}}
      success: [{put: {key: b, value: yes}}]
      failure: [{put: {key: c, value: no}}, {deleteRange: {key: a}}]
      """
    Then the store answers:
      """
      {succeeded: false, responses: [{put: !any }, {deleteRange: {deleted: 1}}]}
      """
    And the keys are:
      | key | value |
      | c   | no    |

  @ETCD-5b
  Scenario Outline: A compare of the <what> <outcome>
    Given the store is sent a lease grant:
      """
      {id: 74, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | 1     |       |
    And the store's answer is remembered as made
    And these keys:
      | key | value | lease |
      | a   | five  | 74    |
    When the store is sent a txn:
      """
      compare: [{key: a, result: <result>, target: <target>}]
      """
    Then the store answers:
      """
      {succeeded: <succeeded>}
      """

    Examples:
      | what               | outcome                        | result    | target                                   | succeeded |
      | version            | holds where it is equal        | EQUAL     | {version: 2}                             | true      |
      | version            | fails where it is greater      | EQUAL     | {version: 1}                             | false     |
      | version            | fails where it is less         | EQUAL     | {version: 3}                             | false     |
      | version            | holds where it is greater      | GREATER   | {version: 1}                             | true      |
      | version            | fails where it is no greater   | GREATER   | {version: 2}                             | false     |
      | version            | holds where it is less         | LESS      | {version: 3}                             | true      |
      | version            | fails where it is no less      | LESS      | {version: 2}                             | false     |
      | version            | holds where it differs         | NOT_EQUAL | {version: 3}                             | true      |
      | version            | fails where it does not differ | NOT_EQUAL | {version: 2}                             | false     |
      | create revision    | holds where it is equal        | EQUAL     | {createRevision: $made.revision}         | true      |
      | create revision    | fails where it is greater      | EQUAL     | {createRevision: $made.previousRevision} | false     |
      | create revision    | fails where it is less         | EQUAL     | {createRevision: $made.nextRevision}     | false     |
      | create revision    | holds where it is greater      | GREATER   | {createRevision: $made.previousRevision} | true      |
      | create revision    | fails where it is no greater   | GREATER   | {createRevision: $made.revision}         | false     |
      | create revision    | holds where it is less         | LESS      | {createRevision: $made.nextRevision}     | true      |
      | create revision    | fails where it is no less      | LESS      | {createRevision: $made.revision}         | false     |
      | create revision    | holds where it differs         | NOT_EQUAL | {createRevision: $made.nextRevision}     | true      |
      | create revision    | fails where it does not differ | NOT_EQUAL | {createRevision: $made.revision}         | false     |
      | mod revision       | holds where it is equal        | EQUAL     | {modRevision: $made.nextRevision}        | true      |
      | mod revision       | fails where it is greater      | EQUAL     | {modRevision: $made.revision}            | false     |
      | mod revision       | fails where it is less         | EQUAL     | {modRevision: $made.secondNextRevision}  | false     |
      | mod revision       | holds where it is greater      | GREATER   | {modRevision: $made.revision}            | true      |
      | mod revision       | fails where it is no greater   | GREATER   | {modRevision: $made.nextRevision}        | false     |
      | mod revision       | holds where it is less         | LESS      | {modRevision: $made.secondNextRevision}  | true      |
      | mod revision       | fails where it is no less      | LESS      | {modRevision: $made.nextRevision}        | false     |
      | mod revision       | holds where it differs         | NOT_EQUAL | {modRevision: $made.secondNextRevision}  | true      |
      | mod revision       | fails where it does not differ | NOT_EQUAL | {modRevision: $made.nextRevision}        | false     |
      | value              | holds where it is equal        | EQUAL     | {value: five}                            | true      |
      | value              | fails where it is greater      | EQUAL     | {value: fiv}                             | false     |
      | value              | fails where it is less         | EQUAL     | {value: fivee}                           | false     |
      | value              | holds where it is greater      | GREATER   | {value: fiv}                             | true      |
      | value              | fails where it is no greater   | GREATER   | {value: five}                            | false     |
      | value              | holds where it is less         | LESS      | {value: fivee}                           | true      |
      | value              | fails where it is no less      | LESS      | {value: five}                            | false     |
      | value              | holds where it differs         | NOT_EQUAL | {value: fivee}                           | true      |
      | value              | fails where it does not differ | NOT_EQUAL | {value: five}                            | false     |
      | lease              | holds where it is equal        | EQUAL     | {lease: 74}                              | true      |
      | lease              | fails where it is greater      | EQUAL     | {lease: 73}                              | false     |
      | lease              | fails where it is less         | EQUAL     | {lease: 75}                              | false     |
      | lease              | holds where it is greater      | GREATER   | {lease: 73}                              | true      |
      | lease              | fails where it is no greater   | GREATER   | {lease: 74}                              | false     |
      | lease              | holds where it is less         | LESS      | {lease: 75}                              | true      |
      | lease              | fails where it is no less      | LESS      | {lease: 74}                              | false     |
      | lease              | holds where it differs         | NOT_EQUAL | {lease: 75}                              | true      |
      | lease              | fails where it does not differ | NOT_EQUAL | {lease: 74}                              | false     |
      | bytes of the value | puts high bytes last           | LESS      | {value: "fiv\\xff"}                      | true      |

  @ETCD-5c
  Scenario Outline: A key that does not exist has <what>
    When the store is sent a txn:
      """
      compare: [{key: missing, result: <result>, target: <target>}]
      """
    Then the store answers:
      """
      {succeeded: <succeeded>}
      """

    Examples:
      | what                    | result    | target              | succeeded |
      | version 0               | EQUAL     | {version: 0}        | true      |
      | create revision 0       | EQUAL     | {createRevision: 0} | true      |
      | mod revision 0          | EQUAL     | {modRevision: 0}    | true      |
      | lease 0                 | EQUAL     | {lease: 0}          | true      |
      | no version above 0      | GREATER   | {version: 0}        | false     |
      | no value to be equal to | EQUAL     | {value: ""}         | false     |
      | no value to differ from | NOT_EQUAL | {value: any}        | false     |
      | no value to be below    | LESS      | {value: any}        | false     |
      | no value to be above    | GREATER   | {value: ""}         | false     |

  @ETCD-5d
  Scenario Outline: A compare over a range <outcome>
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | b   | 3     |
    When the store is sent a txn:
      """
      compare: [{key: a, rangeEnd: c, result: GREATER, target: {version: <version>}}]
      """
    Then the store answers:
      """
      {succeeded: <succeeded>}
      """

    Examples:
      | outcome                          | version | succeeded |
      | holds where it does for each key | 0       | true      |
      | fails where it fails for one key | 1       | false     |

  @ETCD-5d
  Scenario Outline: A compare of the <what> over a range without keys <outcome>
    When the store is sent a txn:
      """
      compare: [{key: a, rangeEnd: c, result: EQUAL, target: <target>}]
      """
    Then the store answers:
      """
      {succeeded: <succeeded>}
      """

    Examples:
      | what    | outcome              | target       | succeeded |
      | version | holds for zero       | {version: 0} | true      |
      | version | fails for any other  | {version: 1} | false     |
      | value   | fails whatever it is | {value: ""}  | false     |

  @ETCD-5e
  Scenario: The operations of a transaction are done in order, each seeing those before it
    Given these keys:
      | key | value |
      | a   | old   |
    When the store is sent a txn:
      """
      success:
        - range: {key: a}
        - put: {key: a, value: new}
        - range: {key: a}
        - put: {key: b, value: also}
        - range: {key: a, rangeEnd: c, countOnly: true}
      """
    Then the store answers:
      """
      responses:
        - range: {kvs: [{value: old}]}
        - put: !any
        - range: {kvs: [{value: new}]}
        - put: !any
        - range: {count: 2}
      """

  @ETCD-5f
  Scenario Outline: A transaction that <does> is refused whole
    Given these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a txn:
      """
      success: <success>
      """
    Then the store refuses it with INVALID_ARGUMENT
    And the keys are:
      | key | value |
      | a   | 1     |

    Examples:
      | does                                     | success                                                                           |
      | puts one key twice                       | [{put: {key: a, value: x}}, {put: {key: a, value: y}}]                            |
      | puts a key and deletes it                | [{put: {key: a, value: x}}, {deleteRange: {key: a}}]                              |
      | puts a key within a range that it deletes | [{deleteRange: {key: a, rangeEnd: z}}, {put: {key: b, value: x}}]                |
      | puts a key that an inner one puts too    | [{put: {key: b}}, {txn: {success: [{put: {key: b}}]}}]                            |

  @ETCD-5f
  Scenario: The two branches of an inner transaction may put the same key
    When the store is sent a txn:
      """
      success:
        - txn:
            compare: [{key: a, result: GREATER, target: {version: 0}}]
            success: [{put: {key: a, value: was there}}]
            failure: [{put: {key: a, value: was not}}]
      """
    Then the keys are:
      | key | value   |
      | a   | was not |

  @ETCD-5g
  Scenario: Where one operation cannot be done none is
    Given these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a txn:
      """
      success: [{put: {key: a, value: new}}, {put: {key: b, value: new, lease: 79}}]
      """
    Then the store refuses it with NOT_FOUND
    And the keys are:
      | key | value | version |
      | a   | 1     | 1       |

  @ETCD-5h
  Scenario: An inner transaction compares with what was there before the outer one
    When the store is sent a txn:
      """
      success:
        - put: {key: a, value: outer}
        - txn:
            compare: [{key: a, result: EQUAL, target: {version: 0}}]
            success: [{put: {key: b, value: before}}]
            failure: [{put: {key: b, value: after}}]
      """
    Then the keys are:
      | key | value  |
      | a   | outer  |
      | b   | before |
