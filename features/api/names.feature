@needs-kubeApi
Feature: Names are unique where they are looked up

  @API-8a
  Scenario: A second object of one name is refused
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web}}
      """
    Then it is refused with 409 AlreadyExists
    And nothing else changed

  @API-8b
  Scenario: One name is free in every namespace
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: web}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, namespace: dev}}
      """
    Then it is accepted with 201
    And nothing else changed

  @API-8b
  Scenario: One name is free for every resource
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: web}}
      """
    Then it is accepted with 201
    And nothing else changed

  @API-8c
  Scenario Outline: <name> is no name for a <kind>
    When alice creates:
      """
      {apiVersion: v1, kind: <kind>, metadata: {name: "<name>"}, <rest>}
      """
    Then it is refused with 422 Invalid for:
      | field         | reason            |
      | metadata.name | FieldValueInvalid |
    And nothing else changed

    Examples:
      | kind      | name      | rest                       |
      | ConfigMap | Web       | data: {}                   |
      | ConfigMap | web_1     | data: {}                   |
      | ConfigMap | -web      | data: {}                   |
      | ConfigMap | web..1    | data: {}                   |
      | ConfigMap | web.      | data: {}                   |
      | Service   | 1web      | spec: {ports: [{port: 80}]} |
      | Service   | web.front | spec: {ports: [{port: 80}]} |
      | Service   | a123456789012345678901234567890123456789012345678901234567890123 | spec: {ports: [{port: 80}]} |
      | Namespace | web.front | spec: {}                   |

  @API-8c
  Scenario: A name of 254 characters is refused
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: a123456789.b123456789.c123456789.d123456789.e123456789.f123456789.g123456789.h123456789.i123456789.j123456789.k123456789.l123456789.m123456789.n123456789.o123456789.p123456789.q123456789.r123456789.s123456789.t123456789.u123456789.v123456789.w123456789.x}}
      """
    Then it is refused with 422 Invalid for:
      | field         | reason            |
      | metadata.name | FieldValueInvalid |
    And nothing else changed

  @API-8c
  Scenario Outline: <name> is a name for a <kind>
    When alice creates:
      """
      {apiVersion: v1, kind: <kind>, metadata: {name: "<name>"}, <rest>}
      """
    Then it is accepted with 201
    And nothing else changed

    Examples:
      | kind      | name      | rest                        |
      | ConfigMap | web.1-2.a | data: {}                    |
      | ConfigMap | 0         | data: {}                    |
      | Service   | web-1     | spec: {ports: [{port: 80}]} |
      | Service   | a12345678901234567890123456789012345678901234567890123456789012 | spec: {ports: [{port: 80}]} |
      | ConfigMap | a123456789.b123456789.c123456789.d123456789.e123456789.f123456789.g123456789.h123456789.i123456789.j123456789.k123456789.l123456789.m123456789.n123456789.o123456789.p123456789.q123456789.r123456789.s123456789.t123456789.u123456789.v123456789.w123456789 | data: {} |
      | Namespace | 1web      | spec: {}                    |

  @API-8d
  Scenario: A generated name begins as it was asked to
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {generateName: web-}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {name: !matches "web-[a-z0-9]+", generateName: web-}}
      """
    And nothing else changed

  @API-8d
  Scenario: Generated names differ
    Given alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {generateName: web-}}
      """
    And the answer is remembered as first
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {generateName: web-}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {name: !not $first.metadata.name}}
      """
    And there are 2 secrets

  @API-8e
  Scenario: An object without a name is refused
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {labels: {app: web}}}
      """
    Then it is refused with 422 Invalid for:
      | field         | reason             |
      | metadata.name | FieldValueRequired |
    And nothing else changed

  @API-8f
  Scenario: A role may have colons and capitals in its name
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: "system:Web"}, rules: []}
      """
    Then it is accepted with 201
    And nothing else changed

  @API-8f
  Scenario Outline: A <kind> may have colons and capitals in its name
    When alice creates:
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: <kind>, metadata: {name: "system:Web"}, <rest>}
      """
    Then it is accepted with 201
    And nothing else changed

    Examples:
      | kind               | rest                                                                                          |
      | ClusterRole        | rules: []                                                                                     |
      | RoleBinding        | roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: "system:Web"}, subjects: []        |
      | ClusterRoleBinding | roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:Web"}, subjects: [] |
