@needs-kubeApi @certificates
Feature: Proxies that know their users

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      requestheader-allowed-names: [proxy, gateway]
      requestheader-username-headers: [X-Remote-User, X-User]
      requestheader-group-headers: X-Remote-Group
      requestheader-extra-headers-prefix: X-Remote-Extra-
      """

  @AUTH-2d @AUTH-1e
  Scenario: A proxy says user, groups and more
    Given alice shows the certificate:
      """
      {commonName: gateway, signedBy: front proxy}
      """
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      X-Remote-User: dave
      X-Remote-Group: builders
      X-Remote-Extra-Scopes: view
      X-Remote-Extra-Acme.com%2fProject: apollo
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        userInfo: !only
          username: dave
          groups: [builders, system:authenticated]
          extra: !only {scopes: [view], acme.com/project: [apollo]}
      """

  @AUTH-2d
  Scenario: The first of the headers that is there says the user
    Given alice shows the certificate:
      """
      {commonName: proxy, signedBy: front proxy}
      """
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      X-User: dave
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: !only {username: dave, groups: [system:authenticated]}}
      """

  @AUTH-2e
  Scenario Outline: A certificate that is no proxy's lends no weight to headers: <name> by <by>
    Given alice shows the certificate:
      """
      {commonName: <name>, signedBy: <by>}
      """
    When alice sends:
      """
      GET /version
      X-Remote-User: dave
      X-Remote-Group: system:masters
      """
    Then it is refused with 401 Unauthorized

    Examples:
      | name    | by          |
      | mallory | front proxy |
      | proxy   | stranger    |

  @AUTH-2e
  Scenario: Whoever has a certificate of the cluster's authority stays who he is
    Given alice shows the certificate:
      """
      {commonName: proxy, signedBy: cluster}
      """
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      X-Remote-User: dave
      X-Remote-Group: system:masters
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: proxy, groups: [system:authenticated]}}
      """

  @AUTH-2e
  Scenario: Whoever shows no certificate stays nobody in particular
    When anonymous sends:
      """
      GET /api/v1/namespaces/home/pods
      X-Remote-User: dave
      X-Remote-Group: system:masters
      """
    Then it is refused with 403 Forbidden
    And the answer is:
      """
      message: !matches '.*User "system:anonymous" cannot list resource "pods".*'
      """

  @AUTH-2f
  Scenario: A proxy that names no user is nobody
    Given alice shows the certificate:
      """
      {commonName: proxy, organizations: ["system:masters"], signedBy: front proxy}
      """
    When alice sends:
      """
      GET /version
      X-Remote-Group: system:masters
      """
    Then it is refused with 401 Unauthorized

  @AUTH-2f
  Scenario: A proxy cannot make anybody of the anonymous user
    Given alice shows the certificate:
      """
      {commonName: proxy, signedBy: front proxy}
      """
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      X-Remote-User: system:anonymous
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is refused with 403 Forbidden
