@needs-kubeApi @needs-otherKubeApi
Feature: Any number of API servers share one store

  @API-6a
  Scenario: What is created through one server is read through the other
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    And bob at the other API server gets configmap/settings
    Then it is accepted with 200
    And the answer is:
      """
      {metadata: {uid: $made.metadata.uid, resourceVersion: "$made.metadata.resourceVersion"}, data: !only {colour: red}}
      """

  @API-6a
  Scenario: What is created through one server is listed through the other
    Given bob at the other API server lists configmaps
    When alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    And bob at the other API server lists configmaps
    Then the answer lists:
      | metadata.name | metadata.uid         | metadata.resourceVersion          |
      | settings      | '$made.metadata.uid' | '$made.metadata.resourceVersion' |

  @API-6a
  Scenario: What is changed through one server is read in its new form through the other
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And bob at the other API server gets configmap/settings
    When alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And the answer is remembered as changed
    And bob at the other API server gets configmap/settings
    Then the answer is:
      """
      {metadata: {resourceVersion: "$changed.metadata.resourceVersion"}, data: !only {colour: green}}
      """

  @API-6a
  Scenario: What is deleted through one server is gone from the other
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And bob at the other API server gets configmap/settings
    When alice deletes configmap/settings
    And bob at the other API server gets configmap/settings
    Then it is refused with 404 NotFound
    And nothing else changed

  @API-6b
  Scenario: A watch through one server sees every write through the other
    Given bob at the other API server watches configmaps as W
    And alice creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    And alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And the answer is remembered as changed
    When alice deletes configmap/settings
    Then W sees:
      | type     | object             | metadata.resourceVersion            | data.colour |
      | ADDED    | configmap/settings | '$made.metadata.resourceVersion'    | red         |
      | MODIFIED | configmap/settings | '$changed.metadata.resourceVersion' | green       |
      | DELETED  | configmap/settings | !any                                | green       |

  @API-6b
  Scenario: Writes through both servers come to one watch in the order of their resource versions
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    And alice watches /api/v1/namespaces/home/configmaps?resourceVersion=$made.metadata.resourceVersion as W
    And bob at the other API server patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    And alice patches configmap/settings by merge:
      """
      {data: {size: small}}
      """
    And the answer is remembered as third
    When bob at the other API server patches configmap/settings by merge:
      """
      {data: {size: large}}
      """
    Then W sees:
      | type     | object             | metadata.resourceVersion          | data.colour | data.size |
      | MODIFIED | configmap/settings | !any                              | green       | !absent   |
      | MODIFIED | configmap/settings | '$third.metadata.resourceVersion' | green       | small     |
      | MODIFIED | configmap/settings | !any                              | green       | large     |

  @API-6c
  Scenario: A replace that is based on what the other server has since changed is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as first
    And alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When bob at the other API server replaces configmap/settings by:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, resourceVersion: "$first.metadata.resourceVersion"}, data: {colour: blue}}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @API-6c
  Scenario: Patches through both servers lose nothing of each other
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And bob at the other API server patches configmap/settings by merge:
      """
      {data: {size: small}}
      """
    When alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    Then it is accepted with 200
    And configmap/settings is:
      """
      {data: !only {colour: green, size: small}}
      """

  @API-6c
  Scenario: A delete that is based on what the other server has since changed is refused
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
      """
    And the answer is remembered as first
    And alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When bob at the other API server sends DELETE /api/v1/namespaces/home/configmaps/settings:
      """
      {kind: DeleteOptions, apiVersion: v1, preconditions: {resourceVersion: "$first.metadata.resourceVersion"}}
      """
    Then it is refused with 409 Conflict
    And nothing else changed

  @API-6d
  Scenario: A name that was taken through one server is taken at the other
    Given these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    When bob at the other API server creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: blue}}
      """
    Then it is refused with 409 AlreadyExists
    And nothing else changed

  @API-6d
  Scenario: An object is created at the other server in a namespace that was just made
    Given alice creates:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev}}
      """
    When bob at the other API server creates:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: dev}}
      """
    Then it is accepted with 201

  @API-6d
  Scenario: Services made through both servers have different addresses
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When bob at the other API server creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {clusterIP: !not $web.spec.clusterIP}}
      """

  @API-6d
  Scenario: An address that was given by one server is refused by the other
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When bob at the other API server creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is refused with 422 Invalid for:
      | field           | reason            |
      | spec.clusterIPs | FieldValueInvalid |
    And nothing else changed

  @API-6d
  Scenario: A node port that was given by one server is refused by the other
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When bob at the other API server creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                  | reason            |
      | spec.ports[0].nodePort | FieldValueInvalid |
    And nothing else changed

  @API-6d
  Scenario: An address that was freed through one server is given by the other
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice deletes service/web
    When bob at the other API server creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {clusterIP: $web.spec.clusterIP}}
      """

  @API-6e
  Scenario: A watch goes on at the other server from a resource version of the first
    Given bob at the other API server lists configmaps
    And these objects:
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {colour: red}}
      """
    And the answer is remembered as made
    And alice patches configmap/settings by merge:
      """
      {data: {colour: green}}
      """
    When bob at the other API server watches /api/v1/namespaces/home/configmaps?resourceVersion=$made.metadata.resourceVersion as W
    Then W sees:
      | type     | object             | data.colour |
      | MODIFIED | configmap/settings | green       |

  @API-6e
  Scenario: A list goes on at the other server with the first one's continue token
    Given these objects:
      """
      {apiVersion: v1, kind: Secret, metadata: {name: one}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: three}}
      ---
      {apiVersion: v1, kind: Secret, metadata: {name: two}}
      """
    And alice sends GET /api/v1/namespaces/home/secrets?limit=1
    And the answer is remembered as page
    And alice deletes secret/three
    When bob at the other API server sends GET /api/v1/namespaces/home/secrets?limit=5&continue=$page.metadata.continue
    Then the answer lists:
      | metadata.name |
      | three         |
      | two           |
    And the answer is:
      """
      {metadata: {resourceVersion: "$page.metadata.resourceVersion"}}
      """
