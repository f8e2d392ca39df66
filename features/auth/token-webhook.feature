@needs-kubeApi
Feature: Another server knows tokens

  Background: a webhook is asked about tokens
    Given the API server runs with:
      """
      authorization-mode: RBAC
      token-auth-file: |
        alices-token,alice,uid-1
      authentication-token-webhook-version: v1
      authentication-token-webhook-config-file: |
        apiVersion: v1
        kind: Config
        clusters: [{name: hook, cluster: {server: $hook.url/tokens, certificate-authority-data: $hook.caBundle}}]
        users: [{name: apiserver, user: {token: a-token}}]
        contexts: [{name: hook, context: {cluster: hook, user: apiserver}}]
        current-context: hook
      """

  @AUTH-3o
  Scenario: Whom the webhook knows is who it says
    Given a webhook tokens that answers:
      """
      {status: {authenticated: true, user: {username: dave, uid: uid-9, groups: [guests], extra: {scopes: [view]}}}}
      """
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer known-elsewhere
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        userInfo: !only {username: dave, uid: uid-9, groups: [guests, system:authenticated], extra: {scopes: [view]}}
      """
    And webhook tokens was called with:
      """
      - http: {method: POST, headers: {content-type: application/json, authorization: Bearer a-token}}
        apiVersion: authentication.k8s.io/v1
        kind: TokenReview
        spec: !only {token: known-elsewhere, audiences: ["https://kubernetes.default.svc"]}
      """

  @AUTH-3o @AUTH-1c
  Scenario: The webhook is not asked about what the server knows itself
    Given a webhook tokens that answers:
      """
      {status: {authenticated: true, user: {username: dave}}}
      """
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer alices-token
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: alice}}
      """
    And webhook tokens was called with:
      """
      []
      """

  @AUTH-3o
  Scenario Outline: Whom the webhook does not vouch for is refused: <what>
    Given a webhook tokens that answers:
      """
      <answer>
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer <token>
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | what                      | token  | answer                                                                                  |
      | it says nobody            | wrong1 | {status: {authenticated: false}}                                                        |
      | it says why               | wrong2 | {status: {authenticated: false, error: no such token}}                                  |
      | it knows it for others    | wrong3 | {status: {authenticated: true, user: {username: dave}, audiences: [vault]}}             |
      | it has nothing to say     | wrong4 | {http: {code: 404, text: no}}                                                           |
