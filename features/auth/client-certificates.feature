@needs-kubeApi @certificates
Feature: Client certificates

  Background:
    Given the API server runs with:
      """
      authorization-mode: RBAC
      token-auth-file: |
        bobs-token,bob,uid-2
      """

  @AUTH-2 @AUTH-1e @AUTH-2c
  Scenario: A certificate of the cluster's authority tells user and groups
    Given alice shows the certificate:
      """
      {commonName: carol, organizations: [builders, testers], signedBy: cluster}
      """
    When alice sends POST /apis/authentication.k8s.io/v1/selfsubjectreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: SelfSubjectReview}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        userInfo: !only
          username: carol
          groups: !unordered [builders, testers, system:authenticated]
          extra: !only {authentication.kubernetes.io/credential-id: [!matches "X509SHA256=[0-9a-f]{64}"]}
      """

  @AUTH-2
  Scenario: Groups of the certificate have their rights
    Given alice shows the certificate:
      """
      {commonName: carol, organizations: ["system:masters"], signedBy: cluster}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201

  @AUTH-2b
  Scenario Outline: A certificate that nobody vouches for is refused: <what>
    Given alice shows the certificate:
      """
      {commonName: admin, organizations: ["system:masters"], signedBy: <by>, isExpired: <expired>}
      """
    When alice sends GET /version
    Then it is refused with 401 Unauthorized

    Examples:
      | what                   | by          | expired |
      | by a stranger          | stranger    | false   |
      | until yesterday        | cluster     | true    |
      | by the proxies' signer | front proxy | false   |

  @AUTH-1c
  Scenario Outline: A certificate goes before a token: <token>
    Given alice shows the certificate:
      """
      {commonName: carol, signedBy: cluster}
      """
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer <token>
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: carol}}
      """

    Examples:
      | token           |
      | bobs-token      |
      | nobody-knows-me |

  @AUTH-1c
  Scenario Outline: A certificate that nobody vouches for does not stand in the way of a token: <by>
    Given alice shows the certificate:
      """
      {commonName: carol, signedBy: <by>, isExpired: <expired>}
      """
    When alice sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer bobs-token
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: bob}}
      """

    Examples:
      | by       | expired |
      | stranger | false   |
      | cluster  | true    |
