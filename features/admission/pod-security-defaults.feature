@needs-kubeApi
Feature: What goes for namespaces that name no standard

  Background:
    Given the API server runs with:
      """
      admission-control-config-file:
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: PodSecurity
            configuration:
              apiVersion: pod-security.admission.config.k8s.io/v1
              kind: PodSecurityConfiguration
              defaults: {enforce: baseline, enforce-version: latest, warn: restricted, audit: restricted}
              exemptions: {namespaces: [kube-public], runtimeClasses: [], usernames: [bob]}
      """

  @ADM-16j
  Scenario: The cluster's standard goes where a namespace names none
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}
      """
    Then it is refused with 403 Forbidden
    And pod/web does not exist

  @ADM-16j
  Scenario: A namespace's own standard goes before the cluster's
    Given these objects:
      """
      {apiVersion: v1, kind: Namespace, metadata: {name: dev, labels: {pod-security.kubernetes.io/enforce: privileged}}}
      """
    When alice creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: dev}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201

  @ADM-16k
  Scenario: An exempt user is not asked
    When bob creates:
      """
      {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
    And the answer's headers are:
      """
      warning: !absent
      """

  @ADM-16k
  Scenario: An exempt namespace is not asked
    When alice sends POST /api/v1/namespaces/kube-public/pods?dryRun=All:
      """
      {apiVersion: v1, kind: Pod, metadata: {generateName: web-}, spec: {hostPID: true, containers: [{name: web, image: nginx}]}}
      """
    Then it is accepted with 201
