@needs-kubeApi @authorized
Feature: Who asks

  @AUTH-1a
  Scenario: Whoever shows no credentials is the anonymous user
    When anonymous sends GET /api/v1/namespaces/home/pods
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "home"'
      """

  @AUTH-1a
  Scenario Outline: Whoever shows no credentials may ask how the server is: <path>
    When anonymous sends GET <path>
    Then it is accepted with 200

    Examples:
      | path     |
      | /version |
      | /healthz |
      | /readyz  |
      | /livez   |

  @AUTH-1a
  Scenario Outline: Whoever shows no credentials is not told what is served: <path>
    When anonymous sends GET <path>
    Then it is refused with 403 Forbidden

    Examples:
      | path    |
      | /api    |
      | /apis   |
      | /api/v1 |

  @AUTH-1b @AUTH-9
  Scenario: A token that nobody knows is refused, and the refusal says nothing of it
    When anonymous sends:
      """
      GET /api/v1/namespaces/home/pods
      Authorization: Bearer nobody-knows-me
      """
    Then it is refused with 401 Unauthorized
    And the answer is:
      """
      !only {kind: Status, apiVersion: v1, metadata: !only {}, status: Failure, message: Unauthorized, reason: Unauthorized, code: 401}
      """

  @AUTH-1b
  Scenario: A token that nobody knows is refused where no credentials are needed
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer nobody-knows-me
      """
    Then it is refused with 401 Unauthorized

  @AUTH-1b
  Scenario: A request with a token that nobody knows changes nothing
    When anonymous sends:
      """
      POST /api/v1/namespaces/home/configmaps
      Authorization: Bearer nobody-knows-me
      Content-Type: application/json

      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}}
      """
    Then it is refused with 401 Unauthorized
    And configmap/settings does not exist
