@needs-kubeApi @needs-plainKubeApi
Feature: The port without credentials

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      """

  @API-7b
  Scenario: Whoever shows no credentials may do everything at the plain port
    When anonymous at the plain port creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And secret/settings is:
      """
      metadata: {name: settings}
      """

  @API-7b
  Scenario: What is written at the plain port is the same API
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    When anonymous at the plain port gets secret/settings
    Then it is accepted with 200

  @API-7b
  Scenario: Wrong credentials do no harm at the plain port
    When anonymous at the plain port sends:
      """
      GET /api/v1/namespaces/kube-system/secrets
      Authorization: Bearer nobody-knows-me
      """
    Then it is accepted with 200
