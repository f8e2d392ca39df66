@needs-kubeApi @needs-serverProcess @needs-clock
Feature: A file about issuers that changes

  Background: the issuer red is believed, and strangers are let in for the health
    Given the API server runs with:
      """
      authorization-mode: RBAC
      authentication-config: |
        apiVersion: apiserver.config.k8s.io/v1beta1
        kind: AuthenticationConfiguration
        anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}
        jwt:
        - issuer: {url: $hook.url/red, certificateAuthority: $hook.quotedAuthority, audiences: [cluster]}
          claimMappings: {username: {claim: sub, prefix: "red:"}}
      """

  @AUTH-16i
  Scenario: Issuers that are added are believed
    Given the file of authentication-config is now:
      """
      apiVersion: apiserver.config.k8s.io/v1beta1
      kind: AuthenticationConfiguration
      anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}
      jwt:
      - issuer: {url: $hook.url/blue, certificateAuthority: $hook.quotedAuthority, audiences: [cluster]}
        claimMappings: {username: {claim: sub, prefix: "blue:"}}
      """
    And 15s passes
    And a token issued of the issuer blue:
      """
      claims: {aud: cluster, sub: dave}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {authenticated: true, user: {username: blue:dave}}
      """

  @AUTH-16i
  Scenario: Issuers that are taken out are believed no longer
    Given the file of authentication-config is now:
      """
      apiVersion: apiserver.config.k8s.io/v1beta1
      kind: AuthenticationConfiguration
      anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}
      jwt:
      - issuer: {url: $hook.url/blue, certificateAuthority: $hook.quotedAuthority, audiences: [cluster]}
        claimMappings: {username: {claim: sub, prefix: "blue:"}}
      """
    And 15s passes
    And a token issued of the issuer blue:
      """
      claims: {aud: cluster, sub: dave}
      """
    And a token former of the issuer red:
      """
      claims: {aud: cluster, sub: dave}
      """
    And admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $former}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {user: !only {}, error: invalid bearer token}
      """

  @AUTH-16i
  Scenario Outline: A file that a server cannot use changes nothing: <what>
    Given the file of authentication-config is now:
      """
      {apiVersion: apiserver.config.k8s.io/v1beta1, kind: AuthenticationConfiguration, <more>}
      """
    And 15s passes
    And a token issued of the issuer red:
      """
      claims: {aud: cluster, sub: dave}
      """
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {authenticated: true, user: {username: red:dave}}
      """

    Examples:
      | what                                       | more                                                                                        |
      | it has a field that nobody knows           | issuers: []                                                                                 |
      | an issuer in it makes no sense             | anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}, jwt: [{issuer: {url: "http://a.io"}}] |
      | it says something else about strangers     | jwt: []                                                                                     |
