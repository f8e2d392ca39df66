@needs-kubeApi
Feature: Everybody may do everything

  Background:
    Given the API server runs with:
      """
      authorization-mode: AlwaysAllow
      """

  @AUTH-14a
  Scenario: Whoever is recognised may do everything
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201

  @AUTH-14a
  Scenario: Where everybody may do everything, strangers are refused
    When anonymous sends GET /version
    Then it is refused with 401 Unauthorized

  @AUTH-8a
  Scenario: A question is answered accordingly
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: delete, resource: nodes}}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {allowed: true}
      """

  @AUTH-8c
  Scenario: The rules of everybody are all of them
    When alice sends POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews:
      """
      {apiVersion: authorization.k8s.io/v1, kind: SelfSubjectRulesReview, spec: {namespace: default}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {incomplete: false, resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}], nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]}
      """
