@needs-kubeApi @needs-proxyKubeApi
Feature: A proxy in front of the API server

  @OPS-2a
  Scenario: Whoever calls a proxy needs no credentials
    Given the API server runs with:
      """
      authorization-mode: RBAC
      """
    When anonymous through the proxy creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And secret/settings is:
      """
      metadata: {name: settings}
      """

  @OPS-2a
  Scenario: What the API server refuses it refuses through a proxy
    When anonymous through the proxy gets secret/nobody
    Then it is refused with 404 NotFound

  @OPS-2a
  Scenario: A watch goes through a proxy
    Given anonymous through the proxy watches secrets as W
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    Then W sees:
      | type  | object          |
      | ADDED | secret/settings |

  @OPS-2b
  Scenario Outline: A proxy that is told so refuses <method>
    Given the proxy runs with:
      """
      reject-methods: ^(POST|DELETE)$
      reject-paths: ^/api/.*/configmaps
      """
    And these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    When anonymous through the proxy sends <method> <path>
    Then it is refused with 403
    And secret/settings is:
      """
      metadata: {name: settings}
      """
    And nothing else changed

    Examples:
      | method | path                                     |
      | POST   | /api/v1/namespaces/home/secrets          |
      | DELETE | /api/v1/namespaces/home/secrets/settings |

  @OPS-2b
  Scenario Outline: A proxy that is told so refuses a path: <path>
    Given the proxy runs with:
      """
      reject-methods: ^(POST|DELETE)$
      reject-paths: ^/api/.*/configmaps
      """
    When anonymous through the proxy sends GET <path>
    Then it is refused with 403

    Examples:
      | path                                         |
      | /api/v1/namespaces/home/configmaps           |
      | /api/v1/namespaces/home/%63onfigmaps         |
      | /api/v1/namespaces/home/configmaps/kube-root-ca.crt |

  @OPS-2b
  Scenario: A proxy lets through what its patterns do not keep
    Given the proxy runs with:
      """
      reject-methods: ^(POST|DELETE)$
      reject-paths: ^/api/.*/configmaps
      """
    When anonymous through the proxy sends GET /api/v1/namespaces/home/secrets
    Then it is accepted with 200

  @OPS-2c
  Scenario: A proxy refuses whoever means another machine
    When anonymous through the proxy sends:
      """
      GET /api/v1/namespaces/home/secrets
      Host: evil.example
      """
    Then it is refused with 403

  @OPS-2d
  Scenario Outline: A proxy lets nobody <what> a container
    When anonymous through the proxy sends GET /api/v1/namespaces/home/pods/web/<path>
    Then it is refused with 403

    Examples:
      | what      | path            |
      | enter     | exec?command=sh |
      | attach to | attach          |
