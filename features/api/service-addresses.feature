@needs-kubeApi
Feature: Addresses and ports of Services are handed out once

  @API-19a
  Scenario: A Service gets an address
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And the answer is remembered as web
    And service/web is:
      """
      {spec: {clusterIP: !matches "\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-f:]+", clusterIPs: [$web.spec.clusterIP], ipFamilies: !any , ipFamilyPolicy: SingleStack}}
      """
    And nothing else changed

  @API-19a
  Scenario: Two Services have two addresses
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {clusterIP: !not $web.spec.clusterIP}}
      """

  @API-19b @API-19e
  Scenario: An address that was freed is given to who asks for it
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice deletes service/web
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {clusterIP: $web.spec.clusterIP}}
      """
    And nothing else changed

  @API-19c
  Scenario: An address outside the range is not given
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 192.0.2.7, ports: [{port: 80}]}}
      """
    Then it is refused with 422 Invalid for:
      | field           | reason            |
      | spec.clusterIPs | FieldValueInvalid |
    And nothing else changed

  @API-19d
  Scenario: A taken address is not given
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is refused with 422 Invalid for:
      | field           | reason            |
      | spec.clusterIPs | FieldValueInvalid |
    And nothing else changed

  @API-19e
  Scenario: A replace that names no address keeps it
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice replaces service/web by:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web, resourceVersion: "$web.metadata.resourceVersion"}, spec: {ports: [{port: 81}]}}
      """
    Then it is accepted with 200
    And service/web is:
      """
      {spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 81}]}}
      """

  @API-19e
  Scenario: An address is freed when the last finalizer goes
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web, finalizers: [example.com/a]}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice deletes service/web
    And alice patches service/web by merge:
      """
      {metadata: {finalizers: null}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201

  @API-19e
  Scenario: An address is freed when the last finalizer goes by way of the status
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web, finalizers: [example.com/a]}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice deletes service/web
    And alice sends PATCH /api/v1/namespaces/home/services/web/status:
      """application/merge-patch+json
      {"metadata": {"finalizers": null}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201

  @API-19f
  Scenario: A headless Service has no address
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: None, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {type: ClusterIP, clusterIP: None, clusterIPs: [None]}}
      """

  @API-19f
  Scenario: An external Service has no address
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: ExternalName, externalName: web.example.com}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {type: ExternalName, externalName: web.example.com, clusterIP: !absent , clusterIPs: !absent , ports: !absent }}
      """

  @API-19g
  Scenario Outline: A Service of type <type> gets node ports from the range
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: <type>, ports: [{name: a, port: 80}, {name: b, port: 81}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {clusterIP: !any , ports: [{nodePort: !within 30000..32767 }, {nodePort: !within 30000..32767 }]}}
      """

    Examples:
      | type         |
      | NodePort     |
      | LoadBalancer |

  @API-19g
  Scenario: Two Services have two node ports
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {ports: [{nodePort: !not $web.spec.ports.0.nodePort}]}}
      """

  @API-19g
  Scenario: A node port stays with its port
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice patches service/web by merge:
      """
      {metadata: {labels: {a: b}}, spec: {selector: {app: web}}}
      """
    Then it is accepted with 200
    And service/web is:
      """
      {spec: {selector: {app: web}, ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}]}}
      """

  @API-19h
  Scenario Outline: The node port <port> is outside the range
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80, nodePort: <port>}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                  | reason            |
      | spec.ports[0].nodePort | FieldValueInvalid |
    And nothing else changed

    Examples:
      | port  |
      | 80    |
      | 29999 |
      | 32768 |

  @API-19h
  Scenario: A taken node port is not given
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}]}}
      """
    Then it is refused with 422 Invalid for:
      | field                  | reason            |
      | spec.ports[0].nodePort | FieldValueInvalid |
    And nothing else changed

  @API-19h @API-19i
  Scenario: A node port that was freed is given to who asks for it
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice deletes service/web
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {ports: [{nodePort: $web.spec.ports.0.nodePort}]}}
      """

  @API-19i
  Scenario: A node port is freed with the type
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice patches service/web by merge:
      """
      {spec: {type: ClusterIP}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {type: ClusterIP, ports: [{port: 80, nodePort: !absent }]}}
      """

  @API-19v @needs-apiStore @needs-clock @exclusive
  Scenario: What belongs to no Service is free in the end
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And the API server's store is patched at /registry/services/specs/home/web:
      """
      null
      """
    And 10m pass
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, clusterIP: $web.spec.clusterIP, ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {clusterIP: $web.spec.clusterIP, ports: [{nodePort: $web.spec.ports.0.nodePort}]}}
      """

  @API-19v @needs-apiStore @needs-clock @exclusive
  Scenario Outline: The <what> of a Service is kept for it although nobody knows that it is taken
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice deletes service/web
    And the API server's store is patched at /registry/services/specs/home/web:
      """
      $web
      """
    And 4m pass
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, <asked>}}
      """
    Then it is refused with 422 Invalid for:
      | field   | reason            |
      | <field> | FieldValueInvalid |
    And nothing else changed

    Examples:
      | what      | asked                                                     | field                  |
      | address   | clusterIP: $web.spec.clusterIP, ports: [{port: 80}]       | spec.clusterIPs        |
      | node port | ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}] | spec.ports[0].nodePort |
