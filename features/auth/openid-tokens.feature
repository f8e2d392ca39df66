@needs-kubeApi
Feature: Tokens of an issuer elsewhere

  Background: the issuer acme is believed about its users
    Given the API server runs with:
      """
      authorization-mode: RBAC
      oidc-issuer-url: $hook.url/acme
      oidc-client-id: cluster
      oidc-ca-file: $hook.authority
      oidc-groups-claim: groups
      oidc-groups-prefix: "acme:"
      oidc-required-claim: tenant=blue
      """

  @AUTH-15a @AUTH-15b @AUTH-1e
  Scenario: A token tells user, groups and its own name
    Given a token issued of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, groups: [builders, testers], tenant: blue, jti: token-7}
      """
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer $issued
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        userInfo: !only
          username: "$hook.url/acme#dave"
          groups: ["acme:builders", "acme:testers", system:authenticated]
          extra: !only {authentication.kubernetes.io/credential-id: ["JTI=token-7"]}
      """

  @AUTH-15a
  Scenario Outline: Groups are a list, one text, or none: <groups>
    Given a token issued of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, tenant: blue, groups: <groups>}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {authenticated: true, user: !only {username: "$hook.url/acme#dave", groups: <are>}}
      """

    Examples:
      | groups      | are                                        |
      | builders    | ["acme:builders", system:authenticated]    |
      | []          | [system:authenticated]                     |
      | null        | [system:authenticated]                     |
      | [a, null]   | ["acme:a", "acme:", system:authenticated]  |

  @AUTH-15c
  Scenario Outline: A token for others is refused: <audiences>
    Given a token issued of the issuer acme:
      """
      claims: {aud: <audiences>, sub: dave, tenant: blue}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | audiences                        |
      | vault                            |
      | [vault, clusters]                |
      | []                               |
      | null                             |
      | https://kubernetes.default.svc   |

  @AUTH-15c
  Scenario: A token for others too is good
    Given a token issued of the issuer acme:
      """
      claims: {aud: [vault, cluster], sub: dave, tenant: blue}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is accepted with 200

  @AUTH-15d
  Scenario Outline: A token is refused out of its time: <when>
    Given a token issued of the issuer acme:
      """
      <when>
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | when           |
      | expiresIn: -2s |
      | expiresIn: -2h |
      | without: [exp] |
      | beginsIn: 90s  |

  @AUTH-15d
  Scenario: Clocks may differ about when a token begins
    Given a token issued of the issuer acme:
      """
      beginsIn: 30s
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is accepted with 200

  @AUTH-15e
  Scenario Outline: A token that the issuer has not signed as the server is told is refused: <what>
    Given a token issued of the issuer acme:
      """
      {<how>, claims: {aud: cluster, sub: dave, tenant: blue}}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | what                              | how                                               |
      | without a signature               | signedBy: nobody                                  |
      | with the public key as a secret   | signedBy: secret                                  |
      | by somebody with the same key id  | signedBy: stranger                                |
      | by somebody with another key id   | signedBy: stranger, header: {kid: another}        |
      | by somebody without a key id      | signedBy: stranger, header: {kid: null}           |
      | with ECDSA although RSA is wanted | header: {alg: ES256}                              |
      | with a longer hash                | header: {alg: RS512}                              |
      | with a need that nobody knows     | header: {crit: [b65], b65: true}                  |

  @AUTH-15e
  Scenario: A token that names no key may be of any of the issuer's
    Given a token issued of the issuer acme:
      """
      header: {kid: null}
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is accepted with 200

  @AUTH-15f
  Scenario Outline: A token without what it must say is refused: <claims>
    Given a token issued of the issuer acme:
      """
      claims: <claims>
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | claims                                     |
      | {aud: cluster, sub: dave}                  |
      | {aud: cluster, sub: dave, tenant: red}     |
      | {aud: cluster, sub: dave, tenant: [blue]}  |
      | {aud: cluster, sub: dave, TENANT: blue}    |

  @AUTH-15h
  Scenario Outline: A token whose claims are of the wrong kind is refused: <claims>
    Given a token issued of the issuer acme:
      """
      claims: <claims>
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | claims                                                      |
      | {aud: cluster, tenant: blue}                                |
      | {aud: cluster, tenant: blue, sub: 7}                        |
      | {aud: cluster, tenant: blue, sub: [dave]}                   |
      | {aud: cluster, tenant: blue, sub: dave, groups: 7}          |
      | {aud: cluster, tenant: blue, sub: dave, groups: {a: b}}     |
      | {aud: cluster, tenant: blue, sub: dave, groups: [a, 7]}     |
      | {aud: cluster, tenant: blue, sub: dave, exp: soon}          |
      | {aud: 7, tenant: blue, sub: dave}                           |

  @AUTH-15k @AUTH-9
  Scenario Outline: A review says why a token proves nobody: <what>
    Given a token issued of the issuer acme:
      """
      <token>
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {user: !only {}, error: !matches '\[invalid bearer token, <error>\]'}
      """

    Examples:
      | what             | token                                                                                   | error                                                                                                                      |
      | another audience | claims: {aud: [vault], sub: dave, tenant: blue}                                         | oidc: verify token: oidc: expected audience "cluster" got \["vault"\]                                                      |
      | expired          | {expiresIn: -2h, claims: {aud: cluster, sub: dave, tenant: blue}}                       | oidc: verify token: oidc: token is expired \(Token Expiry: .* UTC\)                                                        |
      | too young        | {beginsIn: 2h, claims: {aud: cluster, sub: dave, tenant: blue}}                         | oidc: verify token: oidc: current time .* before the nbf \(not before\) time: .*                                           |
      | no signature     | {signedBy: nobody, claims: {aud: cluster, sub: dave, tenant: blue}}                     | oidc: verify token: oidc: id token signed with unsupported algorithm, expected \["RS256"\] got "none"                      |
      | a stranger's     | {signedBy: stranger, claims: {aud: cluster, sub: dave, tenant: blue}}                   | oidc: verify token: failed to verify signature: failed to verify id token signature                                        |
      | no user          | claims: {aud: cluster, tenant: blue}                                                    | oidc: parse username claims "sub": claim not present                                                                       |
      | odd groups       | claims: {aud: cluster, sub: dave, tenant: blue, groups: 7}                              | oidc: parse groups claim "groups": json: cannot unmarshal number into Go value of type string                              |
      | another tenant   | claims: {aud: cluster, sub: dave, tenant: red}                                          | oidc: required claim tenant value does not match. Got = red, want = blue                                                   |
      | no tenant        | claims: {aud: cluster, sub: dave}                                                       | oidc: required claim tenant not present in ID token                                                                        |

  @AUTH-15n
  Scenario Outline: An issuer that the server does not know is nobody: <issuer>
    Given a token issued of the issuer acme:
      """
      claims: {iss: <issuer>, aud: cluster, sub: dave, tenant: blue}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {user: !only {}, error: invalid bearer token}
      """

    Examples:
      | issuer                 |
      | $hook.url/other        |
      | $hook.url/acme/        |
      | $hook.url/ACME         |
      | null                   |
      | [$hook.url/acme]       |

  @AUTH-15i
  Scenario: A key that the issuer has changed to is asked for
    Given a token before of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    And anonymous sends:
      """
      GET /version
      Authorization: Bearer $before
      """
    And the issuer acme changes its keys
    And a token after of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $after
      """
    Then it is accepted with 200

  @AUTH-15i
  Scenario: A key that the issuer no longer publishes proves nothing once others were asked for
    Given a token before of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    And the issuer acme changes its keys
    And a token after of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    And anonymous sends:
      """
      GET /version
      Authorization: Bearer $after
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $before
      """
    Then it is refused with 401 Unauthorized

  @AUTH-15l
  Scenario Outline: What is wrong on its face costs the issuer nothing: <what>
    Given a token good of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, tenant: blue}
      """
    And anonymous sends:
      """
      GET /version
      Authorization: Bearer $good
      """
    And webhook acme was called with:
      """
      !any
      """
    And a token bad of the issuer acme:
      """
      <token>
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $bad
      """
    Then it is refused with 401 Unauthorized
    And webhook acme was called with:
      """
      []
      """

    Examples:
      | what             | token                                                                                                    |
      | expired          | {signedBy: stranger, header: {kid: x}, expiresIn: -2h, claims: {aud: cluster, sub: dave, tenant: blue}}  |
      | another audience | {signedBy: stranger, header: {kid: x}, claims: {aud: vault, sub: dave, tenant: blue}}                    |
      | no signature     | {signedBy: nobody, claims: {aud: cluster, sub: dave, tenant: blue}}                                      |

  @AUTH-15m
  Scenario: Groups may be told elsewhere
    Given a token told of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, groups: [guests]}
      """
    And a webhook groups that answers:
      """
      {http: {text: $told, headers: {content-type: application/jwt}}}
      """
    And a token issued of the issuer acme:
      """
      claims:
        aud: cluster
        sub: dave
        tenant: blue
        _claim_names: {groups: there}
        _claim_sources: {there: {endpoint: $hook.url/groups, access_token: a-ticket}}
      """
    And admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    And 1s passes
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer $issued
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: "$hook.url/acme#dave", groups: ["acme:guests", system:authenticated]}}
      """

  @AUTH-15m
  Scenario Outline: Who cannot tell groups elsewhere keeps their user out: <what>
    Given a token told of the issuer acme:
      """
      <told>
      """
    And a webhook groups that answers:
      """
      {http: {code: <code>, text: <text>}}
      """
    And a token issued of the issuer acme:
      """
      claims: {aud: cluster, sub: dave, tenant: blue, _claim_names: {groups: there}, _claim_sources: {there: {endpoint: $hook.url/groups}}}
      """
    And admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    And 1s passes
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | what                  | told                                                                          | code | text   |
      | it answers nothing    | claims: {aud: cluster, groups: [guests]}                                      | 404  | no     |
      | it answers garbage    | claims: {aud: cluster, groups: [guests]}                                      | 200  | groups |
      | it is for others      | claims: {aud: vault, groups: [guests]}                                        | 200  | $told  |
      | it is another's       | {signedBy: stranger, claims: {aud: cluster, groups: [guests]}}                | 200  | $told  |
      | it says nothing of it | claims: {aud: cluster}                                                        | 200  | $told  |
