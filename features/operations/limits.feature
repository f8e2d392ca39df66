@needs-kubeApi
Feature: How much a server takes at once

  The slow requests ask for a revision that the server has not seen, for which it waits a while.

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC,AlwaysAllow
      enable-priority-and-fairness: false
      max-requests-inflight: 1
      max-mutating-requests-inflight: 1
      """

  @API-2o
  Scenario: What comes while as much as allowed is under way is refused
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      !unordered
      - {status: 504}
      - {status: 429, headers: {retry-after: !matches "[0-9]+"}}
      """

  @OPS-8a
  Scenario: Writes are counted by themselves
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      DELETE /api/v1/namespaces/default/configmaps/none
      """
    Then the answer is:
      """
      [{status: 504}, {status: 404}]
      """

  @OPS-8e
  Scenario: A write that comes while as many as allowed are under way is refused
    When alice sends at once:
      """
      DELETE /api/v1/namespaces/home/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      DELETE /api/v1/namespaces/home/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      !unordered
      - {status: 504}
      - {status: 429, headers: {retry-after: !matches "[0-9]+"}}
      """

  @OPS-8b
  Scenario: Members of system:masters are always served
    When admin sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan

      GET /api/v1/namespaces/default/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan
      """
    Then the answer is:
      """
      [{status: 504}, {status: 504}, {status: 504}]
      """

  @OPS-8c
  Scenario: Watches do not count
    When alice sends at once:
      """
      GET /api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=2

      GET /api/v1/namespaces/default/secrets?watch=1&timeoutSeconds=2

      GET /api/v1/namespaces/default/configmaps/none
      """
    Then the answer is:
      """
      [{status: 200}, {status: 200}, {status: 404}]
      """
