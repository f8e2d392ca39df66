@needs-kubeApi @needs-controlPlane
Feature: Who is connected to whom

  @ARCH-2
  Scenario: Components hold connections to the API server and to nobody else
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then the http connections are:
      | from           | to        |
      | !not apiserver | apiserver |

  @ARCH-3
  Scenario: The API server alone holds connections to etcd
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then the etcd connections are:
      | from      | to   |
      | apiserver | etcd |
