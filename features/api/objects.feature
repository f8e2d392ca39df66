@needs-kubeApi
Feature: Objects are created, read, replaced and deleted by plain HTTP

  @API-1a
  Scenario: A created object is answered as it is stored
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: settings, namespace: home, uid: !any , resourceVersion: !any , creationTimestamp: !any }
      data: !only {colour: red}
      """
    And the answer is remembered as created
    And configmap/settings is:
      """
      {metadata: {uid: $created.metadata.uid, resourceVersion: "$created.metadata.resourceVersion"}, data: {colour: red}}
      """
    And nothing else changed

  @API-1a
  Scenario Outline: A <kind> is created in the collection of its group
    When alice sends POST <path>:
      """
      <object>
      """
    Then it is accepted with 201
    And the answer is:
      """
      {apiVersion: <apiVersion>, kind: <kind>, metadata: {name: <name>, uid: !any }}
      """
    And nothing else changed

    Examples:
      | kind          | apiVersion                   | path                                                             | object                                                                                      | name |
      | Secret        | v1                           | /api/v1/namespaces/home/secrets                                  | {metadata: {name: web}}                                                                     | web |
      | Lease         | coordination.k8s.io/v1       | /apis/coordination.k8s.io/v1/namespaces/home/leases              | {metadata: {name: web}}                                                                     | web |
      | ReplicaSet    | apps/v1                      | /apis/apps/v1/namespaces/home/replicasets                        | {metadata: {name: web}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}} | web |
      | Node          | v1                           | /api/v1/nodes                                                    | {apiVersion: v1, kind: Node, metadata: {name: n1}}                                          | n1 |
      | PriorityClass | scheduling.k8s.io/v1         | /apis/scheduling.k8s.io/v1/priorityclasses                       | {apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 100} | high |

  @API-1b
  Scenario: A uid that the client sends is not taken
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, uid: 11111111-2222-3333-4444-555555555555}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      metadata:
        uid: !matches (?!11111111-2222-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}
      """

  @API-1b
  Scenario: An object created anew under an old name has a new uid
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And the answer is remembered as first
    And alice deletes configmap/settings
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {uid: !not $first.metadata.uid}}
      """

  @API-1c
  Scenario: A creation timestamp that the client sends is not taken
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, creationTimestamp: "2001-02-03T04:05:06Z"}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {creationTimestamp: !matches "(?!2001)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"}}
      """

  @API-1c
  Scenario: A replace does not move the creation timestamp
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And the answer is remembered as first
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, creationTimestamp: "2001-02-03T04:05:06Z"}, data: {a: b}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {creationTimestamp: "$first.metadata.creationTimestamp"}, data: {a: b}}
      """

  @API-1c
  Scenario: A patch does not move the creation timestamp
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    When alice patches configmap/settings by merge:
      """
      {metadata: {creationTimestamp: "2001-02-03T04:05:06Z"}, data: {a: b}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {metadata: {creationTimestamp: "$first.metadata.creationTimestamp"}, data: {a: b}}
      """

  @API-1d
  Scenario: A new workload is of the first generation
    When alice creates:
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web, generation: 7}
      spec:
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer is:
      """
      {metadata: {generation: 1}}
      """

  @API-1d
  Scenario Outline: A change of <part> leads to generation <generation>
    Given these objects:
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web}
      spec:
        replicas: 0
        selector: {matchLabels: {app: web}}
        template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}
      """
    When alice patches replicaset/web by merge:
      """
      <patch>
      """
    Then it is accepted with 200
    And replicaset/web is:
      """
      {metadata: {generation: <generation>}}
      """

    Examples:
      | part   | patch                              | generation |
      | spec   | {spec: {minReadySeconds: 5}}       | 2          |
      | labels | {metadata: {labels: {tier: front}}} | 1          |

  @API-1d
  Scenario: A change of the status leaves the generation
    Given these objects:
      """
      {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}, spec: {replicas: 0, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
      """
    When alice sends PATCH /apis/apps/v1/namespaces/home/replicasets/web/status:
      """application/merge-patch+json
      {"status": {"replicas": 3, "observedGeneration": 1}}
      """
    Then it is accepted with 200
    And replicaset/web is:
      """
      {metadata: {generation: 1}, status: {replicas: 3}}
      """

  @API-1e
  Scenario: A read answers with the last write
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And bob patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And the answer is remembered as written
    When alice gets configmap/settings
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {resourceVersion: "$written.metadata.resourceVersion"}, data: {colour: green}}
      """
    And nothing else changed

  @API-1f
  Scenario: A list has its items in the order of their names and a resource version of its own
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      """
    When alice lists secrets
    Then it is accepted with 200
    And the answer is:
      """
      {apiVersion: v1, kind: SecretList, metadata: {resourceVersion: !matches "[1-9][0-9]*", continue: !absent }}
      """
    And the answer lists:
      | metadata.name |
      | a             |
      | b             |
      | c             |

  @API-1f
  Scenario: An empty collection is an empty list
    When alice lists secrets
    Then it is accepted with 200
    And the answer is:
      """
      {kind: SecretList, items: []}
      """

  @API-1f
  Scenario: A list across namespaces goes from namespace to namespace
    Given alice creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    And the answer is remembered as dev
    And these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {of: $dev.metadata.uid}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, namespace: dev, labels: {of: $dev.metadata.uid}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, namespace: dev, labels: {of: $dev.metadata.uid}}}
      """
    When alice sends GET /api/v1/secrets?labelSelector=of%3D$dev.metadata.uid
    Then it is accepted with 200
    And the answer lists:
      | metadata.namespace | metadata.name |
      | dev                | b             |
      | dev                | c             |
      | home               | a             |

  @API-1g
  Scenario: What a replace leaves out is gone
    Given alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red, size: small}}
      """
    And the answer is remembered as first
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: blue}}
      """
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {uid: $first.metadata.uid, creationTimestamp: "$first.metadata.creationTimestamp", labels: !absent }, data: !only {colour: blue}}
      """
    And configmap/settings is:
      """
      {metadata: {uid: $first.metadata.uid, labels: !absent }, data: !only {colour: blue}}
      """
    And nothing else changed

  @API-1h
  Scenario: A deleted object is no longer there
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: others}}
      """
    When alice deletes configmap/settings
    Then it is accepted with 200
    And the answer is:
      """
      {kind: Status, status: Success, details: {name: settings, kind: configmaps}}
      """
    And configmap/settings does not exist
    And nothing else changed

  @API-1i
  Scenario: A delete of a selection spares the others
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a, labels: {app: web}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b, labels: {app: db}}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: c, labels: {app: web}}}
      """
    When alice sends DELETE /api/v1/namespaces/home/secrets?labelSelector=app%3Dweb
    Then it is accepted with 200
    And secret/a does not exist
    And secret/c does not exist
    And there are 1 secrets

  @API-1i
  Scenario: A delete of a collection empties its namespace alone
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: dev}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      """
    When alice sends DELETE /api/v1/namespaces/home/secrets
    Then it is accepted with 200
    And there are 0 secrets
    And there are 1 secrets in dev

  @API-1i
  Scenario: A delete of a collection follows a field selector and its own resource
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: a}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
      """
    When alice sends DELETE /api/v1/namespaces/home/secrets?fieldSelector=metadata.name%3Da
    Then it is accepted with 200
    And secret/a does not exist
    And there are 1 secrets
    And there are 1 configmaps

  @API-1j
  Scenario: A body in YAML is read like one in JSON
    When alice sends POST /api/v1/namespaces/home/configmaps:
      """application/yaml
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: settings
      data:
        colour: red
      """
    Then it is accepted with 201
    And configmap/settings is:
      """
      {data: {colour: red}}
      """

  @API-1j
  Scenario: A client that asks for YAML gets YAML
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends:
      """
      GET /api/v1/namespaces/home/configmaps/settings
      Accept: application/yaml
      """
    Then it is accepted with 200
    And the answer's headers are:
      """
      {content-type: application/yaml}
      """
    And the answer is:
      """
      !matches "(?=.*apiVersion: v1\n)(?=.*kind: ConfigMap\n)(?=.*data:\n  colour: red\n).*"
      """

  @API-1k
  Scenario: A list across all namespaces holds the objects of each
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: dev}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: b}}
      """
    When alice lists secrets in all namespaces
    Then it is accepted with 200
    And the answer is:
      """
      items: !contains [{metadata: {name: a, namespace: dev}}, {metadata: {name: b, namespace: home}}]
      """

  @API-1l
  Scenario: A create without a namespace in the path is not allowed
    When alice sends POST /api/v1/configmaps:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: default}}
      """
    Then it is refused with 405 MethodNotAllowed
    And nothing else changed

  @API-1m
  Scenario Outline: A create whose <field> contradicts the path is refused
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    When alice sends POST /api/v1/namespaces/home/configmaps:
      """
      <object>
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

    Examples:
      | field      | object                                                                       |
      | namespace  | {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: dev}} |
      | kind       | {apiVersion: v1, kind: Secret, metadata: {name: settings}}                   |
      | apiVersion | {apiVersion: apps/v1, kind: ConfigMap, metadata: {name: settings}}           |

  @API-1m
  Scenario: A replace by an object of another name is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    When alice replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: others}, data: {a: b}}
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

  @API-1m
  Scenario Outline: A replace whose <field> contradicts the path is refused
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends PUT /api/v1/namespaces/home/configmaps/settings:
      """
      <object>
      """
    Then it is refused with 400 BadRequest
    And nothing else changed

    Examples:
      | field      | object                                                                        |
      | namespace  | {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: dev}} |
      | kind       | {apiVersion: v1, kind: Secret, metadata: {name: settings}}                    |
      | apiVersion | {apiVersion: apps/v1, kind: ConfigMap, metadata: {name: settings}}            |

  @API-1n
  Scenario: A list as a table has a row for each object
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 5432}]}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    When alice sends:
      """
      GET /api/v1/namespaces/home/services
      Accept: application/json;as=Table;v=v1;g=meta.k8s.io
      """
    Then it is accepted with 200
    And the answer is:
      """
      apiVersion: meta.k8s.io/v1
      kind: Table
      metadata: {resourceVersion: !any }
      columnDefinitions:
        - {name: Name, type: string}
        - {name: Type, type: string}
        - {name: Cluster-IP, type: string}
        - {name: External-IP, type: string}
        - {name: Port(s), type: string}
        - {name: Age, type: string}
        - {name: Selector, type: string, priority: 1}
      rows:
        - {cells: [db, ClusterIP, !any , <none>, 5432/TCP, !any , <none>], object: {kind: PartialObjectMetadata, metadata: {name: db}}}
        - {cells: [web, ClusterIP, !any , <none>, 80/TCP, !any , <none>], object: {kind: PartialObjectMetadata, metadata: {name: web}}}
      """

  @API-1n
  Scenario: An object as a table is one row
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When alice sends:
      """
      GET /api/v1/namespaces/home/configmaps/settings
      Accept: application/json;as=Table;v=v1;g=meta.k8s.io
      """
    Then it is accepted with 200
    And the answer is:
      """
      apiVersion: meta.k8s.io/v1
      kind: Table
      columnDefinitions: [{name: Name, type: string}, {name: Data}, {name: Age}]
      rows: [{cells: [settings, 1, !any ]}]
      """

  @API-1o
  Scenario: A read of the metadata shows nothing else
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, labels: {app: web}}, data: {colour: red}}
      """
    When alice sends:
      """
      GET /api/v1/namespaces/home/configmaps/settings
      Accept: application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io
      """
    Then it is accepted with 200
    And the answer is:
      """
      !only
      apiVersion: meta.k8s.io/v1
      kind: PartialObjectMetadata
      metadata: {name: settings, labels: {app: web}}
      """

  @API-1p
  Scenario: A list of the metadata shows nothing else
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: {app: web}}, data: {colour: red}}
      ---
      {apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: {colour: blue}}
      """
    When alice sends:
      """
      GET /api/v1/namespaces/home/configmaps?labelSelector=app%3Dweb
      Accept: application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io
      """
    Then it is accepted with 200
    And the answer is:
      """
      !only
      apiVersion: meta.k8s.io/v1
      kind: PartialObjectMetadataList
      metadata: {resourceVersion: !matches "[1-9][0-9]*"}
      items: [{metadata: {name: a, labels: {app: web}}, data: !absent }]
      """
