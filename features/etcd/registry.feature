@needs-kubeApi @needs-apiStore
Feature: Where the store keeps the objects of the cluster

  @ETCD-1
  Scenario: A namespaced object lives under its resource, namespace and name
    When alice creates:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: other}}
      """
    Then the API server's store holds under /registry/secrets/home/:
      | key                             |
      | /registry/secrets/home/other    |
      | /registry/secrets/home/settings |

  @ETCD-1
  Scenario Outline: A <kind> lives at <key>
    When alice creates:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: subject}, <rest>}
      """
    Then the API server's store holds at <key>:
      """
      {kind: <kind>, apiVersion: <apiVersion>, metadata: {name: subject}}
      """

    Examples:
      | kind       | apiVersion           | key                                   | rest                                                                                                                                          |
      | Secret     | v1                   | /registry/secrets/home/subject        | data: {}                                                                                                                                      |
      | Pod        | v1                   | /registry/pods/home/subject           | spec: {containers: [{name: main, image: nginx}]}                                                                                              |
      | Service    | v1                   | /registry/services/specs/home/subject | spec: {ports: [{port: 80}]}                                                                                                                   |
      | Endpoints  | v1                   | /registry/services/endpoints/home/subject | subsets: []                                                                                                                               |
      | Deployment | apps/v1              | /registry/deployments/home/subject    | spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: nginx}]}}} |
      | Node       | v1                   | /registry/minions/subject             | spec: {}                                                                                                                                      |
      | Namespace  | v1                   | /registry/namespaces/subject          | spec: {}                                                                                                                                      |
      | Ingress    | networking.k8s.io/v1 | /registry/ingress/home/subject        | spec: {defaultBackend: {service: {name: web, port: {number: 80}}}} |
      | ReplicationController | v1        | /registry/controllers/home/subject    | spec: {replicas: 0, selector: {app: web}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: main, image: nginx}]}}} |

  @ETCD-1
  Scenario: A deleted object leaves no key behind
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: other}}
      """
    When alice deletes secret/settings
    Then the API server's store holds under /registry/secrets/home/:
      | key                          |
      | /registry/secrets/home/other |

  @ETCD-3
  Scenario: The stored value is the whole object as JSON, but for the resource version
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red}}
      """
    And the answer is remembered as made
    When alice patches configmap/settings by merge:
      """
      {data: {size: small}}
      """
    Then the API server's store holds at /registry/configmaps/home/settings:
      """
      kind: ConfigMap
      apiVersion: v1
      metadata:
        name: settings
        namespace: home
        uid: $made.metadata.uid
        creationTimestamp: "$made.metadata.creationTimestamp"
        labels: !only {app: web}
        resourceVersion: !absent
      data: !only {colour: red, size: small}
      """

  @ETCD-3
  Scenario: The resource version of an object is the mod revision of its key
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: settings}}
      """
    When alice patches secret/settings by merge:
      """
      {metadata: {labels: {app: web}}}
      """
    And the answer is remembered as changed
    Then the API server's store holds under /registry/secrets/home/:
      | key                             | modRevision                       |
      | /registry/secrets/home/settings | $changed.metadata.resourceVersion |

  @ETCD-3
  Scenario: Defaults are stored with the object
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    Then the API server's store holds at /registry/services/specs/home/web:
      """
      spec: {type: ClusterIP, sessionAffinity: None, ports: [{port: 80, protocol: TCP, targetPort: 80}]}
      """
