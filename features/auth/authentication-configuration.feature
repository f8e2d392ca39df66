@needs-kubeApi
Feature: Issuers in a file

  Background: two issuers, a third that is not there, and strangers are let in for the health only
    Given the API server runs with:
      """
      authorization-mode: RBAC
      authentication-config: |
        apiVersion: apiserver.config.k8s.io/v1beta1
        kind: AuthenticationConfiguration
        anonymous:
          enabled: true
          conditions: [{path: /livez}, {path: /readyz}, {path: /api}]
        jwt:
        - issuer:
            url: $hook.url/corp
            certificateAuthority: $hook.quotedAuthority
            audiences: [cluster, cluster-2]
            audienceMatchPolicy: MatchAny
          claimMappings:
            username: {claim: sub, prefix: "corp:"}
            groups: {claim: roles, prefix: ""}
            uid: {claim: uid}
        - issuer:
            url: https://partner.example.com
            discoveryURL: $hook.url/partner/as/partner.example.com
            certificateAuthority: $hook.quotedAuthority
            audiences: [cluster]
          claimValidationRules:
          - {claim: hd, requiredValue: example.com}
          - {expression: "claims.exp - claims.iat <= 3600", message: tokens are for an hour at most}
          - {expression: "!has(claims.act) || claims.act != 'robot'", message: no robots}
          claimMappings:
            username: {expression: "claims.email_verified ? 'partner:' + claims.email : ''"}
            groups: {expression: "claims.roles.split(',').map(role, 'partner:' + role)"}
            uid: {expression: "string(claims.number)"}
            extra:
            - {key: example.com/tenant, valueExpression: "claims.tenant"}
            - {key: example.com/scopes, valueExpression: "has(claims.scopes) ? claims.scopes : []"}
          userValidationRules:
          - {expression: "!user.username.contains('system:')", message: username cannot use the reserved prefix}
          - {expression: "user.groups.all(group, !group.endsWith(':root'))", message: nobody is root}
        - issuer: {url: $hook.url/nobody/here, certificateAuthority: $hook.quotedAuthority, audiences: [cluster]}
          claimMappings:
            username: {claim: sub, prefix: ""}
      """

  @AUTH-16a @AUTH-16b @AUTH-1e
  Scenario Outline: A token of an issuer is for one of its audiences: <audiences>
    Given a token issued of the issuer corp:
      """
      header: {alg: <algorithm>}
      claims: {aud: <audiences>, sub: dave, roles: [builders], uid: u-7, jti: t-1}
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
          username: corp:dave
          uid: u-7
          groups: [builders, system:authenticated]
          extra: !only {authentication.kubernetes.io/credential-id: ["JTI=t-1"]}
      """

    Examples:
      | audiences          | algorithm |
      | cluster            | RS256     |
      | [vault, cluster-2] | ES256     |

  @AUTH-16a
  Scenario Outline: A token for none of the audiences, or without a uid, is refused: <claims>
    Given a token issued of the issuer corp:
      """
      claims: <claims>
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
      | claims                                   | error                                                                                            |
      | {aud: [vault], sub: dave, uid: u-7}      | oidc: verify token: oidc: expected audience in \["cluster" "cluster-2"\] got \["vault"\]         |
      | {aud: [cluster], sub: dave}              | oidc: parse uid claim "uid": claim not present                                                   |

  @AUTH-16a
  Scenario Outline: A token that another issuer has signed is refused: <signer>
    Given a token issued of the issuer <signer>:
      """
      claims: {iss: $hook.url/corp, aud: cluster, sub: dave, uid: u-7}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | signer  |
      | partner |
      | other   |

  @AUTH-15j @AUTH-15k
  Scenario: A server serves although it has not found an issuer, and refuses its tokens
    Given a token issued of the issuer corp:
      """
      claims: {iss: $hook.url/nobody/here, aud: cluster, sub: dave}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {user: !only {}, error: "[invalid bearer token, oidc: authenticator not initialized]"}
      """

  @AUTH-16e
  Scenario: An issuer that is described elsewhere is believed by no other name
    Given a token issued of the issuer partner:
      """
      claims: {aud: cluster, hd: example.com, email: eve@example.com, email_verified: true, roles: "a", number: 42, tenant: blue}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued
      """
    Then it is refused with 401 Unauthorized

  @AUTH-16b @AUTH-16e
  Scenario: Expressions make a user of claims
    Given a token issued of the issuer partner:
      """
      claims: {iss: "https://partner.example.com", aud: cluster, hd: example.com, email: eve@example.com, email_verified: true, roles: "a,b", number: 42, tenant: [blue, "", red]}
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
          username: partner:eve@example.com
          uid: "42"
          groups: ["partner:a", "partner:b", system:authenticated]
          extra: !only {example.com/tenant: [blue, red]}
      """

  @AUTH-16b
  Scenario Outline: A token that expressions can make no user of is refused: <error>
    Given a token issued of the issuer partner:
      """
      claims: {iss: "https://partner.example.com", aud: cluster, hd: example.com, <claims>}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {user: !only {}, error: !matches '.*<error>.*'}
      """

    Examples:
      | claims                                                                                                | error                                                                                |
      | email: eve@example.com, roles: "a", number: 42, tenant: t                                             | oidc: error evaluating username claim expression: .* no such key: email_verified     |
      | email: eve@example.com, email_verified: false, roles: "a", number: 42, tenant: t                      | oidc: empty username via CEL expression is not allowed                               |
      | email: eve@example.com, email_verified: true, number: 42, tenant: t                                   | oidc: error evaluating group claim expression: .* no such key: roles                 |
      | email: eve@example.com, email_verified: true, roles: "a", number: 42, tenant: {a: b}                  | expression must return a string or a list of strings                                 |
      | email: eve@example.com, email_verified: true, roles: "a", number: 42, tenant: 7                       | expression must return a string or a list of strings                                 |

  @AUTH-16c @AUTH-16d
  Scenario Outline: A token that breaks a rule is refused, and a review tells its message: <message>
    Given a token issued of the issuer partner:
      """
      expiresIn: <expires>
      claims: {iss: "https://partner.example.com", aud: cluster, email_verified: true, roles: "<roles>", number: 42, tenant: t, email: <email>, <more>}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {user: !only {}, error: !matches '.*<message>\]'}
      """

    Examples:
      | expires | roles  | email           | more                              | message                                                                                                                                        |
      | 1h      | a      | eve@example.com | hd: other.com                     | oidc: required claim hd value does not match. Got = other.com, want = example.com                                                              |
      | 2h      | a      | eve@example.com | hd: example.com                   | oidc: error evaluating claim validation expression: validation expression .claims.exp - claims.iat <= 3600. failed: tokens are for an hour at most |
      | 1h      | a      | eve@example.com | hd: example.com, act: robot       | no robots                                                                                                                                      |
      | 1h      | a      | system:eve      | hd: example.com                   | oidc: error evaluating user info validation rule: validation expression .* failed: username cannot use the reserved prefix                     |
      | 1h      | a,root | eve@example.com | hd: example.com                   | nobody is root                                                                                                                                 |

  @AUTH-16f
  Scenario Outline: Strangers are let in where the file says so: <path>
    When anonymous sends GET <path>
    Then it is accepted with 200

    Examples:
      | path          |
      | /livez        |
      | /readyz       |
      | /livez?verbose |

  @AUTH-16f
  Scenario Outline: Strangers are refused everywhere else: <path>
    When anonymous sends GET <path>
    Then it is refused with 401 Unauthorized

    Examples:
      | path                         |
      | /version                     |
      | /livez/                      |
      | /livez/ping                  |
      | /healthz                     |
      | /api/v1/namespaces/home/pods |

  @AUTH-16f
  Scenario: A stranger at a door that is open has the rights of strangers
    When anonymous sends GET /api
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: 'forbidden: User "system:anonymous" cannot get path "/api"'
      """
