@needs-kubeApi
Feature: A request that is refused says how and why

  @API-2a @API-2e
  Scenario: A refusal names the object that it is about
    When alice gets configmap/missing
    Then it is refused with 404 NotFound
    And the answer is:
      """
      apiVersion: v1
      kind: Status
      status: Failure
      reason: NotFound
      code: 404
      message: !matches ".*missing.*"
      details: {name: missing, kind: configmaps}
      """
    And nothing else changed

  @API-2a
  Scenario: A refusal in a named group names its group
    When alice gets deployment/missing
    Then it is refused with 404 NotFound
    And the answer is:
      """
      {message: !matches ".+", details: {name: missing, group: apps, kind: deployments}}
      """

  @API-2b
  Scenario Outline: A body with <fault> is refused
    When alice sends POST /api/v1/namespaces/home/configmaps:
      """<media type>
      <body>
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

    Examples:
      | fault                    | media type       | body                                                                    |
      | an unfinished object     | application/json | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "broken" |
      | a field of another type  | application/json | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "broken"}, "data": {"a": 1}} |
      | a list for an object     | application/json | {"apiVersion": "v1", "kind": "ConfigMap", "metadata": []}               |
      | broken YAML              | application/yaml | {apiVersion: v1, kind: ConfigMap, metadata: {name: broken               |

  @API-2b
  Scenario: A create without a body is refused
    When alice sends POST /api/v1/namespaces/home/configmaps
    Then it is refused with 400 BadRequest
    And nothing else changed

  @API-2c
  Scenario: A token that nobody knows is refused
    When anonymous sends:
      """
      GET /api/v1/namespaces/home/configmaps
      Authorization: Bearer nobody-knows-this-token
      """
    Then it is refused with 401 Unauthorized
    And nothing else changed

  @API-2d
  Scenario: The namespace of the system is not deleted
    When alice sends DELETE /api/v1/namespaces/kube-system?dryRun=All
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      {details: {name: kube-system, kind: namespaces}, message: !matches ".*kube-system.*forbidden.*"}
      """
    And nothing else changed

  @API-2e
  Scenario Outline: A <method> of a missing object is refused
    When alice sends <method> /api/v1/namespaces/home/configmaps/missing:
      """<media type>
      {"apiVersion": "v1", "kind": "<kind>", "metadata": {"name": "missing"}}
      """
    Then it is refused with 404 NotFound
    And configmap/missing does not exist
    And nothing else changed

    Examples:
      | method | media type                   | kind      |
      | PUT    | application/json             | ConfigMap |
      | PATCH  | application/merge-patch+json | ConfigMap |

  @API-2e
  Scenario: A delete of a missing object is refused
    When alice deletes configmap/missing
    Then it is refused with 404 NotFound
    And nothing else changed

  @API-2f
  Scenario: An unknown resource of a known group is not found
    When alice sends GET /api/v1/namespaces/home/nothings
    Then it is refused with 404 NotFound
    And nothing else changed

  @API-2f
  Scenario Outline: Nothing is found at <path>
    When alice sends GET <path>
    Then it is accepted with 404

    Examples:
      | path                             |
      | /apis/nothing.example/v1/things  |
      | /apis/apps/v9/deployments        |
      | /nothing                         |

  @API-2g
  Scenario Outline: A <method> to <what> is not allowed
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice sends <method> <path>:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {a: b}}
      """
    Then it is refused with 405 MethodNotAllowed
    And nothing else changed

    Examples:
      | method | what         | path                                       |
      | POST   | an object    | /api/v1/namespaces/home/configmaps/settings |
      | PUT    | a collection | /api/v1/namespaces/home/configmaps         |

  @API-2h
  Scenario: An answer in an unknown media type is not given
    When alice sends:
      """
      GET /api/v1/namespaces/home/configmaps
      Accept: application/xml
      """
    Then it is refused with 406 NotAcceptable

  @API-2i
  Scenario: A taken name is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: blue}}
      """
    Then it is refused with 409 AlreadyExists
    And the answer is:
      """
      {details: {name: settings, kind: configmaps}}
      """
    And configmap/settings is:
      """
      {data: {colour: red}}
      """
    And nothing else changed

  @API-2j
  Scenario: A replace of an object that was deleted and created anew is a conflict
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, uid: 11111111-2222-3333-4444-555555555555}, data: {colour: blue}}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @API-2m
  Scenario: A body of an unknown media type is not read
    When alice sends POST /api/v1/namespaces/home/configmaps:
      """text/plain
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
      """
    Then it is refused with 415 UnsupportedMediaType
    And nothing else changed

  @API-2m
  Scenario: A patch of an unknown kind is not applied
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice sends PATCH /api/v1/namespaces/home/configmaps/settings:
      """application/json
      {"data": {"a": "b"}}
      """
    Then it is refused with 415 UnsupportedMediaType
    And nothing else changed

  @API-2n
  Scenario: Every breach of a rule is named
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: a, port: 0, targetPort: 80}, {name: A, port: 70000, targetPort: 80}]}}
      """
    Then it is refused with 422 Invalid for:
      | field              | reason            |
      | spec.ports[0].port | FieldValueInvalid |
      | spec.ports[1].name | FieldValueInvalid |
      | spec.ports[1].port | FieldValueInvalid |
    And the answer is:
      """
      {details: {name: web, kind: Service}}
      """
    And nothing else changed
