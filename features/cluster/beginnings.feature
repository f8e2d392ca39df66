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

  @API-24f @certificates
  Scenario: The server tells whom it believes
    When admin gets configmap/extension-apiserver-authentication in kube-system
    Then it is accepted with 200
    And the answer is:
      """
      data:
        client-ca-file: !matches "(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\\s*)+"
        requestheader-client-ca-file: !matches "(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\\s*)+"
        requestheader-allowed-names: "[]"
        requestheader-username-headers: '["X-Remote-User"]'
        requestheader-group-headers: '["X-Remote-Group"]'
        requestheader-extra-headers-prefix: '["X-Remote-Extra-"]'
      """

  @API-24g @certificates @exclusive @needs-clock
  Scenario: What the server tells comes back
    Given admin gets configmap/extension-apiserver-authentication in kube-system
    And the answer is remembered as before
    When admin deletes configmap/extension-apiserver-authentication in kube-system
    Then configmap/extension-apiserver-authentication in kube-system is within 10s:
      """
      metadata: {uid: !not $before.metadata.uid}
      data: {client-ca-file: !matches "-----BEGIN CERTIFICATE-----[^!]+"}
      """

  @API-24g @certificates @exclusive @needs-clock
  Scenario: What was taken out of it is added again
    When admin patches configmap/extension-apiserver-authentication in kube-system by merge:
      """
      {data: {client-ca-file: null, requestheader-username-headers: '["X-Other"]'}}
      """
    Then configmap/extension-apiserver-authentication in kube-system is within 10s:
      """
      data:
        client-ca-file: !matches "-----BEGIN CERTIFICATE-----[^!]+"
        requestheader-username-headers: '["X-Other","X-Remote-User"]'
      """

  @API-24h
  Scenario: The server tells since when it tracks old tokens
    When admin gets configmap/kube-apiserver-legacy-service-account-token-tracking in kube-system
    Then it is accepted with 200
    And the answer is:
      """
      data: {since: !matches "\\d{4}-\\d{2}-\\d{2}"}
      """

  @API-24h @exclusive @needs-clock
  Scenario: A day that is none is put right
    When admin patches configmap/kube-apiserver-legacy-service-account-token-tracking in kube-system by merge:
      """
      {data: {since: yesterday}}
      """
    Then configmap/kube-apiserver-legacy-service-account-token-tracking in kube-system is within 10s:
      """
      data: {since: !matches "\\d{4}-\\d{2}-\\d{2}"}
      """

  @API-24i @exclusive @needs-clock
  Scenario: A server shows that it lives
    Given admin sends GET /apis/coordination.k8s.io/v1/namespaces/kube-system/leases?labelSelector=apiserver.kubernetes.io/identity=kube-apiserver
    And the answer is remembered as before
    When 12s pass
    Then lease/$before.items.0.metadata.name in kube-system is within 1s:
      """
      metadata: {name: !matches "apiserver-[a-z2-7]{26}"}
      spec:
        holderIdentity: !matches "apiserver-[a-z2-7]{26}_[0-9a-f-]{36}"
        leaseDurationSeconds: 3600
        renewTime: !not $before.items.0.spec.renewTime
      """

  @API-24j @exclusive @needs-clock
  Scenario: The API's Service comes back
    Given admin gets service/kubernetes in default
    And the answer is remembered as before
    When admin deletes service/kubernetes in default
    Then service/kubernetes in default is within 15s:
      """
      metadata: {uid: !not $before.metadata.uid}
      spec: {clusterIP: $before.spec.clusterIP}
      """

  @API-24k @exclusive @needs-clock
  Scenario: A namespace of the system comes back
    Given admin gets namespace/kube-node-lease
    And the answer is remembered as before
    When admin deletes namespace/kube-node-lease
    Then namespace/kube-node-lease is within 90s:
      """
      metadata: {uid: !not $before.metadata.uid}
      status: {phase: Active}
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
