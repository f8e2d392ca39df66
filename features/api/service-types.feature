@needs-kubeApi
Feature: What a Service has follows its type

  @API-19k
  Scenario: A Service that turns external gives everything back
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice patches service/web by merge:
      """
      {spec: {type: ExternalName, externalName: web.example.com}}
      """
    Then it is accepted with 200
    And service/web is:
      """
      {spec: {type: ExternalName, clusterIP: !absent , clusterIPs: !absent , ipFamilies: !absent , ipFamilyPolicy: !absent , externalTrafficPolicy: !absent , ports: [{port: 80, nodePort: !absent }]}}
      """
    And nothing else changed

  @API-19k
  Scenario: The address of a Service that turned external is free
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice patches service/web by merge:
      """
      {spec: {type: ExternalName, externalName: web.example.com}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And nothing else changed

  @API-19k
  Scenario: A Service that is external no more gets an address
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: ExternalName, externalName: web.example.com, ports: [{port: 80}]}}
      """
    When alice patches service/web by merge:
      """
      {spec: {type: ClusterIP}}
      """
    Then it is accepted with 200
    And service/web is:
      """
      {spec: {type: ClusterIP, clusterIP: !matches "\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-f:]+", clusterIPs: !any , ipFamilyPolicy: SingleStack}}
      """

  @API-19k
  Scenario: A node port Service that becomes a load balancer keeps its ports
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice patches service/web by merge:
      """
      {spec: {type: LoadBalancer}}
      """
    Then it is accepted with 200
    And service/web is:
      """
      {spec: {clusterIP: $web.spec.clusterIP, allocateLoadBalancerNodePorts: true, ports: [{port: 80, nodePort: $web.spec.ports.0.nodePort}]}}
      """

  @API-19l
  Scenario: A load balancer that keeps to its node gets a health port
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {externalTrafficPolicy: Local, healthCheckNodePort: !within 30000..32767 , ports: [{nodePort: !within 30000..32767 }]}}
      """

  @API-19l
  Scenario: A health port does not change
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}}
      """
    When alice patches service/web by merge:
      """
      {spec: {healthCheckNodePort: 31}}
      """
    Then it is refused with 422 Invalid for:
      | field                    | reason              |
      | spec.healthCheckNodePort | FieldValueForbidden |
    And nothing else changed

  @API-19l
  Scenario: A health port is freed with the policy
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice patches service/web by merge:
      """
      {spec: {externalTrafficPolicy: Cluster}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, ports: [{port: 80, nodePort: $web.spec.healthCheckNodePort}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {externalTrafficPolicy: Cluster, healthCheckNodePort: !absent }}
      """

  @API-19m
  Scenario: A load balancer without node ports has none
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {allocateLoadBalancerNodePorts: false, ports: [{port: 80, nodePort: !absent }]}}
      """

  @API-19m
  Scenario: A load balancer without node ports gets those that it names
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: old}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as old
    And alice deletes service/old
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{name: a, port: 80, nodePort: $old.spec.ports.0.nodePort}, {name: b, port: 81}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {ports: [{name: a, nodePort: $old.spec.ports.0.nodePort}, {name: b, nodePort: !absent }]}}
      """

  @API-19n
  Scenario: Protocols of one port share a node port
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: dns}, spec: {type: NodePort, ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53, protocol: TCP}]}}
      """
    Then it is accepted with 201
    And the answer is remembered as dns
    And service/dns is:
      """
      {spec: {ports: [{nodePort: $dns.spec.ports.1.nodePort}, {nodePort: !within 30000..32767 }]}}
      """

  @API-19n
  Scenario: One protocol has a node port once
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: old}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as old
    And alice deletes service/old
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{name: a, port: 80, nodePort: $old.spec.ports.0.nodePort}, {name: b, port: 81, nodePort: $old.spec.ports.0.nodePort}]}}
      """
    Then it is refused with 422 Invalid
    And nothing else changed

  @API-19o
  Scenario: A dry run takes nothing
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: old}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    And the answer is remembered as old
    And alice deletes service/old
    And alice sends POST /api/v1/namespaces/home/services?dryRun=All:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, clusterIP: $old.spec.clusterIP, ports: [{port: 80, nodePort: $old.spec.ports.0.nodePort}]}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {type: NodePort, clusterIP: $old.spec.clusterIP, ports: [{port: 80, nodePort: $old.spec.ports.0.nodePort}]}}
      """
    Then it is accepted with 201

  @API-19o
  Scenario: What was taken for a Service that is refused is free
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: old}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as old
    And alice deletes service/old
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: $old.spec.clusterIP, ports: [{port: 80, targetPort: -1}]}}
      ---
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $old.spec.clusterIP, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/db is:
      """
      {spec: {clusterIP: $old.spec.clusterIP}}
      """
    And service/web does not exist

  @API-19u
  Scenario: The Endpoints of a deleted Service go with it
    Given these objects:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      ---
      {apiVersion: v1, kind: Endpoints, metadata: {name: web}, subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]}
      """
    When alice deletes service/web
    Then it is accepted with 200
    And endpoints/web does not exist
