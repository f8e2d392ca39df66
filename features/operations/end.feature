@needs-kubeApi @needs-serverProcess @needs-clock @exclusive
Feature: A server that is told to end

  Background: it has time for that
    Given the API server runs with:
      """
      shutdown-delay-duration: 2500ms
      shutdown-watch-termination-grace-period: 5s
      """

  @OPS-10d
  Scenario: A server that is about to end is not ready
    When the API server is told to end
    And anonymous sends GET /readyz
    Then it is refused with 500
    And the answer is:
      """
      !matches "[^]*\\[-\\]shutdown failed[^]*"
      """

  @OPS-10d
  Scenario: A server that is about to end lives
    When the API server is told to end
    And anonymous sends GET /livez
    Then it is accepted with 200

  @OPS-10d
  Scenario: A server that is about to end serves on
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: others}}
      """
    When the API server is told to end
    And alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201

  @OPS-10d
  Scenario: A server that was told to end ends
    When the API server is told to end
    Then the API server has ended within 20s
