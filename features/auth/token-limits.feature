@needs-kubeApi
Feature: What a server says of its tokens

  Background: a server with names of its own
    Given the API server runs with:
      """
      authorization-mode: RBAC
      service-account-issuer: https://issuer.example.com
      api-audiences: [house, garden]
      service-account-max-token-expiration: 2h
      service-account-jwks-uri: https://keys.example.com/all
      """

  @AUTH-3k
  Scenario: A token for longer than tokens may live is shortened, with a warning
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      """
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 7201}}
      """
    And the answer is remembered as issued
    Then the answer is:
      """
      spec: {expirationSeconds: 7200}
      """
    And the answer's headers are:
      """
      warning: '299 - "requested expiration of 7201 seconds shortened to 7200 seconds"'
      """
    And the token $issued.status.token says:
      """
      validSeconds: 7200
      """

  @AUTH-3m
  Scenario: Tokens are of the server's issuer and for the API's names
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      """
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest}
      """
    And the answer is remembered as issued
    Then the token $issued.status.token says:
      """
      claims: {iss: https://issuer.example.com, aud: [house, garden]}
      """

  @AUTH-3m
  Scenario Outline: One of the API's names is enough, and another than these is not: <audiences>
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      """
    And admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {audiences: <audiences>}}
      """
    And the answer is remembered as issued
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer $issued.status.token
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then the answer is:
      """
      <answer>
      """

    Examples:
      | audiences                        | answer                                                               |
      | [garden, vault]                  | {status: {userInfo: {username: "system:serviceaccount:home:robot"}}} |
      | [https://issuer.example.com]     | {kind: Status, reason: Unauthorized, code: 401}                      |
      | [https://kubernetes.default.svc] | {kind: Status, reason: Unauthorized, code: 401}                      |

  @AUTH-3l
  Scenario: Others learn from the server who issues its tokens
    When admin sends GET /.well-known/openid-configuration
    Then it is accepted with 200
    And the answer is:
      """
      {issuer: https://issuer.example.com}
      """

  @AUTH-3r
  Scenario: Others are told where else the keys are
    When admin sends GET /.well-known/openid-configuration
    Then it is accepted with 200
    And the answer is:
      """
      {jwks_uri: https://keys.example.com/all}
      """

  @AUTH-3r @needs-serverProcess
  Scenario: A place for keys without https is refused
    When the API server is started with:
      """
      {authorization-mode: RBAC, service-account-jwks-uri: "http://keys.example.com/all"}
      """
    Then it does not start, and says "service-account-jwks-uri requires https scheme"
