@needs-kubeApi
Feature: What a server is told of an issuer

  @AUTH-15g @AUTH-15b
  Scenario Outline: A verified address is a name as it stands: <claims>
    Given the API server runs with:
      """
      authorization-mode: RBAC
      oidc-issuer-url: $hook.url/mail
      oidc-client-id: cluster
      oidc-ca-file: $hook.authority
      oidc-username-claim: email
      oidc-signing-algs: [ES256, PS256]
      """
    And a token issued of the issuer mail:
      """
      header: {alg: ES256}
      claims: <claims>
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {authenticated: true, user: !only {username: dave@example.com, groups: [system:authenticated]}}
      """

    Examples:
      | claims                                                       |
      | {aud: cluster, email: dave@example.com, email_verified: true} |
      | {aud: cluster, email: dave@example.com}                      |

  @AUTH-15g
  Scenario Outline: An address that is not verified is nobody's: <verified>
    Given the API server runs with:
      """
      authorization-mode: RBAC
      oidc-issuer-url: $hook.url/mail
      oidc-client-id: cluster
      oidc-ca-file: $hook.authority
      oidc-username-claim: email
      oidc-signing-algs: [ES256, PS256]
      """
    And a token issued of the issuer mail:
      """
      header: {alg: ES256}
      claims: {aud: cluster, email: dave@example.com, email_verified: <verified>}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | verified |
      | false    |
      | "true"   |
      | 1        |
      | null     |

  @AUTH-15e
  Scenario Outline: Tokens are signed as the options allow: <algorithm>
    Given the API server runs with:
      """
      authorization-mode: RBAC
      oidc-issuer-url: $hook.url/mail
      oidc-client-id: cluster
      oidc-ca-file: $hook.authority
      oidc-username-claim: email
      oidc-signing-algs: [ES256, PS256]
      """
    And a token issued of the issuer mail:
      """
      header: {alg: <algorithm>}
      claims: {aud: cluster, email: dave@example.com}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: <status>
      """

    Examples:
      | algorithm | status                                               |
      | PS256     | {authenticated: true, user: {username: dave@example.com}} |
      | RS256     | !only {user: !only {}, error: !any }                 |
      | PS384     | !only {user: !only {}, error: !any }                 |

  @AUTH-15j @AUTH-15b @needs-clock
  Scenario: A server finds its issuer when there is one
    Given the API server runs with:
      """
      authorization-mode: RBAC
      oidc-issuer-url: $hook.url/late
      oidc-client-id: cluster
      oidc-ca-file: $hook.authority
      oidc-username-prefix: "-"
      """
    And a token issued of the issuer late:
      """
      claims: {aud: cluster, sub: dave}
      """
    And the issuer late opens
    And 12s passes
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {authenticated: true, user: {username: dave}}
      """

  @AUTH-15o @needs-serverProcess
  Scenario Outline: A server does not start with options about an issuer that make no sense: <says>
    When the API server is started with:
      """
      {authorization-mode: RBAC, <options>}
      """
    Then it does not start, and says "<says>"

    Examples:
      | options                                                                                              | says                                                                      |
      | oidc-issuer-url: "http://127.0.0.1/acme", oidc-client-id: cluster                                    | URL scheme must be https                                                  |
      | oidc-issuer-url: "https://127.0.0.1/acme?a=b", oidc-client-id: cluster                               | URL must not contain a query                                              |
      | oidc-issuer-url: "https://127.0.0.1/acme#a", oidc-client-id: cluster                                 | URL must not contain a fragment                                           |
      | oidc-issuer-url: "https://dave@127.0.0.1/acme", oidc-client-id: cluster                              | URL must not contain a username or password                               |
      | oidc-issuer-url: "https://127.0.0.1/acme"                                                            | oidc-issuer-url and oidc-client-id must be specified together             |
      | oidc-groups-claim: groups                                                                            | oidc-issuer-url and oidc-client-id must be specified together             |
      | oidc-issuer-url: "https://127.0.0.1/acme", oidc-client-id: cluster, oidc-signing-algs: HS256         | oidc: unsupported signing alg                                             |
      | oidc-issuer-url: "https://127.0.0.1/acme", oidc-client-id: cluster, oidc-ca-file: nothing            | data does not contain any valid RSA or ECDSA certificates                 |
      | oidc-issuer-url: "https://127.0.0.1/acme", oidc-client-id: cluster, oidc-required-claim: blue        | malformed pair, expect string=string                                      |
      | oidc-issuer-url: "https://kubernetes.default.svc", oidc-client-id: cluster                           | URL must not overlap with disallowed issuers                              |
