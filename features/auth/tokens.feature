@needs-kubeApi
Feature: Tokens of a file

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      token-auth-file: |
        alices-token,alice,uid-1,"builders,testers"
        bobs-token,bob,uid-2
        token of root,root,uid-3,system:masters
      """

  @AUTH-3 @AUTH-1e @AUTH-8v
  Scenario: A token of the file tells user, uid and groups
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
      status:
        userInfo: !only {username: alice, uid: uid-1, groups: [builders, testers, system:authenticated]}
      """

  @AUTH-3 @AUTH-1e
  Scenario: A token without groups proves a member of the group of all who are recognised
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: bearer bobs-token
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        userInfo: !only {username: bob, uid: uid-2, groups: [system:authenticated]}
      """

  @AUTH-1b
  Scenario Outline: A token that is nearly one of the file proves nobody: <token>
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer <token>
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | token         |
      | alices-toke   |
      | alices-token1 |
      | ALICES-TOKEN  |
      | alice         |
      | uid-1         |

  @AUTH-1f
  Scenario Outline: What is no credential leaves the request to nobody in particular: <header>
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: <header>
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches '.*User "system:anonymous" cannot create resource "selfsubjectreviews".*'
      """

    Examples:
      | header               |
      | Digest username="al" |
      | Bearer               |
      | alices-token         |

  @AUTH-4b
  Scenario: A user with a password is nobody in particular
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Basic YWxpY2U6YWxpY2VzLXRva2Vu
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches '.*User "system:anonymous" cannot create resource "selfsubjectreviews".*'
      """

  @AUTH-8t
  Scenario: A review of a token of the file says whom it proves
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      apiVersion: authentication.k8s.io/v1
      kind: TokenReview
      spec: {token: alices-token}
      """
    Then it is accepted with 201
    And the answer is:
      """
      kind: TokenReview
      status: !only
        authenticated: true
        user: !only {username: alice, uid: uid-1, groups: [builders, testers, system:authenticated]}
        audiences: ["https://kubernetes.default.svc"]
      """

  @AUTH-8t @AUTH-9
  Scenario: A review of a token that nobody knows says that it proves nobody
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      apiVersion: authentication.k8s.io/v1
      kind: TokenReview
      spec: {token: nobody-knows-me}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only
        user: !only {}
        error: invalid bearer token
      """

  @AUTH-8u
  Scenario Outline: A token of the file is for the API and no one else: <audiences>
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      apiVersion: authentication.k8s.io/v1
      kind: TokenReview
      spec: {token: alices-token, audiences: <audiences>}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: <status>
      """

    Examples:
      | audiences                                | status                                                                            |
      | [vault]                                  | !only {user: !only {}, error: invalid bearer token}                               |
      | [vault, https://kubernetes.default.svc]  | {authenticated: true, audiences: ["https://kubernetes.default.svc"]}              |

  @AUTH-8u
  Scenario: A review without a token is refused
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {audiences: [vault]}}
      """
    Then it is refused with 400 BadRequest

  @AUTH-8t
  Scenario: Who has no right to ask whom a token proves is refused
    When alice sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: bobs-token}}
      """
    Then it is refused with 403 Forbidden
