@needs-kubeApi @needs-serverProcess @needs-clock
Feature: A file about authorizers that changes

  Background: the roles alone are asked
    Given the API server runs with:
      """
      authorization-mode: ''
      authorization-config: |
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthorizationConfiguration
        authorizers:
        - {type: RBAC, name: rbac}
      """

  @AUTH-12i
  Scenario: Authorizers that are added are asked
    Given the file of authorization-config is now:
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: AuthorizationConfiguration
      authorizers:
      - {type: RBAC, name: rbac}
      - {type: AlwaysAllow, name: alwaysallow}
      """
    And 15s passes
    When alice lists pods
    Then it is accepted with 200

  @AUTH-12i
  Scenario Outline: Authorizers of a file that a server cannot use are not asked: <what>
    Given the file of authorization-config is now:
      """
      apiVersion: apiserver.config.k8s.io/v1
      kind: AuthorizationConfiguration
      authorizers: [<authorizers>]
      """
    And 15s passes
    When alice lists pods
    Then it is refused with 403 Forbidden

    Examples:
      | what                                 | authorizers                                                                                |
      | it names a mode that nobody knows    | {type: RBAC, name: rbac}, {type: AlwaysAllow, name: alwaysallow}, {type: Magic, name: magic} |
      | it lacks a mode of the start         | {type: AlwaysAllow, name: alwaysallow}                                                       |
      | it brings a mode with rules of its own | {type: RBAC, name: rbac}, {type: Node, name: node}, {type: AlwaysAllow, name: alwaysallow}   |
