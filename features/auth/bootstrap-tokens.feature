@needs-kubeApi @needs-clock
Feature: Tokens of machines that join

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      enable-bootstrap-token-auth: true
      """

  @AUTH-17a
  Scenario: A bootstrap token tells who joins
    Given these objects:
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: bootstrap-token-joiner, namespace: kube-system}
      type: bootstrap.kubernetes.io/token
      stringData:
        token-id: joiner
        token-secret: 0123456789abcdef
        usage-bootstrap-authentication: "true"
        auth-extra-groups: system:bootstrappers:workers,system:bootstrappers:east
      """
    And 1s passes
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer joiner.0123456789abcdef
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        userInfo:
          username: system:bootstrap:joiner
          groups: ["system:bootstrappers", "system:bootstrappers:east", "system:bootstrappers:workers", "system:authenticated"]
      """

  @AUTH-17b
  Scenario Outline: A bootstrap token is good only while its Secret says so: <what>
    Given these objects:
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: bootstrap-token-<id>, namespace: kube-system}
      type: <type>
      stringData:
        token-id: <said>
        token-secret: 0123456789abcdef
        usage-bootstrap-authentication: "<usage>"
        expiration: "<expiration>"
        auth-extra-groups: "<groups>"
      """
    And 1s passes
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer <id>.<secret>
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | what                       | id     | type                          | said   | usage | expiration           | groups                     | secret           |
      | of another type            | typ123 | Opaque                        | typ123 | true  |                      |                            | 0123456789abcdef |
      | not for authentication     | use123 | bootstrap.kubernetes.io/token | use123 | false |                      |                            | 0123456789abcdef |
      | its time is over           | old123 | bootstrap.kubernetes.io/token | old123 | true  | 2020-01-01T00:00:00Z |                            | 0123456789abcdef |
      | its time cannot be read    | bad123 | bootstrap.kubernetes.io/token | bad123 | true  | tomorrow             |                            | 0123456789abcdef |
      | groups that are no joiners | grp123 | bootstrap.kubernetes.io/token | grp123 | true  |                      | system:bootstrappers:a,root | 0123456789abcdef |
      | another secret             | sec123 | bootstrap.kubernetes.io/token | sec123 | true  |                      |                            | 0123456789abcdee |

  @AUTH-17b
  Scenario: A bootstrap token is gone with its Secret
    Given these objects:
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: bootstrap-token-leaver, namespace: kube-system}
      type: bootstrap.kubernetes.io/token
      stringData: {token-id: leaver, token-secret: 0123456789abcdef, usage-bootstrap-authentication: "true"}
      """
    And admin deletes secret/bootstrap-token-leaver in kube-system
    And 1s passes
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer leaver.0123456789abcdef
      """
    Then it is refused with 401 Unauthorized

  @AUTH-17c
  Scenario: A bootstrap token in another namespace means nothing
    Given these objects:
      """
      apiVersion: v1
      kind: Secret
      metadata: {name: bootstrap-token-strang, namespace: home}
      type: bootstrap.kubernetes.io/token
      stringData: {token-id: strang, token-secret: 0123456789abcdef, usage-bootstrap-authentication: "true"}
      """
    And 1s passes
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer strang.0123456789abcdef
      """
    Then it is refused with 401 Unauthorized
