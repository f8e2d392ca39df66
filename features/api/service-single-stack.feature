@needs-kubeApi
Feature: Services of a cluster of one stack

  Background:
    Given the API server runs with:
      """
      service-cluster-ip-range: 10.0.0.0/24
      """

  @API-19r
  Scenario: Two stacks are not to be had
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}}
      """
    Then it is refused with 422 Invalid for:
      | field               | reason            |
      | spec.ipFamilyPolicy | FieldValueInvalid |
    And nothing else changed

  @API-19r
  Scenario: Who prefers two stacks gets one
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And the answer is remembered as web
    And service/web is:
      """
      {spec: {clusterIPs: [$web.spec.clusterIP], ipFamilies: [IPv4], ipFamilyPolicy: PreferDualStack}}
      """

  @API-19r
  Scenario: The other family is not to be had
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ipFamilies: [IPv6], ports: [{port: 80}]}}
      """
    Then it is refused with 422 Invalid for:
      | field              | reason            |
      | spec.ipFamilies[0] | FieldValueInvalid |
    And nothing else changed

  @API-19t
  Scenario: A headless Service without a selector stands for both families
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: None, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {clusterIP: None, clusterIPs: [None], ipFamilies: [IPv4, IPv6], ipFamilyPolicy: RequireDualStack}}
      """

  @API-19t
  Scenario: A headless Service with a selector stands for the cluster's family
    When alice creates:
      """
      {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}}
      """
    Then it is accepted with 201
    And service/web is:
      """
      {spec: {clusterIPs: [None], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack}}
      """
