@needs-kubeApi
Feature: Labels are written by rule and selected by

  @API-10a
  Scenario Outline: The label <key> with the value <value> is refused
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, labels: {"<key>": "<value>"}}}
      """
    Then it is refused with 422 Invalid for:
      | field           | reason            |
      | metadata.labels | FieldValueInvalid |
    And nothing else changed

    Examples:
      | key          | value |
      | a b          | c     |
      | -a           | c     |
      | /a           | c     |
      | Example.com/a | c    |
      | a/b/c        | c     |
      | a            | b c   |
      | a            | -b    |
      | a            | b.    |
      | a            | b1234567890123456789012345678901234567890123456789012345678901234 |
      | a1234567890123456789012345678901234567890123456789012345678901234 | b |

  @API-10a
  Scenario Outline: The label <key> with the value <value> is kept
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, labels: {"<key>": "<value>"}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {labels: !only {"<key>": "<value>"}}}
      """

    Examples:
      | key             | value  |
      | a               |        |
      | A_b.c-1         | B_c.d-2 |
      | example.com/App | 0      |
      | a               | b12345678901234567890123456789012345678901234567890123456789012 |
      | a12345678901234567890123456789012345678901234567890123456789012 | b |

  @API-10a
  Scenario: A patch to a label of another form changes nothing
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, labels: {a: b}}}
      """
    When alice patches secret/web by merge:
      """
      {metadata: {labels: {a: "b c"}}}
      """
    Then it is refused with 422 Invalid
    And the answer is:
      """
      {details: {causes: !contains [{field: metadata.labels, reason: FieldValueInvalid}]}}
      """
    And nothing else changed

  @API-10b
  Scenario Outline: An equality selects by <selector>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web, example.com/tier: front}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {example.com/tier: back}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: d, labels: {app: ""}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | selector | items |
      | app%3Dweb | [{metadata: {name: a}}] |
      | app%3D%3Dweb | [{metadata: {name: a}}] |
      | app%3D | [{metadata: {name: d}}] |

  @API-10c
  Scenario Outline: An inequality selects by <selector>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web, example.com/tier: front}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {example.com/tier: back}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: d, labels: {app: ""}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | selector | items |
      | app!%3Dweb | [{metadata: {name: b}}, {metadata: {name: c}}, {metadata: {name: d}}] |

  @API-10d
  Scenario Outline: A set selects by <selector>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web, example.com/tier: front}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {example.com/tier: back}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: d, labels: {app: ""}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | selector | items |
      | app%20in%20(web,db) | [{metadata: {name: a}}, {metadata: {name: b}}] |
      | app%20in%20(other) | [] |
      | app%20in%20(,web) | [{metadata: {name: a}}, {metadata: {name: d}}] |

  @API-10e
  Scenario Outline: An excluded set selects by <selector>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web, example.com/tier: front}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {example.com/tier: back}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: d, labels: {app: ""}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | selector | items |
      | app%20notin%20(web,db) | [{metadata: {name: c}}, {metadata: {name: d}}] |

  @API-10f
  Scenario Outline: A key selects by <selector>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web, example.com/tier: front}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {example.com/tier: back}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: d, labels: {app: ""}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | selector | items |
      | app | [{metadata: {name: a}}, {metadata: {name: b}}, {metadata: {name: d}}] |
      | example.com/tier | [{metadata: {name: a}}, {metadata: {name: c}}] |

  @API-10g
  Scenario Outline: A negated key selects by <selector>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web, example.com/tier: front}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {example.com/tier: back}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: d, labels: {app: ""}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | selector | items |
      | !app | [{metadata: {name: c}}] |

  @API-10h
  Scenario Outline: A conjunction selects by <selector>
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web, example.com/tier: front}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {example.com/tier: back}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: d, labels: {app: ""}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is accepted with 200
    And the answer is:
      """
      {items: <items>}
      """

    Examples:
      | selector | items |
      | app,example.com/tier | [{metadata: {name: a}}] |
      | app!%3Dweb,app | [{metadata: {name: b}}, {metadata: {name: d}}] |
      | app%20in%20(web,db),!example.com/tier | [{metadata: {name: b}}] |

  @API-10i
  Scenario Outline: The selector <selector> is refused
    When alice sends GET /api/v1/namespaces/home/secrets?labelSelector=<selector>
    Then it is refused with 400 BadRequest

    Examples:
      | selector            |
      | app%3D%3D%3Dweb     |
      | app%20in%20web      |
      | app%20in%20(web     |
      | a%20b               |
      | %3Dweb              |
      | app%3Dweb,,b        |
      | -app                |
