@needs-etcdCluster
Feature: A flat key space, read in ranges

  @ETCD-2
  Scenario: A slash in a key makes no folder
    Given these keys:
      | key  | value |
      | /a/b | inner |
    When the store is sent a range:
      """
      {key: /a}
      """
    Then the store answers:
      """
      {count: 0, kvs: []}
      """
    And the keys are:
      | key  | value |
      | /a/b | inner |

  @ETCD-2
  Scenario: Deleting what looks like a folder leaves what looks like its content
    Given these keys:
      | key  | value |
      | /a   | outer |
      | /a/b | inner |
    When the store is sent a delete range:
      """
      {key: /a}
      """
    Then the store answers:
      """
      {deleted: 1}
      """
    And the keys are:
      | key  | value |
      | /a/b | inner |

  @ETCD-2a
  Scenario: A range gives the keys from its start up to, not including, its end
    Given these keys:
      | key          | value |
      | /pods/dev/b  | 1     |
      | /pods/dev/a  | 2     |
      | /pods/dev0   | 3     |
      | /pods/deva   | 4     |
      | /pods/dev/   | 5     |
    When the store is sent a range:
      """
      {key: /pods/dev/, rangeEnd: /pods/dev0}
      """
    Then the store answers:
      """
      {count: 3, more: false, kvs: [{key: /pods/dev/}, {key: /pods/dev/a}, {key: /pods/dev/b}]}
      """

  @ETCD-2a
  Scenario: Keys are ordered byte by byte, whatever letters the bytes mean
    Given the store is sent a put:
      """
      {key: "b\xff"}
      """
    And these keys:
      | key | value |
      | bz  | 1     |
      | b   | 2     |
      | Z   | 3     |
      | a   | 4     |
    And the store is sent a put:
      """
      {key: "b\0"}
      """
    When the store is sent a range:
      """
      {key: "\0", rangeEnd: "\0"}
      """
    Then the store answers:
      """
      kvs: [{key: Z}, {key: a}, {key: b}, {key: "b\0"}, {key: bz}, {key: "b\xff"}]
      """

  @ETCD-2b
  Scenario: An end of one zero byte means every key from the start on
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | c   | 3     |
    When the store is sent a range:
      """
      {key: b, rangeEnd: "\0"}
      """
    Then the store answers:
      """
      {count: 2, kvs: [{key: b, value: "2"}, {key: c, value: "3"}]}
      """

  @ETCD-2c
  Scenario: A range whose end is not above its start holds nothing
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
    When the store is sent a range:
      """
      {key: b, rangeEnd: a}
      """
    Then the store answers:
      """
      {count: 0, more: false, kvs: []}
      """

  @ETCD-2d
  Scenario Outline: A limit of <limit> cuts the keys and says whether it did
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | c   | 3     |
    When the store is sent a range:
      """
      {key: a, rangeEnd: d, limit: <limit>}
      """
    Then the store answers:
      """
      {kvs: <kvs>, more: <more>, count: 3}
      """

    Examples:
      | limit | kvs                            | more  |
      | 0     | [{key: a}, {key: b}, {key: c}] | false |
      | 2     | [{key: a}, {key: b}]           | true  |
      | 3     | [{key: a}, {key: b}, {key: c}] | false |

  @ETCD-2e
  Scenario: A range of keys only leaves the values out and nothing else
    Given the store is sent a lease grant:
      """
      {id: 75, ttlSeconds: 60}
      """
    And these keys:
      | key | value | lease |
      | a   | one   | 75    |
    And the store's answer is remembered as made
    When the store is sent a range:
      """
      {key: a, keysOnly: true}
      """
    Then the store answers:
      """
      kvs: [{key: a, value: "", createRevision: $made.revision, modRevision: $made.revision, version: 1, lease: 75}]
      """

  @ETCD-2e
  Scenario: A range that only counts gives no key
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | z   | 3     |
    When the store is sent a range:
      """
      {key: a, rangeEnd: c, countOnly: true}
      """
    Then the store answers:
      """
      {count: 2, kvs: []}
      """

  @ETCD-2f
  Scenario Outline: A range is sorted by <target> in <order> order before the limit cuts
    Given these keys:
      | key | value |
      | b   | 1     |
      | a   | 3     |
      | c   | 2     |
      | b   | 4     |
    When the store is sent a range:
      """
      {key: a, rangeEnd: d, sortTarget: <target>, sortOrder: <order>, limit: 2}
      """
    Then the store answers:
      """
      {kvs: [{key: <first>}, {key: <second>}], more: true, count: 3}
      """

    Examples:
      | target  | order   | first | second |
      | KEY     | DESCEND | c     | b      |
      | CREATE  | ASCEND  | b     | a      |
      | CREATE  | DESCEND | c     | a      |
      | MOD     | ASCEND  | a     | c      |
      | MOD     | DESCEND | b     | c      |
      | VALUE   | ASCEND  | c     | a      |
      | VALUE   | DESCEND | b     | a      |

  @ETCD-2f
  Scenario: A range sorted by version puts the most often written key last
    Given these keys:
      | key | value |
      | a   | 1     |
      | a   | 2     |
      | b   | 3     |
    When the store is sent a range:
      """
      {key: a, rangeEnd: c, sortTarget: VERSION, sortOrder: ASCEND}
      """
    Then the store answers:
      """
      kvs: [{key: b, version: 1}, {key: a, version: 2}]
      """

  @ETCD-2g
  Scenario Outline: <filter> lets only some keys through and does not change the count
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
    And the store's answer is remembered as middle
    And these keys:
      | key | value |
      | c   | 3     |
      | a   | 4     |
    When the store is sent a range:
      """
      {key: a, rangeEnd: d, <filter>: $middle.<bound>, limit: 2}
      """
    Then the store answers:
      """
      {kvs: <kvs>, more: false, count: 3}
      """

    Examples:
      | filter            | bound        | kvs                  |
      | minModRevision    | nextRevision | [{key: a}, {key: c}] |
      | maxModRevision    | revision     | [{key: b}]           |
      | minCreateRevision | nextRevision | [{key: c}]           |
      | maxCreateRevision | revision     | [{key: a}, {key: b}] |

  @ETCD-2h
  Scenario: A delete range deletes every key of the range and says what it deleted
    Given these keys:
      | key | value |
      | a   | 1     |
      | b   | 2     |
      | c   | 3     |
    When the store is sent a delete range:
      """
      {key: a, rangeEnd: c, prevKv: true}
      """
    Then the store answers:
      """
      {deleted: 2, prevKvs: [{key: a, value: "1"}, {key: b, value: "2"}]}
      """
    And the keys are:
      | key | value |
      | c   | 3     |

  @ETCD-2i
  Scenario Outline: A <request> of the empty key is refused and changes nothing
    Given these keys:
      | key | value |
      | a   | 1     |
    When the store is sent a <request>:
      """
      {key: ""}
      """
    Then the store refuses it with INVALID_ARGUMENT
    And the keys are:
      | key | value |
      | a   | 1     |

    Examples:
      | request      |
      | put          |
      | range        |
      | delete range |
