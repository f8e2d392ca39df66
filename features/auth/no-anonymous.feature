@needs-kubeApi
Feature: A server that knows nobody who shows nothing

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      anonymous-auth: false
      """

  @AUTH-1d
  Scenario Outline: Whoever shows no credentials is refused: <path>
    When anonymous sends GET <path>
    Then it is refused with 401 Unauthorized

    Examples:
      | path                         |
      | /version                     |
      | /healthz                     |
      | /api/v1/namespaces/home/pods |
      | /no/such/path                |

  @AUTH-1d
  Scenario: What is no credential does not help
    When anonymous sends:
      """
      GET /version
      Authorization: Digest username="alice"
      """
    Then it is refused with 401 Unauthorized

  @AUTH-1d
  Scenario: Whoever shows no credentials changes nothing
    When anonymous creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is refused with 401 Unauthorized
    And configmap/settings does not exist
