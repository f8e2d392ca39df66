@needs-kubeApi
Feature: Services of a cluster of both stacks

  Background:
    Given the API server runs with:
      """
      service-cluster-ip-range: [10.0.0.0/24, 'fd00:10::/112']
      service-node-port-range: 31000-31063
      """

  @API-19p
  Scenario Outline: <what> gets <families>
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {<spec>, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And the answer is remembered as web
    And service/web is:
      """
      {spec: {clusterIP: $web.spec.clusterIPs.0, clusterIPs: <addresses>, ipFamilies: <families>, ipFamilyPolicy: <policy>}}
      """

    Examples:
      | what                                     | spec                                                    | families     | policy           | addresses                                          |
      | A Service that says nothing              | type: ClusterIP                                         | [IPv4]       | SingleStack      | [!matches "10[.]0[.]0[.][0-9]+"]                     |
      | A Service that asks for IPv6             | ipFamilies: [IPv6]                                      | [IPv6]       | SingleStack      | [!matches "fd00:10::[0-9a-f]+"]                    |
      | A Service that prefers both              | ipFamilyPolicy: PreferDualStack                         | [IPv4, IPv6] | PreferDualStack  | [!matches "10[.].*", !matches "fd00:10::[0-9a-f]+"] |
      | A Service that wants both, IPv6 first    | ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6]    | [IPv6, IPv4] | RequireDualStack | [!matches "fd00:10::[0-9a-f]+", !matches "10[.].*"] |

  @API-19p
  Scenario: An address says of which family it is
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 'fd00:10::77', ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {clusterIP: 'fd00:10::77', clusterIPs: ['fd00:10::77'], ipFamilies: [IPv6]}}
      """

  @API-19p
  Scenario: An address of another family than was said is refused
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: 10.0.0.77, ipFamilies: [IPv6], ports: [{port: 80}]}}
      """
    Then it is refused with 422 Invalid for:
      | field              | reason            |
      | spec.clusterIPs[0] | FieldValueInvalid |
    And nothing else changed

  @API-19q
  Scenario: A second stack is added, and the first address stays
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice patches service/web by merge:
      """
      {spec: {ipFamilyPolicy: RequireDualStack}}
      """
    Then it is accepted with 200
    And service/web is:
      """
      {spec: {clusterIP: $web.spec.clusterIP, clusterIPs: [$web.spec.clusterIP, !matches "fd00:10::[0-9a-f]+"], ipFamilies: [IPv4, IPv6]}}
      """

  @API-19q
  Scenario: A second stack is taken away and its address is free
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    And alice patches service/web by merge:
      """
      {spec: {ipFamilyPolicy: SingleStack}}
      """
    When bob creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: $web.spec.clusterIPs.1, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {clusterIP: $web.spec.clusterIP, clusterIPs: [$web.spec.clusterIP], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack}}
      """

  @API-19q
  Scenario: A second stack is not taken away unless the policy says so
    Given alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}}
      """
    And the answer is remembered as web
    When alice patches service/web by merge:
      """
      {spec: {clusterIPs: [$web.spec.clusterIP]}}
      """
    Then it is refused with 422 Invalid for:
      | field               | reason            |
      | spec.ipFamilyPolicy | FieldValueInvalid |
    And nothing else changed

  @API-19s
  Scenario Outline: A Service of a dual-stack server is refused: <what>
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {<spec>}}
      """
    Then it is refused with 422 Invalid for:
      | field   | reason            |
      | <field> | FieldValueInvalid |
    And nothing else changed

    Examples:
      | what                              | field                  | spec                                                    |
      | An address outside the range      | spec.clusterIPs        | clusterIP: 10.0.1.1, ports: [{port: 80}]                |
      | An IPv6 address outside the range | spec.clusterIPs        | clusterIP: 'fd00:11::1', ports: [{port: 80}]            |
      | A node port outside the range     | spec.ports[0].nodePort | type: NodePort, ports: [{port: 80, nodePort: 30000}]    |

  @API-19s
  Scenario: What is given comes from the ranges
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {clusterIP: !matches "10\\.0\\.0\\.\\d+", ports: [{nodePort: !within 31000..31063 }]}}
      """
