@needs-kubeApi
Feature: Namespaces as the beginning and the end of what lies in them

  @ADM-8a
  Scenario: Nothing is created in a namespace that does not exist
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: nowhere}}
      """
    Then it is refused with 404 NotFound
    And the answer is:
      """
      details: {kind: namespaces, name: nowhere}
      """

  @ADM-8b
  Scenario: Nothing is created in a namespace that is going
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: last, namespace: dev, finalizers: [example.com/hold]}}
      """
    And alice deletes namespace/dev
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: dev}}
      """
    Then it is refused with 403 Forbidden for:
      | field              | reason               |
      | metadata.namespace | NamespaceTerminating |
    And configmap/settings in dev does not exist

  @ADM-8c
  Scenario: What is in a namespace that is going can be changed until it goes
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: last, namespace: dev, finalizers: [example.com/hold]}}
      """
    And alice deletes namespace/dev
    When alice patches configmap/last in dev by merge:
      """
      {metadata: {labels: {seen: "yes"}}}
      """
    Then it is accepted with 200

  @ADM-8d
  Scenario Outline: The namespace <name> stays
    When alice sends DELETE /api/v1/namespaces/<name>
    Then it is refused with 403 Forbidden
    And nothing else changed

    Examples:
      | name        |
      | default     |
      | kube-system |
      | kube-public |

  @ADM-8e
  Scenario: Who asks about rights does not learn which namespaces there are
    When alice sends POST /apis/authorization.k8s.io/v1/namespaces/nowhere/localsubjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: LocalSubjectAccessReview, spec: {user: bob, resourceAttributes: {namespace: nowhere, verb: get, resource: pods}}}
      """
    Then it is accepted with 201
