@needs-kubeApi
Feature: Long lists are walked in pages

  @API-13a
  Scenario: A limit cuts a list
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?limit=2
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {continue: !matches ".+"}}
      """
    And the answer lists:
      | metadata.name |
      | a             |
      | b             |

  @API-13a
  Scenario Outline: A list that fits its limit of <limit> is complete
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?limit=<limit>
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {continue: !absent , remainingItemCount: !absent }, items: [{metadata: {name: a}}, {metadata: {name: b}}]}
      """

    Examples:
      | limit |
      | 2     |
      | 3     |
      | 0     |

  @API-13b
  Scenario: A token goes on behind its page
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c}}
      """
    And alice sends GET /api/v1/namespaces/home/secrets?limit=1
    And the answer is remembered as page
    When alice sends GET /api/v1/namespaces/home/secrets?limit=2&continue=$page.metadata.continue
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {continue: !absent }, items: [{metadata: {name: b}}, {metadata: {name: c}}]}
      """

  @API-13c
  Scenario: A later page shows the moment of the first
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {colour: red}}
      """
    And alice sends GET /api/v1/namespaces/home/configmaps?limit=1
    And the answer is remembered as page
    And bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
      """
    And bob patches configmap/c by merge:
      """
      {data: {colour: green}}
      """
    When alice sends GET /api/v1/namespaces/home/configmaps?limit=5&continue=$page.metadata.continue
    Then the answer is:
      """
      {metadata: {resourceVersion: "$page.metadata.resourceVersion"}, items: [{metadata: {name: c}, data: {colour: red}}]}
      """

  @API-13d
  Scenario: A page counts what is left
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?limit=1
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {remainingItemCount: 2}}
      """

  @API-13e
  Scenario Outline: A page of a selection by <query> does not count what is left
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {app: web}}}
      """
    When alice sends GET /api/v1/namespaces/home/secrets?limit=1&<query>
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {continue: !any , remainingItemCount: !absent }, items: [{metadata: {name: a}}]}
      """

    Examples:
      | query                             |
      | labelSelector=app%3Dweb           |
      | fieldSelector=metadata.name!%3Db  |

  @API-13f
  Scenario Outline: The token <token> is refused
    When alice sends GET /api/v1/namespaces/home/secrets?limit=1&continue=<token>
    Then it is refused with 400 BadRequest

    Examples:
      | token                    |
      | zzz                      |
      | !!!                      |
      | eyJ2IjoibWV0YSJ9         |

  @API-13i
  Scenario: A limit that is no number is refused
    When alice sends GET /api/v1/namespaces/home/secrets?limit=many
    Then it is refused with 400 BadRequest

  @API-13g
  Scenario: A token with a resource version is refused
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    And alice sends GET /api/v1/namespaces/home/secrets?limit=1
    And the answer is remembered as page
    When alice sends GET /api/v1/namespaces/home/secrets?continue=$page.metadata.continue&resourceVersion=$page.metadata.resourceVersion
    Then it is refused with 400 BadRequest

  @API-13g
  Scenario: A token with the resource version 0 goes on
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    And alice sends GET /api/v1/namespaces/home/secrets?limit=1
    And the answer is remembered as page
    When alice sends GET /api/v1/namespaces/home/secrets?continue=$page.metadata.continue&resourceVersion=0
    Then it is accepted with 200
    And the answer lists:
      | metadata.name |
      | b             |
