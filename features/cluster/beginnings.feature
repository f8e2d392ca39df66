@needs-kubeApi
Feature: What a cluster begins with

  @API-24a
  Scenario: The API is a Service of the cluster
    When alice gets service/kubernetes in default
    Then it is accepted with 200
    And the answer is:
      """
      spec:
        type: ClusterIP
        clusterIP: !matches "[0-9a-f.:]+"
        ports: [{name: https, protocol: TCP, port: 443}]
      """

  @API-24b
  Scenario: The API's Service has addresses
    When alice gets endpoints/kubernetes in default
    Then it is accepted with 200
    And the answer is:
      """
      subsets: [{addresses: !contains [{ip: !matches "[0-9a-f.:]+"}], ports: [{name: https, protocol: TCP, port: !within 1..65535 }]}]
      """

  @API-24b
  Scenario: The API's Service has a slice of the same addresses
    Given alice gets endpoints/kubernetes in default
    And the answer is remembered as endpoints
    When alice sends GET /apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name=kubernetes
    Then it is accepted with 200
    And the answer is:
      """
      items:
        - endpoints: !contains [{addresses: ["$endpoints.subsets.0.addresses.0.ip"], conditions: {ready: true}}]
          ports: [{name: https, protocol: TCP, port: $endpoints.subsets.0.ports.0.port}]
      """

  @API-24c
  Scenario Outline: The system has a priority class of its own: <name>
    When alice sends GET /apis/scheduling.k8s.io/v1/priorityclasses?fieldSelector=metadata.name=<name>
    Then it is accepted with 200
    And the answer is:
      """
      items: [{value: <value>}]
      """

    Examples:
      | name                    | value      |
      | system-cluster-critical | 2000000000 |
      | system-node-critical    | 2000001000 |

  @API-24d @needs-clock
  Scenario: A new namespace gets the cluster's certificate
    When admin creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    Then configmap/kube-root-ca.crt in dev is within 10s:
      """
      data: !only {ca.crt: !matches "-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\\s*"}
      """

  @API-24e @needs-clock
  Scenario: The cluster's certificate comes back
    Given configmap/kube-root-ca.crt is within 10s:
      """
      data: {ca.crt: !any }
      """
    When admin deletes configmap/kube-root-ca.crt
    Then configmap/kube-root-ca.crt is within 10s:
      """
      data: {ca.crt: !any }
      """

  @API-24e @needs-clock
  Scenario: The cluster's certificate is put right
    Given configmap/kube-root-ca.crt is within 10s:
      """
      data: {ca.crt: !any }
      """
    When admin patches configmap/kube-root-ca.crt by merge:
      """
      {data: {ca.crt: nonsense, more: x}}
      """
    Then configmap/kube-root-ca.crt is within 10s:
      """
      data: !only {ca.crt: !matches "-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\\s*"}
      """

  @CTRL-16a @needs-clock
  Scenario: A new namespace gets an account
    When admin creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    Then serviceaccount/default in dev is within 10s:
      """
      metadata: {name: default}
      """

  @CTRL-16b @needs-clock
  Scenario: The default account comes back
    Given alice gets serviceaccount/default
    And the answer is remembered as first
    When admin deletes serviceaccount/default
    Then serviceaccount/default is within 10s:
      """
      metadata: {uid: !not $first.metadata.uid}
      """
