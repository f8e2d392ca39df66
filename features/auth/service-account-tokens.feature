@needs-kubeApi @authorized
Feature: Tokens of service accounts

  Background: the service account robot, and a Secret
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: leash}}
      """

  @AUTH-3b
  Scenario: A token is issued for the API and an hour unless something else is asked for
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest}
      """
    Then it is accepted with 201
    And the answer is:
      """
      apiVersion: authentication.k8s.io/v1
      kind: TokenRequest
      metadata: {name: robot, namespace: home}
      spec: {audiences: ["https://kubernetes.default.svc"], expirationSeconds: 3600, boundObjectRef: null}
      status: !only {token: !any , expirationTimestamp: !any }
      """
    And nothing else changed

  @AUTH-3c @AUTH-3b
  Scenario: A token says whose it is, for whom, and until when
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {audiences: [vault, bank], expirationSeconds: 600}}
      """
    And the answer is remembered as issued
    When admin gets serviceaccount/robot
    And the answer is remembered as account
    Then the token $issued.status.token says:
      """
      header: !only {alg: !any , kid: !any }
      validSeconds: 600
      claims: !only
        iss: https://kubernetes.default.svc
        aud: [vault, bank]
        sub: system:serviceaccount:home:robot
        jti: !any
        iat: !any
        nbf: !any
        exp: !any
        kubernetes.io: !only
          namespace: home
          serviceaccount: !only {name: robot, uid: $account.metadata.uid}
      """

  @AUTH-3 @AUTH-1e
  Scenario: A token proves its service account
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest}
      """
    And the answer is remembered as issued
    And admin gets serviceaccount/robot
    And the answer is remembered as account
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer $issued.status.token
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status:
        userInfo:
          username: system:serviceaccount:home:robot
          uid: $account.metadata.uid
          groups: [system:serviceaccounts, "system:serviceaccounts:home", system:authenticated]
      """

  @AUTH-8t
  Scenario: A review of a token says whom it proves and for which of the audiences
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {audiences: [vault, bank]}}
      """
    And the answer is remembered as issued
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued.status.token, audiences: [bank, shop]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only
        authenticated: true
        user: {username: "system:serviceaccount:home:robot"}
        audiences: [bank]
      """

  @AUTH-8u
  Scenario: A review for others than the token is for says that it proves nobody
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {audiences: [vault]}}
      """
    And the answer is remembered as issued
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued.status.token}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: !only {user: !only {}, error: !any }
      """

  @AUTH-3g
  Scenario: A token for others is not one for the API
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {audiences: [vault]}}
      """
    And the answer is remembered as issued
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued.status.token
      """
    Then it is refused with 401 Unauthorized

  @AUTH-3d
  Scenario Outline: A time that is too short or too long is refused: <seconds> seconds
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: <seconds>}}
      """
    Then it is refused with 422 Invalid for:
      | field                  | reason            |
      | spec.expirationSeconds | FieldValueInvalid |

    Examples:
      | seconds    |
      | 599        |
      | 0          |
      | -1         |
      | 4294967297 |

  @AUTH-3d
  Scenario: Another name than that of the account is refused
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, metadata: {name: other}}
      """
    Then it is refused with 422 Invalid for:
      | field         | reason            |
      | metadata.name | FieldValueInvalid |

  @AUTH-3d
  Scenario: No token is issued for an account that is not there
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/ghost/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 5}}
      """
    Then it is refused with 404 NotFound

  @AUTH-3d
  Scenario Outline: A token is not bound to what it cannot be bound to: <what>
    Given these objects:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: other}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: others-pod}, spec: {serviceAccountName: other, containers: [{name: main, image: app}]}}
      """
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {boundObjectRef: <reference>}}
      """
    Then it is refused with <code> <reason>

    Examples:
      | what                  | reference                                                | code | reason     |
      | no such Secret        | {apiVersion: v1, kind: Secret, name: ghost}              | 404  | NotFound   |
      | no such Pod           | {apiVersion: v1, kind: Pod, name: ghost}                 | 404  | NotFound   |
      | a Pod of another      | {apiVersion: v1, kind: Pod, name: others-pod}            | 400  | BadRequest |
      | a kind without a use  | {apiVersion: v1, kind: ConfigMap, name: leash}           | 400  | BadRequest |
      | a Secret before it    | {apiVersion: v1, kind: Secret, name: leash, uid: before} | 409  | Conflict   |

  @AUTH-3e
  Scenario: A token ends with the Secret that it is bound to
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {boundObjectRef: {apiVersion: v1, kind: Secret, name: leash}}}
      """
    And the answer is remembered as issued
    And admin deletes secret/leash
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued.status.token
      """
    Then it is refused with 401 Unauthorized

  @AUTH-3e
  Scenario: A Secret of the same name does not bring a token back
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {boundObjectRef: {apiVersion: v1, kind: Secret, name: leash}}}
      """
    And the answer is remembered as issued
    And admin deletes secret/leash
    And admin creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: leash}}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued.status.token
      """
    Then it is refused with 401 Unauthorized

  @AUTH-3e
  Scenario: A token of a Pod ends with the Pod
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, containers: [{name: main, image: app}]}}
      """
    And admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {boundObjectRef: {apiVersion: v1, kind: Pod, name: web}}}
      """
    And the answer is remembered as issued
    And admin deletes pod/web
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued.status.token
      """
    Then it is refused with 401 Unauthorized

  @AUTH-3e
  Scenario: A token of a Node ends with the Node
    Given these objects:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n1}}
      """
    And admin gets node/n1
    And the answer is remembered as node
    And admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {boundObjectRef: {apiVersion: v1, kind: Node, name: n1}}}
      """
    And the answer is remembered as issued
    And admin deletes node/n1
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued.status.token
      """
    Then it is refused with 401 Unauthorized

  @AUTH-3e
  Scenario: A token ends with its service account, and another of the same name does not bring it back
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest}
      """
    And the answer is remembered as issued
    And admin deletes serviceaccount/robot
    And admin creates:
      """
      {apiVersion: v1, kind: ServiceAccount, metadata: {name: robot}}
      """
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued.status.token
      """
    Then it is refused with 401 Unauthorized

  @AUTH-3f @needs-clock
  Scenario Outline: A token is recognised until it has expired: after <time> the answer is <code>
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 600}}
      """
    And the answer is remembered as issued
    And <time> pass
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
      | time | code | answer                                                                |
      | 598s | 201  | {status: {userInfo: {username: "system:serviceaccount:home:robot"}}}  |
      | 662s | 401  | {kind: Status, reason: Unauthorized, code: 401}                       |

  @AUTH-3i
  Scenario: A token of a Pod tells the Pod and its Node
    Given these objects:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n1}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, nodeName: n1, containers: [{name: main, image: app}]}}
      """
    And admin gets pod/web
    And the answer is remembered as pod
    And admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {boundObjectRef: {apiVersion: v1, kind: Pod, name: web}}}
      """
    And the answer is remembered as issued
    When admin sends POST /apis/authentication.k8s.io/v1/tokenreviews:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {token: $issued.status.token}}
      """
    Then the answer is:
      """
      status:
        user:
          extra: !only
            authentication.kubernetes.io/credential-id: [!matches "JTI=[-0-9a-f]{36}"]
            authentication.kubernetes.io/node-name: [n1]
            authentication.kubernetes.io/node-uid: [!any ]
            authentication.kubernetes.io/pod-name: [web]
            authentication.kubernetes.io/pod-uid: [$pod.metadata.uid]
      """

  @AUTH-3j
  Scenario: A token that a kubelet asks for outlives the hour
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, containers: [{name: main, image: app}]}}
      """
    And admin gets pod/web
    And the answer is remembered as pod
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {expirationSeconds: 3607, boundObjectRef: {apiVersion: v1, kind: Pod, name: web}}}
      """
    And the answer is remembered as issued
    Then the answer is:
      """
      spec: {expirationSeconds: 3607}
      """
    And the token $issued.status.token says:
      """
      validSeconds: 31536000
      claims:
        kubernetes.io: {warnafter: !any , pod: !only {name: web, uid: $pod.metadata.uid}}
      """

  @AUTH-3j
  Scenario Outline: Other tokens live as long as they were asked to: <what>
    Given these objects:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, containers: [{name: main, image: app}]}}
      """
    When admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: <spec>}
      """
    And the answer is remembered as issued
    Then the token $issued.status.token says:
      """
      validSeconds: <seconds>
      claims:
        kubernetes.io: {warnafter: !absent }
      """

    Examples:
      | what                     | spec                                                                                                     | seconds |
      | without a Pod            | {expirationSeconds: 3607}                                                                                | 3607    |
      | for a Pod and an hour    | {expirationSeconds: 3600, boundObjectRef: {apiVersion: v1, kind: Pod, name: web}}                        | 3600    |
      | for a Pod and for others | {expirationSeconds: 3607, audiences: [vault], boundObjectRef: {apiVersion: v1, kind: Pod, name: web}}    | 3607    |

  @AUTH-3l
  Scenario: The server says how its tokens are verified
    When admin sends GET /.well-known/openid-configuration
    Then it is accepted with 200
    And the answer is:
      """
      issuer: https://kubernetes.default.svc
      jwks_uri: !matches https://.*/openid/v1/jwks
      response_types_supported: [id_token]
      subject_types_supported: [public]
      id_token_signing_alg_values_supported: [!any ]
      """
    And the answer's headers are:
      """
      {content-type: application/json, cache-control: "public, max-age=3600"}
      """

  @AUTH-3l
  Scenario: The server publishes the public keys of its tokens and nothing private
    When admin sends:
      """
      GET /openid/v1/jwks
      Accept: application/jwk-set+json
      """
    Then it is accepted with 200
    And the answer is:
      """
      keys: [{use: sig, kid: !any , kty: !any , alg: !any , d: !absent , p: !absent , q: !absent , k: !absent }]
      """
    And the answer's headers are:
      """
      {content-type: application/jwk-set+json, cache-control: "public, max-age=3600"}
      """

  @AUTH-3h
  Scenario: A token of which anything was changed is refused
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest}
      """
    And the answer is remembered as issued
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer $issued.status.token$$
      """
    Then it is refused with 401 Unauthorized

  @AUTH-3h @AUTH-9
  Scenario Outline: A token that the server has not signed is refused: <how>
    When anonymous sends:
      """
      GET /version
      Authorization: Bearer <token>
      """
    Then it is refused with 401 Unauthorized
    And the answer is:
      """
      !only {kind: Status, apiVersion: v1, metadata: !only {}, status: Failure, message: Unauthorized, reason: Unauthorized, code: 401}
      """

    Examples:
      | how                          | token |
      | it carries no signature      | eyJhbGciOiJub25lIn0.eyJhdWQiOlsiaHR0cHM6Ly9rdWJlcm5ldGVzLmRlZmF1bHQuc3ZjIl0sImV4cCI6NDEwMjQ0NDgwMCwiaWF0IjoxNzAwMDAwMDAwLCJpc3MiOiJodHRwczovL2t1YmVybmV0ZXMuZGVmYXVsdC5zdmMiLCJrdWJlcm5ldGVzLmlvIjp7Im5hbWVzcGFjZSI6Imt1YmUtc3lzdGVtIiwic2VydmljZWFjY291bnQiOnsibmFtZSI6ImRlZmF1bHQiLCJ1aWQiOiJub25lIn19LCJuYmYiOjE3MDAwMDAwMDAsInN1YiI6InN5c3RlbTpzZXJ2aWNlYWNjb3VudDprdWJlLXN5c3RlbTpkZWZhdWx0In0. |
      | signed with a known secret   | eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOlsiaHR0cHM6Ly9rdWJlcm5ldGVzLmRlZmF1bHQuc3ZjIl0sImV4cCI6NDEwMjQ0NDgwMCwiaWF0IjoxNzAwMDAwMDAwLCJpc3MiOiJodHRwczovL2t1YmVybmV0ZXMuZGVmYXVsdC5zdmMiLCJrdWJlcm5ldGVzLmlvIjp7Im5hbWVzcGFjZSI6Imt1YmUtc3lzdGVtIiwic2VydmljZWFjY291bnQiOnsibmFtZSI6ImRlZmF1bHQiLCJ1aWQiOiJub25lIn19LCJuYmYiOjE3MDAwMDAwMDAsInN1YiI6InN5c3RlbTpzZXJ2aWNlYWNjb3VudDprdWJlLXN5c3RlbTpkZWZhdWx0In0.YrbH-3muf05D7ANCVSvMvD2fZyOSTk4A9O3wtnrSsZs |
      | signed with another's key    | eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOlsiaHR0cHM6Ly9rdWJlcm5ldGVzLmRlZmF1bHQuc3ZjIl0sImV4cCI6NDEwMjQ0NDgwMCwiaWF0IjoxNzAwMDAwMDAwLCJpc3MiOiJodHRwczovL2t1YmVybmV0ZXMuZGVmYXVsdC5zdmMiLCJrdWJlcm5ldGVzLmlvIjp7Im5hbWVzcGFjZSI6Imt1YmUtc3lzdGVtIiwic2VydmljZWFjY291bnQiOnsibmFtZSI6ImRlZmF1bHQiLCJ1aWQiOiJub25lIn19LCJuYmYiOjE3MDAwMDAwMDAsInN1YiI6InN5c3RlbTpzZXJ2aWNlYWNjb3VudDprdWJlLXN5c3RlbTpkZWZhdWx0In0.J8FeQEZ_K4wIMlb6gsvQ9GYGVGctVaCchjUNjTt5O2D8RGAx0-dJR2C-LKef4L8pjuobti97p19KR2ZvPuwwbQ |

  @AUTH-3p
  Scenario: A Pod that is going may still use its token
    Given these objects:
      """
      {apiVersion: v1, kind: Node, metadata: {name: n1}}
      ---
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {serviceAccountName: robot, nodeName: n1, containers: [{name: main, image: app}]}}
      """
    And admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: {boundObjectRef: {apiVersion: v1, kind: Pod, name: web}}}
      """
    And the answer is remembered as issued
    And admin deletes pod/web
    When anonymous sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer $issued.status.token
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201

  @AUTH-3q @needs-otherKubeApi
  Scenario: A token that one server has issued is good at another
    Given admin sends POST /api/v1/namespaces/home/serviceaccounts/robot/token:
      """
      {apiVersion: authentication.k8s.io/v1, kind: TokenRequest}
      """
    And the answer is remembered as issued
    When anonymous at the other API server sends:
      """
      POST /apis/authentication.k8s.io/v1/selfsubjectreviews
      Authorization: Bearer $issued.status.token
      Content-Type: application/json

      {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
      """
    Then it is accepted with 201
    And the answer is:
      """
      status: {userInfo: {username: "system:serviceaccount:home:robot"}}
      """
