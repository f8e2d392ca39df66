@needs-kubeApi
Feature: Namespaces are rooms for names

  @API-9a
  Scenario Outline: The namespace <name> is there
    When alice gets namespace/<name>
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {name: <name>}, status: {phase: Active}}
      """

    Examples:
      | name            |
      | default         |
      | kube-system     |
      | kube-public     |
      | kube-node-lease |

  @API-9b
  Scenario: An object that names no namespace lands in that of the path
    When alice sends POST /api/v1/namespaces/home/secrets:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {namespace: home}}
      """
    And nothing else changed

  @API-9c
  Scenario: A list of one namespace leaves out the others
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: home2}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, namespace: home2}}
      """
    When alice lists secrets in home
    Then it is accepted with 200
    And the answer lists:
      | metadata.name | metadata.namespace |
      | a             | home               |

  @API-9c
  Scenario: A missing namespace has no objects
    When alice lists secrets in nowhere
    Then it is accepted with 200
    And the answer is:
      """
      {kind: SecretList, items: []}
      """

  @API-9d
  Scenario: A create in a missing namespace is refused
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: web, namespace: nowhere}}
      """
    Then it is refused with 404 NotFound
    And the answer is:
      """
      {details: {name: nowhere, kind: namespaces}}
      """
    And nothing else changed

  @API-9e
  Scenario: A new namespace is active
    When alice creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    Then it is accepted with 201
    And namespace/dev is:
      """
      {metadata: {labels: {kubernetes.io/metadata.name: dev}}, spec: {finalizers: [kubernetes]}, status: {phase: Active}}
      """
    And nothing else changed
