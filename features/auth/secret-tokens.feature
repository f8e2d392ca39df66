@needs-kubeApi @authorized
Feature: Tokens in Secrets

  Background: a Secret for a token of the service account robot
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: kept, annotations: {kubernetes.io/service-account.name: robot}}
      type: kubernetes.io/service-account-token
      """

  @AUTH-3n
  Scenario: A Secret for a token is given one
    When admin gets serviceaccount/robot
    And the answer is remembered as account
    Then secret/kept is within 10s:
      """
      metadata: {annotations: {kubernetes.io/service-account.uid: $account.metadata.uid}}
      data: {token: !any , namespace: !any }
      """

  @AUTH-3n
  Scenario: A Secret for a token goes with its service account
    Given secret/kept is within 10s:
      """
      data: {token: !any }
      """
    When admin deletes serviceaccount/robot
    Then secret/kept is gone within 10s

  @AUTH-3n
  Scenario: A Secret for a token of an account that is not there is deleted
    When admin creates:
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: orphan, annotations: {kubernetes.io/service-account.name: ghost}}
      type: kubernetes.io/service-account-token
      """
    Then secret/orphan is gone within 10s
